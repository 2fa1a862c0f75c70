/** A running tcpdump(8), which captures on one device. */
import { once } from 'node:events';
import { PcapStreamParser } from '@wireside/wire';
import type { PcapRecord } from '@wireside/wire';
import { ToolError } from './command.ts';
import type { Background, Shell } from './shell.ts';

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
  readonly #process: Background;
  readonly #parser = new PcapStreamParser();
  readonly #started = new Signal();
  #stderr = '';

  private constructor(
    process: Background,
    command: readonly string[],
    onPacket: (packet: PcapRecord) => void,
  ) {
    this.#process = process;
    process.stderr.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    process.stdout.on('data', (chunk: Buffer) => {
      this.#started.raise(); // the file header comes as soon as the capture is active
      for (const packet of this.#parser.push(chunk)) onPacket(packet);
    });
    this.broken = process.ended.then(() => {
      throw new ToolError(command, 'ended', this.#stderr);
    });
    this.broken.catch(() => {});
  }

  /**
   * Starts a capture; resolves when tcpdump is capturing.
   * @param shell of the host where the device is
   * @throws {ToolError} when tcpdump cannot capture there
   */
  static async start(shell: Shell, device: string, onPacket: (packet: PcapRecord) => void): Promise<Tcpdump> {
    const options = ['-n', '-U', '--immediate-mode', '-s', '0', '-B', String(BUFFER), '-w', '-'];
    const command = ['tcpdump', '-i', device, ...options];
    const tcpdump = new Tcpdump(await shell.start(command), command, onPacket);
    await Promise.race([tcpdump.#started.happened, tcpdump.broken]);
    return tcpdump;
  }

  /**
   * How many packets the kernel dropped because tcpdump was too slow. Asked for by SIGUSR1, which is faster than ending it.
   * @param late is rejected when it takes too long
   */
  async dropped(late: Promise<never>): Promise<number> {
    this.#stderr = '';
    this.#process.kill('SIGUSR1');
    for (;;) {
      const dropped = /(\d+) packets? dropped by kernel/.exec(this.#stderr)?.[1];
      if (dropped !== undefined) return Number(dropped);
      await Promise.race([once(this.#process.stderr, 'data'), this.broken, late]);
    }
  }

  /** Kills it unless it has ended; resolves when it has. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#process.ended;
  }
}
