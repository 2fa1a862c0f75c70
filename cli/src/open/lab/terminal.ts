/** A case played by hand in the page: a shell on its network, as `wireside try` gives it, over a WebSocket. */
import { Bench } from '@wireside/bench';
import type { RunControl } from '@wireside/bench';
import { findings } from '@wireside/trace';
import type { WebSocket } from 'ws';
import { newRunFolder, removeUnused, showName } from '../../run-folders.ts';
import { summary } from '../../run/ending.ts';
import type { SceneEvent } from '../../run/ending.ts';
import { tryRequest } from '../../run/try.ts';
import { itemId } from '../items.ts';
import { toldOf } from './told.ts';
import type { Workshop } from './workshop.ts';

/** What the page asks for. */
export interface TerminalOptions {
  readonly part: string;
  /** Empty for the first of the part. */
  readonly case: string;
  readonly columns: number;
  readonly rows: number;
}

/** Bytes that wait for the page; what comes while so many wait is left out, and counted. */
const MAX_OUTPUT = 1024 * 1024;
/** Bytes that wait for the program; the page is not read while so many wait. */
const MAX_INPUT = 64 * 1024;

/**
 * Plays until the shell ends or the page leaves. The page sends what is typed as binary messages. It gets what the terminal
 * shows as binary messages, and texts of JSON: `{notes}` before, `{item, summary}` or `{message, hint}` at the end.
 */
export async function playTerminal(
  socket: WebSocket,
  workshop: Workshop,
  options: TerminalOptions,
): Promise<void> {
  const abort = new AbortController();
  const input = new Input(socket);
  socket.on('close', () => abort.abort());
  socket.on('error', () => abort.abort());
  const tell = (message: object): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
  };
  // Playing by hand takes long: the judging does not wait for that.
  let bench: Bench | undefined;
  let folder: string | undefined;
  try {
    bench = Bench.open({ parallel: 1 });
    const desk = workshop.desk(options.part);
    const { case: chosen, columns, rows } = options;
    const asked = await tryRequest(bench, {
      part: options.part,
      ...(chosen === '' ? {} : { case: chosen }),
      command: [],
      edition: desk.edition,
      labs: workshop.folders,
      isAtTerminal: true,
      columns,
      rows,
      term: 'xterm-256color',
      ...(desk.folder === undefined ? {} : { folder: desk.folder }),
    });
    const own = asked.inputOf!;
    tell({ notes: asked.notes });
    folder = newRunFolder(`run-${asked.title}`);
    const events: SceneEvent[] = [];
    const output = new Output(socket);
    const { description, model } = await bench.run(asked.request, folder, {
      signal: abort.signal,
      onBegin: (control) => input.begin(control, own),
      onOutput: (actor, _, bytes) => {
        if (actor === own) output.write(bytes);
      },
      onEvent: (event) => events.push(event),
    });
    output.end();
    const ended = { run: description, events, findings: findings(model), folder, name: showName(folder) };
    const text = summary({ ...ended, wasInterrupted: false }, { width: columns, color: false });
    tell({ item: itemId(folder), summary: text });
  } catch (error) {
    tell(toldOf(error));
  } finally {
    if (folder !== undefined) removeUnused(folder);
    socket.close();
    await bench?.close();
  }
}

/** What is typed, passed on as fast as the program takes it. */
class Input {
  readonly #socket: WebSocket;
  readonly #early: Buffer[] = [];
  #waiting = 0;
  #take: ((bytes: Buffer) => Promise<unknown>) | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.#receive(data);
    });
  }

  /** The program is there. */
  begin(control: RunControl, actor: string): void {
    this.#take = (bytes) => control.input(actor, bytes);
    for (const bytes of this.#early) this.#pass(bytes);
    this.#early.length = 0;
  }

  #receive(bytes: Buffer): void {
    this.#waiting += bytes.length;
    if (this.#waiting > MAX_INPUT) this.#socket.pause();
    if (this.#take === undefined) this.#early.push(bytes);
    else this.#pass(bytes);
  }

  #pass(bytes: Buffer): void {
    void this.#take?.(bytes).finally(() => {
      this.#waiting -= bytes.length;
      if (this.#waiting <= MAX_INPUT) this.#socket.resume();
    });
  }
}

/** What the terminal shows; the run has all of it. */
class Output {
  readonly #socket: WebSocket;
  #left = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_OUTPUT) {
      this.#left += bytes.length;
      return;
    }
    this.#tellLeft();
    this.#socket.send(bytes);
  }

  end(): void {
    this.#tellLeft();
  }

  #tellLeft(): void {
    if (this.#left === 0) return;
    this.#socket.send(Buffer.from(`\r\n[${this.#left} bytes are not shown here; the run has them]\r\n`));
    this.#left = 0;
  }
}
