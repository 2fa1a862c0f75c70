/** The three loads: a crowd that stays, one client after the other, and floods. Every byte that comes is checked. */
import { readFileSync } from 'node:fs';
import type { Job, Outcome, Target } from './job.ts';
import { type Link, open } from './link.ts';
import { usageOf } from './usage.ts';

/** Puts a load on a server and tells what came of it. */
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

/** The messages as they are to come; the first has the number 0. */
function messagesOf(count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(`This is PMU data ${index}`));
}

/** What one client has received so far, held against what it is to receive. */
class Conversation {
  readonly ready: Promise<void>;
  readonly over: Promise<void>;
  complaint: string | undefined;
  readonly #link: Link;
  readonly #expected: readonly Buffer[];
  readonly #arrived: (message: number) => void;
  /** The message that is expected now, and how much of it is there. */
  #message = 0;
  #offset = 0;

  /** `arrived` is called with the index of each message as its last byte comes. */
  constructor(target: Target, expected: readonly Buffer[], arrived: (message: number) => void = () => {}) {
    this.#expected = expected;
    this.#arrived = arrived;
    let [ready, over] = [(): void => {}, (): void => {}];
    this.ready = new Promise((resolve) => (ready = resolve));
    this.over = new Promise((resolve) => (over = resolve));
    this.#link = open(target, {
      ready,
      bytes: (chunk) => this.#take(chunk, target.transport === 'websocket'),
      end: (complaint) => {
        this.complaint ??= complaint;
        if (this.#message < this.#expected.length) {
          this.complaint ??= `ended in message ${this.#message} of ${this.#expected.length}`;
        }
        // Whoever waits for a connection that will never be one.
        ready();
        over();
      },
    });
  }

  send(command: string): void {
    if (this.complaint === undefined) this.#link.send(command);
  }

  #take(chunk: Uint8Array, isFrame: boolean): void {
    for (let at = 0; at < chunk.length;) {
      const message = this.#expected[this.#message];
      if (!message) return this.#complain('more came than was to come');
      const length = Math.min(chunk.length - at, message.length - this.#offset);
      const is = chunk.subarray(at, at + length);
      if (message.compare(is, 0, length, this.#offset, this.#offset + length) !== 0) {
        return this.#complain(`other bytes in message ${this.#message}`);
      }
      at += length;
      this.#offset += length;
      if (this.#offset === message.length) this.#arrived(this.#message++);
      else continue;
      this.#offset = 0;
      // One frame is one message of a short command; a stream may join them.
      if (isFrame && at < chunk.length) return this.#complain('a frame with more than one message');
    }
  }

  #complain(complaint: string): void {
    this.complaint ??= complaint;
  }
}

async function crowd(job: Job & { load: 'crowd' }): Promise<Outcome> {
  const rest = usageOf(job.pid);
  const expected = messagesOf(job.messages);
  const lateness: number[] = [];
  const clients: Conversation[] = [];
  const commanded: number[] = [];
  let since = performance.now();
  await lanes(job.width, job.clients, async (number) => {
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
  return { ...counted(clients), connecting, talking, lateness, rest, full, end: usageOf(job.pid) };
}

async function inTurn(
  job: Job & { width: number },
  times: number,
  command: string,
  expected: readonly Buffer[],
): Promise<Outcome> {
  const rest = usageOf(job.pid);
  const clients: Conversation[] = [];
  const since = performance.now();
  await lanes(job.width, times, async (number) => {
    const client = new Conversation(job, expected);
    clients[number] = client;
    await client.ready;
    client.send(command);
    await client.over;
  });
  const talking = performance.now() - since;
  const end = usageOf(job.pid);
  return { ...counted(clients), connecting: 0, talking, lateness: [], rest, full: end, end };
}

/** Does `work` for each number under `times`, `width` of them at a time. */
async function lanes(width: number, times: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < times) await work(next++);
  };
  await Promise.all(Array.from({ length: Math.min(width, times) }, lane));
}

function counted(clients: readonly Conversation[]): Pick<Outcome, 'right' | 'wrong' | 'complaint'> {
  const wrong = clients.filter(({ complaint }) => complaint !== undefined);
  const complaint = wrong[0]?.complaint;
  return {
    right: clients.length - wrong.length,
    wrong: wrong.length,
    ...(complaint === undefined ? {} : { complaint }),
  };
}
