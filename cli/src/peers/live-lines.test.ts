/** The lines for the clients of `wireside serve --all`: what stays, what changes in place, what is only counted. */
import type { PeerEvent } from '@wireside/peers';
import { expect, test } from 'vitest';
import { LiveLines } from './live-lines.ts';

class Screen {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 60;
  #wake: () => void = () => {};

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
    this.#wake();
  }

  async shows(text: string): Promise<void> {
    while (!this.text.includes(text)) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

const event = (more: Partial<PeerEvent>): PeerEvent => ({
  at: 0,
  peer: 'pmu',
  event: 'accept',
  connection: 0,
  ...more,
});

test('into a pipe: a line when the client has gone', () => {
  const screen = new Screen(false);
  const lines = new LiveLines(screen);
  lines.add(event({ remote: '127.0.0.1:4' }));
  lines.add(event({ event: 'receive', length: 11, data: 'CMD_\x1b[31m' }));
  lines.add(event({ event: 'command', data: 'CMD_\x1b[31m' }));
  lines.add(event({ event: 'send', length: 18 }));
  expect(screen.text).toBe('');
  lines.add(event({ event: 'close' }));
  expect(screen.text).toBe(
    'pmu            127.0.0.1:4            CMD_\\x1b[31m  received 11  sent 18 bytes\n',
  );
  lines.end();
});

test('on a terminal: a line for each client that is there, in place of the last one', async () => {
  const screen = new Screen(true);
  const lines = new LiveLines(screen);
  lines.add(event({ remote: '127.0.0.1:4' }));
  await screen.shows('127.0.0.1:4');
  lines.add(event({ event: 'send', length: 18 }));
  await screen.shows('sent 18');
  expect(screen.text).toContain('\x1b[1A\x1b[J');
  for (let connection = 1; connection <= 20; connection++) lines.add(event({ connection, remote: 'r' }));
  await screen.shows('and 9 more now');
  lines.end();
});

test('a flood of clients and of datagrams: some lines, and a count when it is over', async () => {
  const screen = new Screen(false);
  const lines = new LiveLines(screen);
  for (let i = 0; i < 5000; i++) {
    const { connection: _, ...datagram } = event({ peer: 'hello', event: 'receive', length: 2, data: 'hi' });
    lines.add(datagram);
  }
  // No further client is needed for that.
  await screen.shows(' more\n');
  lines.end();
  const [last] = screen.text.trimEnd().split('\n').slice(-1);
  expect(screen.text.split('\n').length).toBeLessThan(100);
  expect(last).toMatch(/^… and [\d,]+ more$/);
});

test('shows a student and the answer, but not the station', () => {
  const screen = new Screen(false);
  const lines = new LiveLines(screen);
  const tv = (peer: string, name: PeerEvent['event'], data: string): void =>
    lines.add({ at: 0, peer, event: name, data });
  tv('tv', 'send', 'swcmTVa line');
  tv('tv-recorder', 'command', 'swcmTVa line');
  tv('tv-recorder', 'command', '123456a line');
  tv('tv-answerer', 'send', 'swcmTVwe heard you');
  lines.end();
  expect(screen.text).toMatch(/^tv-recorder .*123456a line\ntv-answerer .*we heard you\n$/);
});
