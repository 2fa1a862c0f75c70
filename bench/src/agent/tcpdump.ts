/** A running tcpdump(8), which captures on one device. */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { PcapStreamParser } from '@wireside/wire';
import type { PcapRecord } from '@wireside/wire';
import { startError, ToolError } from './command.ts';

/** tcpdump's own buffer in KiB. A run's largest burst, a flood, fits in it several times over. */
const BUFFER = 16 * 1024;

/** Something that happens once and can be waited for. */
export class Signal {
  readonly happened: Promise<void>;
  raise: () => void = () => {};

  constructor() {
    this.happened = new Promise((resolve) => (this.raise = resolve));
  }
}

/** One tcpdump. */
export class Tcpdump {
  /** Rejected when tcpdump ends by itself. */
  readonly broken: Promise<never>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  readonly #parser = new PcapStreamParser();
  readonly #started = new Signal();
  #stderr = '';

  private constructor(enter: readonly string[], device: string, onPacket: (packet: PcapRecord) => void) {
    const options = ['-n', '-U', '--immediate-mode', '-s', '0', '-B', String(BUFFER), '-w', '-'];
    const command = [...enter, 'tcpdump', '-i', device, ...options];
    const [file = '', ...args] = command;
    this.#child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#started.raise(); // the file header comes as soon as the capture is active
      for (const packet of this.#parser.push(chunk)) onPacket(packet);
    });
    this.#closed = once(this.#child, 'close').catch((error: Error) => {
      throw startError(command, error);
    });
    this.broken = this.#closed.then(() => {
      throw new ToolError(command, 'ended', this.#stderr);
    });
    this.broken.catch(() => {});
  }

  /**
   * Starts a capture; resolves when tcpdump is capturing.
   * @param enter command that runs another one where the device is
   * @throws {ToolError} when tcpdump cannot capture there
   */
  static async start(
    enter: readonly string[],
    device: string,
    onPacket: (packet: PcapRecord) => void,
  ): Promise<Tcpdump> {
    const tcpdump = new Tcpdump(enter, device, onPacket);
    await Promise.race([tcpdump.#started.happened, tcpdump.broken]);
    return tcpdump;
  }

  /**
   * How many packets the kernel dropped because tcpdump was too slow. Asked for by SIGUSR1, which is faster than ending it.
   * @param late is rejected when it takes too long
   */
  async dropped(late: Promise<never>): Promise<number> {
    this.#stderr = '';
    this.#child.kill('SIGUSR1');
    for (;;) {
      const dropped = /(\d+) packets? dropped by kernel/.exec(this.#stderr)?.[1];
      if (dropped !== undefined) return Number(dropped);
      await Promise.race([once(this.#child.stderr, 'data'), this.broken, late]);
    }
  }

  /** Kills it unless it has ended; resolves when it has. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }
}
