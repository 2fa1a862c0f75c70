/** `wireside demo`, which `npm start` runs: a right and a wrong client on a real network, the ladder, two verdicts. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { labsFolder } from '@wireside/lab';
import { readTrace } from '@wireside/trace';
import { terminalOf } from '../terminal/environment.ts';
import { bold } from '../verdict/render.ts';
import { judgeProgram, verdictText } from './judge.ts';
import { ladderText } from './show.ts';

/** A case that takes no time and tells the two apart. */
const CASE = 'two';

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('see a right and a wrong client judged, and what crossed the wire')
    .action(demo);
}

async function demo(): Promise<void> {
  const terminal = terminalOf(process.env, process.stdout);
  const samples = join(labsFolder(), 'sockets', 'packetization', 'samples');
  const show = (text: string): void => void process.stdout.write(`${text}\n`);
  show(
    bold(
      'Wireside runs a client on a private network of its own, against a server that sends two messages.',
      terminal,
    ),
  );
  show('The server hands both to one send(); TCP carries the bytes, not the borders between messages.\n');
  for (const [what, file] of [
    ['A right client', 'right/python-streaming.py'],
    ['A wrong client: it takes one recv() for one message', 'wrong/one-recv-one-message.py'],
  ] as const) {
    show(bold(`${what} (${file})`, terminal));
    const flags = { case: [CASE], seed: 'demo' };
    const verdict = await judgeProgram('packetization', join(samples, file), flags, false);
    const run = verdict.cases[0]?.run ?? null;
    if (verdict.verdict === 'pass' && run !== null) show(ladderText(readTrace(run), terminal));
    show(verdictText(verdict));
  }
  show('Your own program: npx wireside judge packetization PDC.py');
}
