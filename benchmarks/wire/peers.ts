/** Other programs on the same file in the same minutes, as whole processes next to this library's. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandPath, ended, median, ms, rate, row, say } from './measured.ts';
import type { Ended } from './measured.ts';

const FIELDS = ['frame.number', 'tcp.stream', 'tcp.len', 'tcp.analysis.retransmission'];
const TURNS = 3;

interface Race {
  readonly what: string;
  /** The peer's command and arguments. */
  readonly peer: readonly string[];
  /** Task and argument of the library's process. */
  readonly ours: readonly [task: string, argument: string];
  /** Whether both write the same lines. */
  readonly isSame: boolean;
  readonly turns: number;
}

/** Runs every installed peer, and the library with the same task; missing ones are listed. */
export async function comparePeers(
  file: string,
  packets: number,
  filters: readonly string[],
  folder: string,
): Promise<void> {
  say('\nWhole processes, start to end, their output into a file (user time; wall; most memory):');
  const outputs = [join(folder, 'ours.txt'), join(folder, 'peer.txt')] as const;
  for (const { what, peer, ours, isSame, turns } of racesOver(file, filters, await tsharkRules())) {
    if (commandPath(peer[0]!) === undefined) {
      row(what, 'skipped', `no ${peer[0]} here (Debian: apt-get install ${peer[0]})`);
      continue;
    }
    const child = [
      process.execPath,
      join(import.meta.dirname, 'child.js'),
      ours[0],
      file,
      ours[1],
      outputs[0],
    ];
    const own = await timed(child, outputs[0], turns + 2);
    const other = await timed(peer, outputs[1], turns);
    const verdict = isSame ? (sameText(outputs) ? ', the same lines' : ', BUT OTHER LINES') : '';
    row(what, rate(packets, other.user), figures(other));
    row('  wire at the same', rate(packets, own.user), `${figures(own)}: ${times(other, own)}${verdict}`);
  }
}

/** The peers, each with what the library does against it. @param rules the rules of the installed tshark */
function racesOver(file: string, filters: readonly string[], rules: string): Race[] {
  const fields = FIELDS.flatMap((name) => ['-e', name]);
  const analysis: [string, string] = ['fields', rules];
  return [
    {
      what: 'tshark, four fields of every packet',
      peer: ['tshark', '-n', '-r', file, '-T', 'fields', ...fields],
      ours: analysis,
      isSame: true,
      turns: 1,
    },
    ...filters.map((text): Race => ({
      what: `tshark -Y '${text}'`,
      peer: ['tshark', '-n', '-r', file, '-Y', text, '-T', 'fields', '-e', 'frame.number'],
      ours: ['numbers', text],
      isSame: true,
      turns: 1,
    })),
    {
      what: 'tcptrace -n -l -r',
      peer: ['tcptrace', '-n', '-l', '-r', file],
      ours: analysis,
      isSame: false,
      turns: TURNS,
    },
    {
      what: 'tcpdump -n -r, one line per packet',
      peer: ['tcpdump', '-n', '-r', file],
      ours: analysis,
      isSame: false,
      turns: TURNS,
    },
    {
      what: 'tcpdump -r -w /dev/null, records only',
      peer: ['tcpdump', '-r', file, '-w', '/dev/null'],
      ours: analysis,
      isSame: false,
      turns: TURNS,
    },
  ];
}

/** Medians of several runs. */
async function timed(command: readonly string[], output: string, turns: number): Promise<Ended> {
  const runs: Ended[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const descriptor = openSync(output, 'w');
    try {
      runs.push(await ended(command, descriptor));
    } finally {
      closeSync(descriptor);
    }
  }
  const middle = (pick: (run: Ended) => number): number => median(runs.map(pick));
  return {
    wall: middle(({ wall }) => wall),
    user: middle(({ user }) => user),
    peak: Math.max(...runs.map(({ peak }) => peak)),
    stdout: '',
  };
}

function figures({ user, wall, peak }: Ended): string {
  return `${ms(user)}; ${ms(wall)}; ${(peak / 1e6).toFixed(0)} MB`;
}

function times(other: Ended, own: Ended): string {
  return `${(other.user / own.user).toFixed(2)} times as fast (wall ${(other.wall / own.wall).toFixed(2)})`;
}

function sameText([ours, theirs]: readonly [string, string]): boolean {
  return readFileSync(ours).equals(readFileSync(theirs));
}

/** The rules of the installed tshark; before 4.4 those of 4.0. */
async function tsharkRules(): Promise<string> {
  if (commandPath('tshark') === undefined) return '4.4';
  const { stdout } = await ended(['tshark', '--version']);
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(stdout) ?? []).map(Number);
  return major > 4 || (major === 4 && minor >= 4) ? '4.4' : '4.0';
}
