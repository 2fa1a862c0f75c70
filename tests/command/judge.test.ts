/** The command `wireside judge`: the JSON, the exit status, editions, seeds, errors. */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool, itNeedsNamespaces } from '@wireside/bench/testing';
import { readVerdict } from '@wireside/lab';
import { readModel, readTrace } from '@wireside/trace/node';
import { tcpStreams } from '@wireside/wire';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { MAIN, TIMEOUT, SAMPLES, start, wireside } from './wireside.ts';
import type { Said } from './wireside.ts';

const CORRECT = join(SAMPLES, 'correct/python-streaming.py');
const INCORRECT = join(SAMPLES, 'incorrect/one-recv-one-message.py');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-command-'));
  chmodSync(folder, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const result = z.enum(['pass', 'fail', 'blocked', 'inconclusive']);
const number = z.int().positive();
const evidence = z.array(
  z.union(['packet', 'call', 'line', 'peer'].map((kind) => z.strictObject({ [kind]: number }))),
);
const text = z.string();
/** The shape that other programs rely on; fields may be added. */
const shape = z.looseObject({
  part: text,
  verdict: result,
  score: z.number(),
  max: z.number(),
  seed: text,
  cases: z.array(
    z.looseObject({
      id: text,
      verdict: result,
      run: text.optional(),
      checks: z.array(z.object({ id: text, title: text, result, expected: text, got: text, evidence })),
      diagnoses: z.array(z.object({ id: text, text, evidence })),
    }),
  ),
});
type Verdict = z.infer<typeof shape>;

async function judged(
  said: Promise<Said>,
): Promise<{ code: number | null; verdict: Verdict; stderr: string }> {
  const { code, stdout, stderr } = await said;
  expect(stdout.trimEnd().split('\n'), stderr).toHaveLength(1);
  return { code, verdict: shape.parse(JSON.parse(stdout)), stderr };
}

let kept = 0;
const judge = (program: string, ...flags: string[]): ReturnType<typeof judged> =>
  judged(
    wireside('judge', 'packetization', program, '--json', '--keep', join(folder, `kept-${++kept}`), ...flags),
  );

const written = (name: string, lines: string): string => {
  const path = join(folder, name);
  writeFileSync(path, lines);
  return path;
};

describe('the verdict as JSON', () => {
  itNeedsNamespaces(
    'of a correct program: pass, all points, status 0',
    async () => {
      const { code, verdict } = await judge(CORRECT, '--case', 'two', '--case', 'one');
      expect(code).toBe(0);
      expect(verdict).toMatchObject({ part: 'packetization', verdict: 'pass', score: 2, max: 2 });
      expect(verdict.cases.map(({ id }) => id)).toEqual(['two', 'one']);
      expect(verdict.cases.flatMap(({ diagnoses }) => diagnoses)).toEqual([]);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'of an incorrect program: fail, status 1, and evidence that exists in the run',
    async () => {
      const { code, verdict } = await judge(INCORRECT, '--case', 'two', '--seed', 'a seed');
      expect(code).toBe(1);
      expect(verdict).toMatchObject({ verdict: 'fail', score: 0, max: 1, seed: 'a seed' });
      const [one] = verdict.cases;
      expect(one?.diagnoses.map(({ id }) => id)).toEqual(['one-recv-one-message']);
      const trace = readTrace(one?.run as string);
      const lines = trace.output
        .map((record) => record.text ?? '')
        .join('')
        .split('\n').length;
      const most = {
        packet: trace.capture.count,
        call: Math.max(...trace.calls.map(({ n }) => n)),
        peer: trace.peer.length,
        line: lines,
      };
      const pointers = [...(one?.checks ?? []), ...(one?.diagnoses ?? [])].flatMap((found) => found.evidence);
      expect(pointers.length).toBeGreaterThan(2);
      for (const pointer of pointers)
        for (const [kind, n] of Object.entries(pointer))
          expect(n).toBeLessThanOrEqual(most[kind as 'packet']);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'stops when two cases have failed at the connection for the same reason',
    async () => {
      const { code, verdict } = await judge(
        join(SAMPLES, 'incorrect/address-hard-coded.py'),
        '--parallel',
        '1',
      );
      expect(code).toBe(1);
      const of = (wanted: string): number => verdict.cases.filter((one) => one.verdict === wanted).length;
      expect([of('fail'), of('blocked')]).toEqual([2, verdict.cases.length - 2]);
      const spared = verdict.cases.find((one) => one.verdict === 'blocked');
      expect(spared?.checks[0]?.got).toBe(
        'not run: two cases failed at the connection for the same reason (address-hard-coded)',
      );
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'is blocked where an earlier check failed',
    async () => {
      const { code, verdict } = await judge(written('silent.py', 'import sys; sys.exit(3)'), '--case', 'two');
      expect(code).toBe(1);
      expect(verdict.cases[0]?.checks.map((check) => check.result)).toEqual([
        'fail',
        'blocked',
        'blocked',
        'blocked',
      ]);
    },
    TIMEOUT,
  );
});

describe('a seed', () => {
  itNeedsNamespaces(
    'repeats the same bytes in the same pieces',
    async () => {
      const bytesOf = async (seed: string): Promise<unknown> => {
        const { verdict } = await judge(CORRECT, '--case', 'hundred', '--case', 'flood-cut', '--seed', seed);
        expect(verdict).toMatchObject({ verdict: 'pass', seed });
        return verdict.cases.map(({ run }) => {
          const trace = readTrace(run as string);
          const sends = trace.peer.filter(({ event }) => event === 'send').map(({ length }) => length);
          return { sends, bytes: Buffer.from(tcpStreams(trace.capture)[0]!.toClient.bytes()).toString() };
        });
      };
      const one = await bytesOf('one');
      expect(await bytesOf('one')).toEqual(one);
      expect(await bytesOf('other')).not.toEqual(one);
    },
    TIMEOUT,
  );
});

describe('an edition', () => {
  const client = (first: string): string => `
import re, socket, sys
${first}
with socket.create_connection(('pmu.lab', 5003)) as pmu:
    pmu.sendall(command.encode())
    data = b''
    while piece := pmu.recv(4096): data += piece
text = data.decode()
print('\\n'.join(re.findall(r'This is PMU data \\d+', text)) if command.startswith('CMD_short') else text)`;

  itNeedsNamespaces(
    'of 2018 has one argument, and counts from 1',
    async () => {
      const program = written('of-2018.py', client('command, = sys.argv[1:]'));
      const flags = [
        '--edition',
        '2018',
        '--case',
        'two',
        '--case',
        'one',
        '--case',
        'hundred',
        '--case',
        'seconds',
        '--case',
        'flood',
        '--case',
        'nobody',
      ];
      const { code, verdict } = await judge(program, ...flags);
      expect(verdict.cases.filter((one) => one.verdict !== 'pass')).toEqual([]);
      expect(code).toBe(0);
      expect(verdict).toMatchObject({ edition: '2018' });
      // Showing each message at once is only advice there.
      expect(verdict.cases.find(({ id }) => id === 'seconds')?.['notes']).toEqual([
        expect.stringMatching(/^advice \(does not affect the score\): .* shown \d+\.\d+ s after it arrived/),
      ]);
      const model = readModel(verdict.cases[0]?.run as string);
      expect(model.program.command.slice(-1)).toEqual(['CMD_short:0']);
      expect(Buffer.from(tcpStreams(model.capture)[0]!.toClient.bytes()).toString()).toBe(
        'This is PMU data 1This is PMU data 2',
      );
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'of 2018 fails a program of another edition',
    async () => {
      const program = written('of-today.py', client('server, port, command = sys.argv[1:]'));
      const { code, verdict } = await judge(program, '--edition', '2018', '--case', 'two');
      expect(code).toBe(1);
      expect(verdict.cases[0]?.diagnoses.map(({ id }) => id)).toEqual(['wrong-command-line']);
      const counts = written(
        'from-0.py',
        'print("This is PMU data 0\\nThis is PMU data 1")\n' +
          client('command, = sys.argv[1:]').replace(/print.*$/, ''),
      );
      expect((await judge(counts, '--edition', '2018', '--case', 'two')).code).toBe(1);
    },
    TIMEOUT,
  );
});

/** Starts the command in a mount namespace in which another file replaces a tool of the system. */
function withTool(
  tool: string,
  instead: string,
  program: string,
  ...flags: string[]
): ReturnType<typeof start> {
  const script = 'mount --bind "$1" "$2" && shift 2 && exec "$@"';
  const enter = process.getuid?.() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps'];
  const words = [process.execPath, MAIN, 'judge', 'packetization', program, '--case', 'two', ...flags];
  return start(
    ['unshare', ...enter, '--mount', 'sh', '-c', script, 'sh', instead, findTool(tool) as string, ...words],
    { XDG_STATE_HOME: join(folder, 'state') },
  );
}

describe("what is not the program's fault", () => {
  itNeedsNamespaces(
    'is inconclusive, status 2, after three tries: a capture that missed packets',
    async () => {
      const real = join(folder, 'tcpdump.real');
      copyFileSync(findTool('tcpdump') as string, real);
      const count = join(folder, 'captures');
      mkdirSync(count);
      chmodSync(count, 0o777);
      const leaky = written(
        'tcpdump',
        `#!/bin/bash\nmktemp -q "${count}/XXXXXX" >/dev/null\nexec "${real}" "$@" 2> >(sed -u 's/\\b0 packets dropped/3 packets dropped/' >&2)\n`,
      );
      for (const file of [real, leaky]) chmodSync(file, 0o755);
      const { code, verdict } = await judged(withTool('tcpdump', leaky, CORRECT, '--json').said);
      expect(code).toBe(2);
      expect(verdict).toMatchObject({ verdict: 'inconclusive', score: 0 });
      expect(verdict.cases[0]?.checks.map((check) => check.result)).toEqual(Array(4).fill('inconclusive'));
      expect(verdict.cases[0]?.checks[0]?.got).toMatch(
        /^the bench failed, which is not the program's fault: .*missed 3 packets/,
      );
      expect(readdirSync(count).length).toBeGreaterThanOrEqual(3);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'is a fault of Wireside, status 3, where a program cannot even be built',
    async () => {
      const program = written('any.c', 'int main(void) { return 0; }');
      const { code, stdout, stderr } = await withTool('tcpdump', '/bin/false', program).said;
      expect(code).toBe(3);
      expect(stdout).toBe('');
      expect(stderr).toContain('This is not a fault of your program.');
      expect(stderr).toContain('wireside doctor');
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'is inconclusive where the user stops it, and the JSON is complete',
    async () => {
      const keep = join(folder, 'stopped');
      const flags = ['--keep', keep, '--parallel', '1', '--case', 'two', '--case', 'one', '--json'];
      const program = written('sleeps.py', 'import time; print("ready", flush=True); time.sleep(600)');
      const { child, said } = start([process.execPath, MAIN, 'judge', 'packetization', program, ...flags]);
      const isReady = (): boolean =>
        existsSync(join(keep, 'two/run.json')) && readTrace(join(keep, 'two')).output.length > 0;
      await vi.waitUntil(isReady, { timeout: TIMEOUT });
      child.kill('SIGINT');
      const { code, verdict } = await judged(said);
      expect(code).toBe(2);
      expect(verdict.cases.map((one) => one.verdict)).toEqual(['inconclusive', 'inconclusive']);
      expect(verdict.cases[0]?.checks[0]?.got).toBe('the run was stopped before it ended');
    },
    TIMEOUT,
  );
});

describe('--keep', () => {
  itNeedsNamespaces(
    'keeps the runs, also in a folder with spaces and accents in its name, and replaces older runs',
    async () => {
      const keep = join(folder, 'meine Läufe');
      for (const seed of ['first', 'second']) {
        const said = wireside(
          'judge',
          'packetization',
          CORRECT,
          '--case',
          'two',
          '--seed',
          seed,
          '--keep',
          keep,
        );
        const { code, stdout } = await said;
        expect(code).toBe(0);
        expect(stdout).toContain(
          `The runs are kept in ${keep}. To see case two: wireside show '${join(keep, 'two')}'\n`,
        );
        expect(readdirSync(keep)).toEqual(['two']);
        expect(readTrace(join(keep, 'two')).run.seed).toBe(`${seed}/two`);
      }
      expect(readTrace(join(keep, 'two')).problems).toEqual([]);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'writes each verdict into the folder of its run, and names the command that shows the first failure',
    async () => {
      const keep = join(folder, 'failed');
      const flags = ['--case', 'fifteen', '--case', 'two', '--case', 'nobody', '--keep', keep];
      const { code, stdout } = await wireside('judge', 'packetization', INCORRECT, ...flags);
      expect(code).toBe(1);
      const verdicts = ['fifteen', 'two'].map((id) => [id, readVerdict(join(keep, id))?.verdict]);
      expect(verdicts).toEqual([
        ['fifteen', 'pass'],
        ['two', 'fail'],
      ]);
      expect(readVerdict(join(keep, 'two'))).toMatchObject({ part: 'packetization', edition: 'wireside' });
      const command = /To see case two: wireside (show .*)\n$/.exec(stdout)?.[1]?.split(' ');
      const { stdout: shown } = await wireside(...(command ?? []));
      expect(shown).toContain('one-recv-one-message.py');
      expect(shown).toMatch(/\(case two\): FAIL\n[^]*What it means \(one-recv-one-message\)/);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'does not touch a folder that is not a run',
    async () => {
      const keep = join(folder, 'own');
      mkdirSync(join(keep, 'two', 'program'), { recursive: true });
      const { code, stderr } = await wireside(
        'judge',
        'packetization',
        CORRECT,
        '--case',
        'two',
        '--keep',
        keep,
      );
      expect(code).toBe(1);
      expect(stderr).toContain('(TRACE_FOLDER_TAKEN)');
      expect(existsSync(join(keep, 'two', 'program'))).toBe(true);
    },
    TIMEOUT,
  );
});

describe("the user's errors", () => {
  it.concurrent.each([
    [
      'the order',
      [CORRECT, 'packetization'],
      `The part and the program are in the wrong order.\nWrite: wireside judge packetization ${CORRECT}\n`,
      'USAGE',
    ],
    ['a part', ['nosuch', CORRECT], 'No lab has a part called "nosuch".', 'PART_UNKNOWN'],
    ['an edition', ['packetization', CORRECT, '--edition', '1999'], 'no edition "1999"', 'EDITION_UNKNOWN'],
    [
      'a case',
      ['packetization', CORRECT, '--case', 'two', '--case', 'nosuch'],
      'no case "nosuch"',
      'CASE_UNKNOWN',
    ],
    ['a file', ['packetization', '/no/such.py'], 'no such file or folder', 'PROGRAM_MISSING'],
    [
      'a kind of file',
      ['packetization', join(SAMPLES, 'README.md')],
      'README.md has an unknown file name extension',
      'PROGRAM_UNKNOWN',
    ],
  ])(
    '%s that does not exist: what happened, how to fix it, a code, status 1',
    async (_, words, what, errorCode) => {
      const { code, stdout, stderr } = await wireside('judge', ...words);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain(what);
      expect(stderr.trimEnd().split('\n').length).toBeGreaterThanOrEqual(3);
      expect(stderr.trimEnd().endsWith(`(${errorCode})`)).toBe(true);
    },
  );

  it.concurrent.each([
    [
      'an option that does not exist',
      ['judge', 'packetization', CORRECT, '--color'],
      "Unknown option '--color'",
    ],
    ['a command that does not exist', ['nosuch'], 'There is no command "wireside nosuch".'],
    ['no program', ['judge', 'packetization'], "Missing required argument 'program'"],
    [
      'a number that is not a number',
      ['judge', 'packetization', CORRECT, '--parallel', 'many'],
      "'many' is invalid",
    ],
    ['no runs in parallel', ['judge', 'packetization', CORRECT, '--parallel', '0'], "'0' is invalid"],
  ])('%s, status 1', async (_, words, what) => {
    const { code, stderr } = await wireside(...words);
    expect(code).toBe(1);
    expect(stderr).toContain(what);
  });

  itNeedsNamespaces(
    'a program that does not compile: the message of the compiler',
    async () => {
      const broken = written('broken.ts', 'const = 1;');
      const { code, stderr } = await wireside('judge', 'packetization', broken, '--case', 'two');
      expect(code).toBe(1);
      expect(stderr).toMatch(/broken\.ts:1:6:.*\(PROGRAM_NOT_BUILT\)/s);
    },
    TIMEOUT,
  );
});
