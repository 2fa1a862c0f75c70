/** A line for each client of the servers: rewritten in place on a terminal, written when it is over into a pipe. */
import type { PeerEvent } from '@wireside/peers';
import { escape } from '../terminal/escape.ts';

/** Clients that are shown at a time, and lines that are written a second; the rest is counted. */
const MOST = { shown: 12, lines: 20 };
/** Milliseconds between two pictures of the clients that are there now. */
const PICTURE = 100;

/** How the station's datagrams begin. */
const STATION = 'swcmTV';

/** What is known of one client. */
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
  /** Runs for a second from a line on; the lines of that second, and how many were not written. */
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
   * A datagram has no connection to be counted by: each that a client sent is a line, and each that the television answers.
   * What the station says every second is not.
   */
  #addDatagram({ event, peer, remote, data, note, length }: PeerEvent): void {
    const shown =
      peer === 'tv-answerer' ? ['send'] : peer === 'tv-recorder' ? ['command'] : ['receive', 'refuse'];
    if (!shown.includes(event) || peer === 'tv') return;
    if (peer === 'tv-recorder' && data?.startsWith(STATION)) return;
    const size = length === undefined ? '' : `${length} bytes`;
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

  /** Takes the changing lines away, and says what was left out. */
  end(): void {
    clearTimeout(this.#second);
    this.#tellLeft();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#erase();
  }

  #line(text: string): void {
    this.#second ??= setTimeout(() => {
      this.#second = undefined;
      this.#lines = 0;
      this.#tellLeft();
    }, 1000).unref();
    if (this.#lines++ < MOST.lines) this.say(text);
    else this.#left++;
  }

  #tellLeft(): void {
    if (this.#left === 0) return;
    this.say(`… and ${this.#left.toLocaleString('en')} more`);
    this.#left = 0;
  }

  /** Draws the clients that are there now, soon, and once for all that happened meanwhile. */
  #draw(): void {
    if (!this.#output.isTTY || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#erase();
      const width = this.#output.columns ?? 80;
      const shown = [...this.#clients.values()]
        .slice(0, MOST.shown)
        .map((client) => lineOf(client).slice(0, width - 1));
      const rest = this.#clients.size - shown.length;
      if (rest > 0) shown.push(`… and ${rest.toLocaleString('en')} more at this moment`);
      this.#output.write(shown.map((line) => `${line}\n`).join(''));
      this.#drawn = shown.length;
    }, PICTURE);
    this.#timer.unref();
  }

  #erase(): void {
    if (this.#drawn > 0) this.#output.write(`\x1b[${this.#drawn}A\x1b[J`);
    this.#drawn = 0;
  }
}

function lineOf({ peer, remote, said, sent, received, note }: Client): string {
  const words = [said === '' ? '' : escape(said), `received ${received}`, `sent ${sent} bytes`, escape(note)];
  return `${peer.padEnd(14)} ${remote.padEnd(22)} ${words.filter(Boolean).join('  ')}`;
}
