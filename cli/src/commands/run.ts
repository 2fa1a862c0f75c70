/** `wireside run`: runs programs on a private network, without judging them. */
import type { Command } from 'commander';
import { labsOption } from '../labs.ts';
import { collect, percentage } from '../parse.ts';
import { secondsOrNone } from '../run/limits.ts';
import { play } from '../run/play.ts';
import { makeRequest } from '../run/request.ts';
import type { RunFlags } from '../run/request.ts';

/** Loss above this leaves too few packets for any protocol. Percent. */
const MAX_LOSS = 50;

const HELP = `
A command runs in the current folder as in a shell: what is there can be read, and what it writes is kept apart, in
the run's folder. A source file is compiled first if it needs that. HOST.lab is the name of each host; the command is
on the host client, and servers of --peer are on server. Each program of --on starts when those before it listen, or
turn out to be clients. With --case, a command without arguments, such as python3 PDC.py, gets those of the case.

Standard input is the program's; of several programs, the last one's. Ctrl-C ends the programs, again kills them. The
output appears as it comes; of several programs, each line begins with a name. Exit status: 0 when all programs ended
with status 0, or were ended with the scene; 1 when one ended otherwise, 2 when the run is inconclusive.`;

/** Registers the command. */
export function runCommand(program: Command): void {
  program
    .command('run')
    .description('run programs on a private network, without judging them')
    .usage("[options] -- COMMAND [ARGUMENTS...] | --on HOST 'COMMAND' ... | SCENE.yaml")
    .argument(
      '[command...]',
      'a command, a source file, a folder with a script "run" or a Makefile, or a scene file',
    )
    .option(
      '--on <host command...>',
      'run a command line, in quotes, on a host of this name; may be repeated',
    )
    .option(
      '--peer <peer>',
      'start a reference server or client, such as pmu,messages=5 or pdc@client; may be repeated',
      collect,
    )
    .option(
      '--loss <percent>',
      'drop this percentage of the packets in each direction, such as 10%',
      percentage(MAX_LOSS),
    )
    .option('--localhost', 'use one host and its lo instead of several hosts and a wire')
    .option(
      '--env <name>',
      'pass on this environment variable, or set it: NAME=VALUE; may be repeated',
      collect,
    )
    .option('--read <path>', 'let the program read this folder or file too; may be repeated', collect)
    .option(
      '--idle <seconds>',
      'end a program that does nothing for this long, or none (default: 8, or 60 at a terminal)',
      secondsOrNone,
    )
    .option(
      '--wall <seconds>',
      'end a program after this time, or none (default: 120, or 3600 at a terminal)',
      secondsOrNone,
    )
    .option('--no-limits', 'no limits on time and memory')
    .option('--case <id>', 'use the peers, the network and the limits of this case')
    .option('--part <part>', 'the part that --case and --edition belong to', 'packetization')
    .option('--edition <name>', 'the edition of the lab (default: the one in lab.yaml)')
    .addOption(labsOption())
    .option('--seed <text>', 'random seed; the same seed repeats the run (default: a new one)')
    .option('--keep <folder>', 'keep the run in this folder (default: with those that wireside runs lists)')
    .option('--raw', 'let the program control the terminal')
    .addHelpText('after', HELP)
    .action((words: string[], flags: RunFlags) => {
      const { keep, raw: isRaw = false } = flags;
      const options = { isRaw, ...(keep === undefined ? {} : { keep }) };
      return play((bench) => makeRequest(bench, words, flags, process.argv.slice(2)), options);
    });
}
