/** `wireside demo`, which `npm start` runs: a correct and an incorrect client judged on a real network, with ladders. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { findPart } from '@wireside/lab';
import { terminalOf } from '../terminal/environment.ts';
import { bold } from '../verdict/render.ts';
import { judgeProgram } from '../judging.ts';
import { verdictText } from './judge.ts';
import { ladderText } from './show.ts';

/** A quick case that only the correct client passes. */
const CASE = 'two';

/** Registers the command. */
export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('judge a correct and an incorrect client, and show what crossed the wire')
    .action(demo);
}

async function demo(): Promise<void> {
  const terminal = terminalOf(process.env, process.stdout);
  const part = findPart('packetization');
  const samples = join(part.folder, 'samples');
  const show = (text: string): void => void process.stdout.write(`${text}\n`);
  show(
    bold(
      'Wireside runs a client on a private network of its own, against a server that sends two messages.',
      terminal,
    ),
  );
  show('The server hands both to one send(); TCP carries the bytes, not the boundaries between messages.\n');
  for (const [what, file] of [
    ['A correct client', 'correct/python-streaming.py'],
    ['An incorrect client: it treats each recv() as one message', 'incorrect/one-recv-one-message.py'],
  ] as const) {
    show(bold(`${what} (${file})`, terminal));
    const flags = { case: [CASE], seed: 'demo' };
    const judgment = await judgeProgram(part, join(samples, file), flags, false);
    const { verdict, drawn } = judgment;
    if (verdict.verdict === 'pass' && drawn !== undefined) show(ladderText(drawn.model, terminal));
    show(verdictText(judgment, true));
  }
  show('The last run in the browser, with its packets and calls: npx wireside open last');
  show('Six recorded runs with a guided tour: npx wireside open --demo');
  show('Your own program: npx wireside judge packetization PDC.py');
}
