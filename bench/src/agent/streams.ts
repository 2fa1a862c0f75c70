/** The agent's ends of a program's pipes: its call trace and its output are read and recorded, its input is written. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { OutputRecord, OutputStream } from '@wireside/trace';
import { ProgramInput } from './input.ts';
import type { Unnumbered } from './lanes.ts';
import { LineSplitter, readLines } from './lines.ts';
import { OutputRecorder } from './output.ts';
import { openPipe } from './pipes.ts';

/** What is done with what comes. */
export interface StreamOptions {
  /** The program's name in the scene. */
  readonly actor: string;
  /** The folder with its pipes. */
  readonly pipes: string;
  /** strace has written a line. */
  onTrace(line: string): void;
  /** The program, or a tool that starts it, has written to standard error. */
  onError(chunk: Buffer): void;
  onOutput(record: Unnumbered<OutputRecord>): void;
  /** The program has printed a line. */
  onLine?(stream: OutputStream, line: Uint8Array): void;
}

/** The pipes of one program, from before its start until after its end. */
export class ProgramStreams {
  readonly input: ProgramInput;
  readonly #recorders: readonly OutputRecorder[];
  readonly #pipes: readonly Socket[];
  readonly #closed: Promise<unknown>;

  /** Opens the pipes. */
  constructor({ actor, pipes, onTrace, onError, onOutput, onLine }: StreamOptions) {
    const calls = openPipe(pipes, 'calls');
    readLines(calls, onTrace);
    const outputs = (['stdout', 'stderr'] as const).map((stream) => {
      const pipe = openPipe(pipes, stream);
      const recorder = new OutputRecorder(actor, stream, onOutput);
      if (stream === 'stderr') pipe.on('data', onError);
      pipe.on('data', (chunk: Buffer) => recorder.write(chunk));
      if (onLine !== undefined) {
        const lines = new LineSplitter((line) => onLine(stream, line));
        pipe.on('data', (chunk: Buffer) => lines.write(chunk));
        pipe.on('end', () => lines.end());
      }
      return { pipe, recorder };
    });
    this.#recorders = outputs.map(({ recorder }) => recorder);
    this.#pipes = [calls, ...outputs.map(({ pipe }) => pipe)];
    this.#closed = Promise.all(this.#pipes.map((pipe) => once(pipe, 'close')));
    this.input = new ProgramInput(pipes);
  }

  /** Bytes of output so far. */
  get output(): number {
    return this.#recorders.reduce((sum, { total }) => sum + total, 0);
  }

  /**
   * Closes the input, and waits for the end of the output and of the call trace.
   * @param timeout how long, ms
   * @returns whether they ended
   */
  async drain(timeout: number): Promise<boolean> {
    this.input.destroy();
    let hasEnded = true;
    const timer = setTimeout(() => {
      hasEnded = false;
      for (const pipe of this.#pipes) pipe.destroy();
    }, timeout);
    await this.#closed;
    clearTimeout(timer);
    for (const recorder of this.#recorders) recorder.end();
    return hasEnded;
  }
}
