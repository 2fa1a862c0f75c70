/** `wireside run`, `show` and `demo`: what they print, and where. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedIdentity } from '@wireside/authority';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { Model } from '@wireside/trace';
import { readTrace } from '@wireside/trace/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inBash, TIMEOUT, ROOT, SAMPLES, wireside } from './wireside.ts';

const RECORDED = join(ROOT, 'trace/fixtures/version-1-incorrect');
const CLIENT = 'exec 3<>/dev/tcp/server.lab/5003; printf CMD_short:0 >&3; cat <&3';
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-run-'));
  chmodSync(folder, 0o755); // benches that root opens in it are another user's
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let kept = 0;
const keep = (): string => join(folder, `kept-${++kept}`);

describe('wireside run', () => {
  itNeedsNamespaces(
    "prints the program's output, and says where the run is",
    async () => {
      const to = keep();
      const script = 'echo out; echo err >&2; exit 7';
      const { code, stdout, stderr } = await wireside(
        'run',
        '--keep',
        to,
        '--',
        'bash',
        '-c',
        script,
        '--loss',
      );
      expect(code).toBe(1);
      expect(stdout).toBe('out\n');
      expect(stderr).toBe(`err\n-- the program ended with status 7; 0 packets\n-- wireside show ${to}\n`);
      expect(new Model(readTrace(to)).program.command).toEqual(['bash', '-c', script, '--loss']);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'takes peers with options, a seed, and loss',
    async () => {
      const to = keep();
      const flags = [
        '--peer',
        'pmu,messages=3,segmentation=cut',
        '--seed',
        'same',
        '--loss',
        '5%',
        '--keep',
        to,
      ];
      const { code, stdout } = await wireside('run', ...flags, '--', 'bash', '-c', CLIENT);
      expect(code).toBe(0);
      expect(stdout).toBe('This is PMU data 0This is PMU data 1This is PMU data 2');
      const { seed, network, impairments } = readTrace(to).run;
      expect([seed, network, impairments[0]?.kind]).toEqual(['same', 'wire', 'loss']);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'runs a program on one host',
    async () => {
      const to = keep();
      const file = join(folder, 'client.sh');
      writeFileSync(file, CLIENT.replace('server.lab', '$1'));
      const flags = ['--localhost', '--peer', 'pmu,messages=1', '--keep', to];
      const { code, stdout } = await wireside('run', ...flags, '--', file, 'localhost');
      expect([code, stdout]).toEqual([0, 'This is PMU data 0']);
      expect(readTrace(to).run.network).toBe('localhost');
      // The client may try ::1 first, where no server is listening.
      expect(new Model(readTrace(to)).connections.at(-1)?.toClient.received).toBe(18);
    },
    TIMEOUT,
  );

  for (const interpreter of [[], ['python3', '-u']]) {
    itNeedsNamespaces(
      `takes a case's peers, and its arguments where none are given: ${[...interpreter, 'FILE'].join(' ')}`,
      async () => {
        const to = keep();
        const words = [...interpreter, join(SAMPLES, 'correct/python-streaming.py')];
        const { code, stdout } = await wireside('run', '--case', 'two', '--keep', to, '--', ...words);
        expect([code, stdout]).toEqual([0, 'This is PMU data 0\nThis is PMU data 1\n']);
        const model = new Model(readTrace(to));
        expect(model.run.case).toBe('two');
        expect(model.program.command.slice(-3)).toEqual(['pmu.lab', '5003', 'CMD_short:0']);
      },
      TIMEOUT,
    );
  }

  itNeedsNamespaces(
    'a client of ours trusts an authority of the user, and refuses the certificate of another one',
    async () => {
      const made = await signedIdentity('Ada Student');
      const path = (name: string): string => join(folder, name);
      for (const name of ['certificate', 'foreign', 'key', 'authority'] as const)
        writeFileSync(path(`${name}.pem`), made[name]);
      const server = join(ROOT, 'labs/sockets/tls/samples/correct/python.py');
      const peer = `pdc-tls,server=127.0.0.1,ca=${path('authority.pem')}`;
      const run = (certificate: string) =>
        wireside(
          'run',
          '--localhost',
          '--peer',
          peer,
          '--keep',
          keep(),
          '--',
          'python3',
          server,
          '5003',
          ...[certificate, 'key'].map((name) => path(`${name}.pem`)),
        );
      expect((await run('certificate')).stdout).toContain('This is PMU data 0\n');
      expect((await run('foreign')).stderr).toContain(
        "the trusted authority has not signed the server's certificate",
      );
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'says so where a program has arguments of its own, and does not get those of the case',
    async () => {
      const to = keep();
      const program = join(SAMPLES, 'correct/python-streaming.py');
      const own = ['pmu.lab', '5003', 'CMD_short:0.1'];
      const { stderr } = await wireside(
        'run',
        '--case',
        'two',
        '--keep',
        to,
        '--',
        'python3',
        program,
        ...own,
      );
      expect(stderr).toContain('does not get those of the case: pmu.lab 5003 CMD_short:0.\n');
      expect(new Model(readTrace(to)).program.command.slice(-4)).toEqual([program, ...own]);
    },
    TIMEOUT,
  );

  it.each([
    [
      ['--loss', 'much', '--', 'true'],
      `Option '--loss <percent>' argument 'much' is invalid. Must be a percentage from 0 to 50, such as 10%.
wireside run --help shows how to use it.
(USAGE)
`,
    ],
    [
      ['--peer', 'pmu,messages', '--', 'true'],
      `--peer pmu,messages: "messages" is not an option.
Write name=value, such as messages=5.
(USAGE)
`,
    ],
    [
      ['--case', 'tow', '--', 'true'],
      /^The part packetization has no case "tow"\.\nDid you mean "two"\? Available cases: two, one, [^\n]*\n\(CASE_UNKNOWN\)\n$/,
    ],
    [
      ['--part', 'packetisation', '--', 'true'],
      /^No lab has a part called "packetisation"\.\nDid you mean "packetization"\? Available parts: [^\n]*packetization, [^\n]*\n\(PART_UNKNOWN\)\n$/,
    ],
    [
      ['--', './nosuch.py'],
      `./nosuch.py: no such file.
Check the name and the current folder.
(PROGRAM_MISSING)
`,
    ],
  ])('refuses %j', async (words, expected) => {
    const { code, stdout, stderr } = await wireside('run', ...words);
    expect([code, stdout]).toEqual([1, '']);
    if (typeof expected === 'string') expect(stderr).toBe(expected);
    else expect(stderr).toMatch(expected);
  });

  itNeedsNamespaces(
    'refuses a peer, an option and a value that do not exist',
    async () => {
      const wrong = {
        nosuch: 'Check the spelling.\n(PEER_UNKNOWN)',
        pnu: 'Did you mean "pmu"?\n(PEER_UNKNOWN)',
        'pmu,nosuch=1': '(PEER_OPTION_UNKNOWN)',
        'pmu,mesages=5': 'Did you mean "messages"?\n(PEER_OPTION_UNKNOWN)',
        'pmu,messages=x': '(PEER_OPTION_VALUE)',
      };
      for (const [peer, expected] of Object.entries(wrong)) {
        const { code, stderr } = await wireside('run', '--peer', peer, '--keep', keep(), '--', 'true');
        expect(code).toBe(1);
        expect(stderr).toContain(expected);
      }
    },
    TIMEOUT,
  );
});

describe('wireside show', () => {
  it.concurrent.each([
    ['--ladder', /pmu on server[^]*connect\(3\)/],
    ['--ribbon', /This is PMU data|m0/],
    ['--calls', /recvfrom/],
    ['--packets', /SYN/],
    ['--output', /This is PMU data 0This is PMU data 1/],
  ])('%s', async (flag, what) => {
    const { code, stdout, stderr } = await wireside('show', RECORDED, flag, '--width', '100');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(what);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('shows the ladder by default, and several pictures one after the other', async () => {
    const [plain, ladder, both] = await Promise.all([
      wireside('show', RECORDED),
      wireside('show', RECORDED, '--ladder'),
      wireside('show', RECORDED, '--output', '--ladder'),
    ]);
    expect(plain).toEqual(ladder);
    expect(both.stdout.startsWith(ladder.stdout)).toBe(true);
    expect(both.stdout.length).toBeGreaterThan(ladder.stdout.length);
  });

  it('says what is not a run', async () => {
    const { code, stdout, stderr } = await wireside('show', join(ROOT, 'docs'));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('(TRACE_MISSING)');
  });

  it('has colors where they are wanted, and none with NO_COLOR or in a pipe', async () => {
    const show = `wireside show ${RECORDED}`;
    const [wanted, unwanted, piped] = await Promise.all([
      inBash(show, { FORCE_COLOR: '1' }),
      inBash(show, { NO_COLOR: '1' }),
      inBash(show),
    ]);
    expect(wanted.stdout).toContain('\u001b[');
    expect(unwanted.stdout).not.toContain('\u001b');
    expect(piped).toEqual(unwanted);
    // eslint-disable-next-line no-control-regex
    expect(wanted.stdout.replaceAll(/\u001b\[[\d;]*m/g, '')).toBe(piped.stdout);
  });
});

describe('a reader that has seen enough', () => {
  it('ends the command without a word', async () => {
    const { code, stdout, stderr } = await inBash(
      `wireside show ${RECORDED} --all --ladder --ribbon --calls --packets --output | head -1`,
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n')).toHaveLength(2);
  });

  itNeedsNamespaces(
    'of a judgment too, and of errors; nothing is left',
    async () => {
      const right = join(SAMPLES, 'correct/python-streaming.py');
      const own = `TMPDIR=${folder} XDG_STATE_HOME=${folder}/state`;
      const texts = await Promise.all([
        inBash(
          `export ${own}; wireside judge packetization ${right} --case two --case one --case fifteen --case flood | head -1`,
        ),
        inBash(`export ${own}; wireside run -- bash -c 'yes | head -c 3000000' | head -1`),
        inBash(`export ${own}; wireside run -- bash -c 'yes | head -c 3000000 >&2' 2>&1 | head -1`),
      ]);
      expect(texts.map(({ stderr }) => stderr).join('')).not.toMatch(/EPIPE|fault of Wireside|at .*:\d+/);
      expect(texts.map(({ stdout }) => stdout.split('\n').length)).toEqual([2, 2, 2]);
      expect(readdirSync(folder).filter((name) => name.startsWith('wireside-bench-'))).toEqual([]);
    },
    TIMEOUT,
  );
});

describe('wireside demo', () => {
  itNeedsNamespaces(
    'shows a ladder and both verdicts, from a folder that anyone may be in',
    async () => {
      const { code, stdout, stderr } = await inBash(`cd /; wireside demo`, {
        XDG_STATE_HOME: join(folder, 'demo'),
      });
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/A correct client[^]*SYN[^]*pass: packetization, 1 of 1 points/);
      expect(stdout).toMatch(
        /An incorrect client[^]*FAIL: packetization, 0 of 1 points[^]*one-recv-one-message \(case two\)[^]*SYN/,
      );
      expect(stdout).not.toContain('\u001b');
    },
    TIMEOUT,
  );
});
