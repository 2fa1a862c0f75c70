/** The three loads: a crowd that stays connected, short conversations, and floods. Every received byte is checked. */
import { readFileSync } from 'node:fs';
import type { Job, Outcome, Target } from './job.ts';
import { open } from './link.ts';
import type { Link } from './link.ts';
import { usageOf } from './usage.ts';

/** Puts a load on a server, and returns how it went. */
export async function putLoad(job: Job): Promise<Outcome> {
  switch (job.load) {
    case 'crowd':
      return crowd(job);
    case 'churn':
      return inTurn(job, job.conversations, 'CMD_short:0', messagesOf(1));
    case 'flood':
      return inTurn(job, job.floods, 'CMD_floodme', [readFileSync(job.file)]);
  }
}

/** The expected messages, numbered from 0. */
function messagesOf(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(`This is PMU data ${index}`));
}

/** Compares what one client receives with what is expected. */
class Conversation {
  /** Resolves when a command may be sent, or the connection failed. */
  readonly ready: Promise<void>;
  /** Resolves when the connection is closed. */
  readonly over: Promise<void>;
  /** What was wrong first. */
  error: string | undefined;
  readonly #link: Link;
  readonly #expected: readonly Buffer[];
  readonly #arrived: (message: number) => void;
  /** The message that is being received, and how many bytes of it have arrived. */
  #message = 0;
  #offset = 0;

  /** @param arrived called with the index of each message when its last byte arrives */
  constructor(target: Target, expected: readonly Buffer[], arrived: (message: number) => void = () => {}) {
    this.#expected = expected;
    this.#arrived = arrived;
    let [ready, over] = [(): void => {}, (): void => {}];
    this.ready = new Promise((resolve) => (ready = resolve));
    this.over = new Promise((resolve) => (over = resolve));
    this.#link = open(target, {
      ready,
      bytes: (chunk) => this.#take(chunk, target.transport === 'websocket'),
      end: (error) => {
        this.error ??= error;
        if (this.#message < this.#expected.length) {
          this.error ??= `ended in message ${this.#message} of ${this.#expected.length}`;
        }
        // The connection may have failed before it was ready.
        ready();
        over();
      },
    });
  }

  /** Sends a command, unless the connection failed. */
  send(command: string): void {
    if (this.error === undefined) this.#link.send(command);
  }

  #take(chunk: Uint8Array, isFrame: boolean): void {
    for (let at = 0; at < chunk.length;) {
      const message = this.#expected[this.#message];
      if (!message) return this.#fail('received more than expected');
      const length = Math.min(chunk.length - at, message.length - this.#offset);
      const received = chunk.subarray(at, at + length);
      if (message.compare(received, 0, length, this.#offset, this.#offset + length) !== 0) {
        return this.#fail(`received other bytes in message ${this.#message}`);
      }
      at += length;
      this.#offset += length;
      if (this.#offset === message.length) this.#arrived(this.#message++);
      else continue;
      this.#offset = 0;
      // After a short command each frame is one message. A stream may join them.
      if (isFrame && at < chunk.length) return this.#fail('received a frame with more than one message');
    }
  }

  #fail(error: string): void {
    this.error ??= error;
  }
}

async function crowd(job: Job & { load: 'crowd' }): Promise<Outcome> {
  const idle = usageOf(job.pid);
  const expected = messagesOf(job.messages);
  const lateness: number[] = [];
  const clients: Conversation[] = [];
  const commanded: number[] = [];
  let since = performance.now();
  await inParallel(job.width, job.clients, async (number) => {
    const client = new Conversation(job, expected, (message) => {
      lateness.push(performance.now() - commanded[number]! - message * job.delay * 1000);
    });
    clients[number] = client;
    await client.ready;
  });
  const connecting = performance.now() - since;
  const full = usageOf(job.pid);
  since = performance.now();
  for (const [number, client] of clients.entries()) {
    commanded[number] = performance.now();
    client.send(`CMD_short:${job.delay}`);
  }
  await Promise.all(clients.map(({ over }) => over));
  const talking = performance.now() - since;
  lateness.sort((left, right) => left - right);
  return { ...counted(clients), connecting, talking, lateness, idle, full, end: usageOf(job.pid) };
}

async function inTurn(
  job: Job & { width: number },
  times: number,
  command: string,
  expected: readonly Buffer[],
): Promise<Outcome> {
  const idle = usageOf(job.pid);
  const clients: Conversation[] = [];
  const since = performance.now();
  await inParallel(job.width, times, async (number) => {
    const client = new Conversation(job, expected);
    clients[number] = client;
    await client.ready;
    client.send(command);
    await client.over;
  });
  const talking = performance.now() - since;
  const end = usageOf(job.pid);
  return { ...counted(clients), connecting: 0, talking, lateness: [], idle, full: end, end };
}

/** Calls `work` with each number below `times`, `width` of them in parallel. */
async function inParallel(
  width: number,
  times: number,
  work: (number: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, times) }, worker));
}

function counted(clients: readonly Conversation[]): Pick<Outcome, 'correct' | 'failed' | 'error'> {
  const failed = clients.filter(({ error }) => error !== undefined);
  const error = failed[0]?.error;
  return {
    correct: clients.length - failed.length,
    failed: failed.length,
    ...(error === undefined ? {} : { error }),
  };
}
