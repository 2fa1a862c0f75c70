/** `wireside demo`, which `npm start` runs: a right and a wrong client on a real network, the ladder, two verdicts. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { labsFolder } from '@wireside/lab';
import { renderVerdict } from '../verdict/render.ts';
import { styleFor } from '../verdict/style.ts';
import { judgeProgram } from './judge.ts';

/** A case that takes no time and tells the two apart. */
const CASE = 'two';

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('see a right and a wrong client judged, and what crossed the wire')
    .action(demo);
}

async function demo(): Promise<void> {
  const style = styleFor(process.stdout);
  const samples = join(labsFolder(), 'sockets', 'packetization', 'samples');
  const show = (text: string): void => void process.stdout.write(`${text}\n`);
  show(
    style.bold(
      'Wireside runs a client on a private network of its own, against a server that sends two messages.',
    ) + '\nThe server calls send() twice; TCP carries the bytes, not the borders between the calls.\n',
  );
  for (const [what, file] of [
    ['A right client', 'right/python-streaming.py'],
    ['A wrong client: it takes one recv() for one message', 'wrong/one-recv-one-message.py'],
  ] as const) {
    show(style.bold(`${what} (${file})`));
    const verdict = await judgeProgram(
      'packetization',
      join(samples, file),
      { case: [CASE], seed: 'demo' },
      false,
    );
    show(renderVerdict(verdict, style));
  }
}
