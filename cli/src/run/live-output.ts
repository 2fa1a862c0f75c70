/** Prints what the actors of a scene write while they run: of one as it is, of several line by line with their names. */
import { StringDecoder } from 'node:string_decoder';
import type { OutputStream } from '@wireside/trace';
import { escape } from '@wireside/trace';
import { terminalOf } from '../terminal/environment.ts';
import { painted } from '../terminal/palette.ts';

/** Bytes of a line without an end after which it is printed anyway. */
const MAX_LINE = 64 * 1024;
/** A newline. */
const NEWLINE = 0x0a;

/** Where output goes: standard output, or standard error. */
export interface OutputTarget {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(data: string | Uint8Array): unknown;
}

/** Options of live output. */
export interface LiveOutputOptions {
  /** The actors that can write, in the order of the scene. */
  readonly actors: readonly string[];
  readonly stdout: OutputTarget;
  readonly stderr: OutputTarget;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether a terminal gets what a program writes as it is. */
  readonly isRaw: boolean;
}

/** Prints the output of actors. */
export class LiveOutput {
  readonly #options: LiveOutputOptions;
  readonly #width: number;
  /** By actor and stream: the beginning of a line, or the beginning of a character. */
  readonly #lines = new Map<string, Buffer>();
  readonly #decoders = new Map<OutputStream, StringDecoder>();
  #atLineStart = true;

  constructor(options: LiveOutputOptions) {
    this.#options = options;
    this.#width = Math.max(0, ...options.actors.map((name) => name.length));
  }

  /** An actor wrote bytes. */
  write(actor: string, stream: OutputStream, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#options.actors.length > 1) return this.#writeLines(actor, stream, Buffer.from(bytes));
    const target = this.#options[stream];
    this.#atLineStart = bytes.at(-1) === NEWLINE;
    target.write(
      this.#isEscaped(target) ? escapeText(this.#decoder(stream).write(Buffer.from(bytes))) : bytes,
    );
  }

  /** Prints lines that have no end yet. On a terminal, what comes next begins on a line of its own. */
  end(): void {
    for (const [key, rest] of this.#lines) {
      const [stream, actor] = key.split(' ') as [OutputStream, string];
      if (rest.length > 0) this.#writeLine(actor, stream, rest);
    }
    this.#lines.clear();
    const { actors, stdout, stderr } = this.#options;
    if (actors.length > 1) return;
    for (const [stream, decoder] of this.#decoders) this.#options[stream].write(escapeText(decoder.end()));
    if (!this.#atLineStart && stdout.isTTY === true && stderr.isTTY === true) stdout.write('\n');
  }

  #isEscaped({ isTTY }: OutputTarget): boolean {
    return isTTY === true && !this.#options.isRaw;
  }

  #decoder(stream: OutputStream): StringDecoder {
    const decoder = this.#decoders.get(stream) ?? new StringDecoder('utf8');
    this.#decoders.set(stream, decoder);
    return decoder;
  }

  #writeLines(actor: string, stream: OutputStream, bytes: Buffer): void {
    const key = `${stream} ${actor}`;
    let rest = Buffer.concat([this.#lines.get(key) ?? Buffer.alloc(0), bytes]);
    for (;;) {
      const at = rest.indexOf(NEWLINE);
      if (at < 0 && rest.length < MAX_LINE) break;
      const length = at < 0 || at > MAX_LINE ? MAX_LINE : at;
      this.#writeLine(actor, stream, rest.subarray(0, length));
      rest = rest.subarray(at === length ? length + 1 : length);
    }
    this.#lines.set(key, Buffer.from(rest));
  }

  #writeLine(actor: string, stream: OutputStream, line: Buffer): void {
    const { actors, environment } = this.#options;
    const target = this.#options[stream];
    const { color, unicode } = terminalOf(environment, target);
    const prefix = `${actor.padEnd(this.#width)}${unicode ? '│' : '|'} `;
    target.write(painted(prefix, { message: actors.indexOf(actor) }, color));
    const end = line.at(-1) === 0x0d && this.#isEscaped(target) ? line.subarray(0, -1) : line;
    target.write(this.#isEscaped(target) ? escapeText(end.toString()) : line);
    target.write('\n');
  }
}

/** Text that is safe on a terminal; newlines and tabs are kept. */
function escapeText(text: string): string {
  return text
    .split(/(\r?\n|\t)/)
    .map((part, index) => (index % 2 === 1 ? part : escape(part)))
    .join('');
}
