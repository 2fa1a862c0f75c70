/**
 * A line for each client of the servers: rewritten in place on a terminal; in a pipe, written when the client has gone.
 */
import { escape } from '@wireside/trace';
import type { PeerEvent } from '@wireside/peers';
import { numberText } from '@wireside/wire';

/** Maximum number of clients that are shown at a time, and of lines that are written per second; the rest is counted. */
const MAX = { shown: 12, lines: 20 };
/** Milliseconds between two updates of the current clients. */
const UPDATE_INTERVAL = 100;

/** How the station's datagrams begin. */
const STATION = 'swcmTV';

/** What is known about one client. */
interface Client {
  readonly peer: string;
  readonly remote: string;
  said: string;
  sent: number;
  received: number;
  note: string;
}

/** Where lines go. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Takes the events of all servers. */
export class LiveLines {
  readonly #output: Output;
  readonly #clients = new Map<string, Client>();
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;
  /** Runs for a second after a line; the lines of that second, and how many were not written. */
  #second: NodeJS.Timeout | undefined;
  #lines = 0;
  #left = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  /** One event of one server. */
  add(event: PeerEvent): void {
    if (event.connection === undefined) return this.#addDatagram(event);
    const key = `${event.peer} ${event.connection}`;
    const client = this.#clients.get(key);
    if (event.event === 'accept') {
      this.#clients.set(key, {
        peer: event.peer,
        remote: event.remote ?? '',
        said: '',
        sent: 0,
        received: 0,
        note: event.note ?? '',
      });
    } else if (client) {
      if (event.event === 'send') client.sent += event.length ?? 0;
      if (event.event === 'receive') client.received += event.length ?? 0;
      if (event.event === 'command') client.said = event.data ?? '';
      if (event.note !== undefined && event.event !== 'receive') client.note = event.note;
      if (event.event === 'close') {
        this.#clients.delete(key);
        this.#line(lineOf(client));
      }
    }
    this.#draw();
  }

  /**
   * A datagram has no connection to count it by: each datagram of a client is a line, and each answer of the television.
   * What the station sends every second is not.
   */
  #addDatagram({ event, peer, remote, data, note, length }: PeerEvent): void {
    const shown =
      peer === 'tv-answerer'
        ? ['send']
        : peer === 'tv-recorder'
          ? ['command']
          : ['receive', 'refuse', 'drop'];
    if (!shown.includes(event) || peer === 'tv') return;
    if (peer === 'tv-recorder' && data?.startsWith(STATION)) return;
    const size = length === undefined ? '' : `${length.toLocaleString('en')} bytes`;
    const words = [
      event,
      size,
      data === undefined ? '' : escape(data),
      note === undefined ? '' : `(${escape(note)})`,
    ];
    this.#line(`${peer.padEnd(14)} ${(remote ?? '').padEnd(22)} ${words.filter(Boolean).join(' ')}`);
  }

  /** A line that stays, above those that change. */
  say(text: string): void {
    this.#erase();
    this.#output.write(`${text}\n`);
    this.#draw();
  }

  /** Removes the changing lines, and says how many were left out. */
  end(): void {
    clearTimeout(this.#second);
    this.#sayLeft();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#erase();
  }

  #line(text: string): void {
    this.#second ??= setTimeout(() => {
      this.#second = undefined;
      this.#lines = 0;
      this.#sayLeft();
    }, 1000).unref();
    if (this.#lines++ < MAX.lines) this.say(text);
    else this.#left++;
  }

  #sayLeft(): void {
    if (this.#left === 0) return;
    this.say(`… and ${numberText(this.#left)} more`);
    this.#left = 0;
  }

  /** Draws the current clients: soon, and once for everything that happens until then. */
  #draw(): void {
    if (!this.#output.isTTY || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#erase();
      const width = this.#output.columns || 80;
      const shown = [...this.#clients.values()]
        .slice(0, MAX.shown)
        .map((client) => lineOf(client).slice(0, width - 1));
      const rest = this.#clients.size - shown.length;
      if (rest > 0) shown.push(`… and ${numberText(rest)} more now`);
      this.#output.write(shown.map((line) => `${line}\n`).join(''));
      this.#drawn = shown.length;
    }, UPDATE_INTERVAL);
    this.#timer.unref();
  }

  #erase(): void {
    if (this.#drawn > 0) this.#output.write(`\x1b[${this.#drawn}A\x1b[J`);
    this.#drawn = 0;
  }
}

function lineOf({ peer, remote, said, sent, received, note }: Client): string {
  const words = [
    said === '' ? '' : escape(said),
    `received ${received.toLocaleString('en')}`,
    `sent ${sent.toLocaleString('en')} bytes`,
    escape(note),
  ];
  return `${peer.padEnd(14)} ${remote.padEnd(22)} ${words.filter(Boolean).join('  ')}`;
}
