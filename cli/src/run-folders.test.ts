/** Where runs are kept: how they are named, found and listed, and which ones are removed. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runsCommand, ageText, sizeText } from './commands/runs.ts';
import {
  findRun,
  KEEP,
  keptRuns,
  newRunFolder,
  pruneRuns,
  removeUnused,
  showName,
  stateFolder,
} from './run-folders.ts';
import { Command } from 'commander';

const NOW = Date.UTC(2026, 0, 20, 3, 4, 5, 678);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** No process has this number: it is above the kernel's largest (proc(5), pid_max). */
const DEAD = 4_194_305;
let state = '';
let all = '';
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'wireside-state-'));
  vi.stubEnv('XDG_STATE_HOME', state);
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  all = stateFolder();
  mkdirSync(all, { recursive: true });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true, force: true });
});

const EXITED = { reason: 'exited', code: 0, at: 0 };

/** A program in run.json. */
const actor = (name: string, ended: unknown, command: unknown, more: object = {}): object => ({
  kind: 'program',
  name,
  host: name,
  command,
  ended,
  ...more,
});

/** Writes the folder of a run that began some milliseconds ago. */
function run(name: string, age: number, { part, verdict, ...more }: Record<string, unknown> = {}): string {
  const folder = join(all, name);
  mkdirSync(folder, { recursive: true });
  const description = {
    version: 2,
    faults: [],
    started: { realtime: (NOW - age) * 1000, monotonic: 0 },
    actors: [
      actor('client', 'ended' in more ? more['ended'] : EXITED, more['command'] ?? ['python3', 'PDC.py']),
    ],
    ...('ended' in more && more['ended'] === undefined ? {} : { endedAt: 0 }),
    ...more,
  };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(description));
  if (verdict !== undefined)
    writeFileSync(join(folder, 'verdict.json'), JSON.stringify({ version: 1, part, verdict }));
  for (const path of [folder, join(folder, 'run.json')])
    utimesSync(path, (NOW - age) / 1000, (NOW - age) / 1000);
  return folder;
}

const own = (id: string, what: string): string => `${id}-${what}-20260101T000000-${DEAD}`;

/** Runs `wireside runs`. */
function runs(...words: string[]): { out: string; err: string } {
  let [out, err] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  const program = new Command('wireside').exitOverride();
  runsCommand(program);
  program.parse(['runs', ...words], { from: 'user' });
  return { out, err };
}

/** Message and hint of what is thrown. */
function refusal(word: string): { message: string; hint: string; code: string } {
  try {
    findRun(word);
  } catch (error) {
    const { message, hint, code } = error as { message: string; hint: string; code: string };
    return { message, hint, code };
  }
  throw new Error('nothing was thrown');
}

describe('a new folder', () => {
  it('has a short id, the part or command, the time and the process in its name', () => {
    expect(basename(newRunFolder('packetization'))).toMatch(
      new RegExp(`^[a-z2-9]{4}-packetization-20260120T030405-${process.pid}$`),
    );
    expect(basename(newRunFolder(`run-../\x1b ${'x'.repeat(100)}`))).toMatch(
      /^[a-z2-9]{4}-run_.._x{33}-2026/,
    );
  });

  it('is never one that exists, and its id is never one that is used', () => {
    const made = Array.from({ length: 200 }, () => basename(newRunFolder('true')));
    expect(new Set(made.map((name) => name.slice(0, 4))).size).toBe(200);
  });

  it('is removed again if nothing was run in it', () => {
    const [unused, used] = [newRunFolder('packetization'), newRunFolder('packetization')];
    writeFileSync(join(used, 'run.json'), '');
    removeUnused(unused);
    removeUnused(unused);
    removeUnused(used);
    expect(readdirSync(all).filter((name) => !name.startsWith('.'))).toEqual([basename(used)]);
  });

  it('says why it cannot be made', () => {
    const file = join(state, 'file');
    writeFileSync(file, '');
    vi.stubEnv('XDG_STATE_HOME', file);
    expect(() => newRunFolder('true')).toThrow(
      expect.objectContaining({
        code: 'TRACE_NOT_WRITTEN',
        message: `The run cannot be kept in ${file}/wireside/runs: part of its path is a file, not a folder.`,
      }),
    );
  });

  it('is below XDG_STATE_HOME, or below the home folder when that is not an absolute path', () => {
    expect(all).toBe(join(state, 'wireside', 'runs'));
    vi.stubEnv('XDG_STATE_HOME', 'relative');
    vi.stubEnv('HOME', '/home/someone');
    expect(stateFolder()).toBe('/home/someone/.local/state/wireside/runs');
  });
});

describe('findRun', () => {
  beforeEach(() => {
    run(own('aaaa', 'run_true'), 3 * HOUR);
    run(`${own('abcd', 'packetization')}/two`, 2 * HOUR, {
      case: 'two',
      part: 'packetization',
      verdict: 'fail',
    });
    run(`${own('abcd', 'packetization')}/one`, HOUR, { case: 'one', part: 'packetization', verdict: 'pass' });
  });

  it('takes the folder of a run, the beginning of an id, and a case in it', () => {
    const plain = join(all, own('aaaa', 'run_true'));
    const judged = join(all, own('abcd', 'packetization'));
    expect(findRun(plain)).toBe(plain);
    expect(findRun('aa')).toBe(plain);
    expect(findRun('ab/two')).toBe(join(judged, 'two'));
    expect(findRun('last/o')).toBe(join(judged, 'one'));
    expect(findRun('/nowhere')).toBe('/nowhere');
    expect(findRun('./nowhere')).toBe('./nowhere');
    const file = join(plain, 'run.json');
    expect(findRun(file)).toBe(file);
    run(own('zzzz', 'run_true'), 0);
    expect(findRun('last')).toBe(join(all, own('zzzz', 'run_true')));
    rmSync(join(judged, 'two'), { recursive: true });
    expect(findRun('ab')).toBe(join(judged, 'one'));
    expect(findRun(judged)).toBe(join(judged, 'one'));
  });

  it('says which runs there are', () => {
    expect(refusal('nosuch')).toEqual({
      code: 'RUN_UNKNOWN',
      message: 'There is no run "nosuch".',
      hint: 'Give the folder of a run, "last", or the beginning of an id; wireside runs lists the ids.',
    });
    expect(refusal('a')).toEqual({
      code: 'RUN_AMBIGUOUS',
      message: '"a" is the beginning of 2 ids: abcd, aaaa.',
      hint: 'Give more letters of the id; wireside runs lists all ids.',
    });
    expect(refusal('last')).toEqual({
      code: 'RUN_SEVERAL',
      message: 'abcd holds 2 runs:\n  wireside show abcd/two  fail\n  wireside show abcd/one  pass',
      hint: 'Show one of them.',
    });
    const judged = join(all, own('abcd', 'packetization'));
    expect(refusal(judged).message).toBe(
      `${judged} holds 2 runs:\n  wireside show ${judged}/two  fail\n  wireside show ${judged}/one  pass`,
    );
    expect(refusal('abcd/tow')).toEqual({
      code: 'RUN_UNKNOWN',
      message: 'The run abcd has no case "tow".',
      hint: 'Did you mean "two"? Available cases: two, one.',
    });
    rmSync(all, { recursive: true });
    expect(refusal('last')).toEqual({
      code: 'RUN_UNKNOWN',
      message: 'There is no run "last".',
      hint: 'No runs are kept yet; wireside run and wireside judge make some.',
    });
  });

  it('agrees with the names that commands print', () => {
    const judged = join(all, own('abcd', 'packetization'));
    expect(showName(join(judged, 'two'))).toBe('abcd/two');
    expect(showName(judged)).toBe('abcd');
    expect(findRun(showName(join(judged, 'two')))).toBe(join(judged, 'two'));
    expect(showName('/elsewhere/kept')).toBe('/elsewhere/kept');
  });
});

describe('wireside runs', () => {
  it('shows a run under way', () => {
    run(`aaaa-run_x-20260101T000000-${process.pid}`, 2000, { ended: undefined });
    run(own('bbbb', 'run_x'), 3000, { ended: undefined });
    mkdirSync(join(all, `cccc-packetization-20260101T000000-${process.pid}`));
    expect(runs().out).toMatch(/^aaaa .* under way /m);
    expect(runs().out).toMatch(/^bbbb .* no end recorded /m);
    expect(runs().out).toMatch(/^cccc .* under way /m);
  });

  it('shows a scene by its programs, and by the first that did not end well', () => {
    const server = (ended: object): object =>
      actor('server', ended, ['./server', '5000'], { role: 'server' });
    const byInterrupt = { reason: 'signal', signal: 'SIGINT', at: 0 };
    const idle = { reason: 'limit', limit: 'idle', at: 0 };
    run(own('aaaa', 'run'), 1000, { actors: [server(byInterrupt), actor('client', EXITED, ['./client'])] });
    run(own('bbbb', 'run'), 2000, { actors: [server(idle), actor('client', EXITED, ['./client'])] });
    run(own('cccc', 'run'), 3000, { actors: [server(EXITED), actor('client', undefined, ['./client'])] });
    expect(runs().out).toMatch(/^aaaa .* \.\/server 5000 \+ \.\/client +exit status 0 /m);
    expect(runs().out).toMatch(/^bbbb .* server: limit "idle" /m);
    expect(runs().out).toMatch(/^cccc .* client: did not start /m);
  });

  it('lists runs of version 1', () => {
    run(own('aaaa', 'run_x'), 1000, {
      version: 1,
      command: ['./a.out'],
      actors: undefined,
      endedAt: undefined,
      ended: { reason: 'exited', code: 3, at: 0 },
      hosts: [],
      peers: [],
      network: 'wire',
    });
    expect(runs().out).toMatch(/^aaaa .* \.\/a\.out +exit status 3 /m);
  });

  it('lists what is kept, the newest first', () => {
    run(own('aaaa', 'run_true'), 3 * DAY, { command: ['echo', '\x1b[31m'] });
    run(own('bbbb', 'run_x'), 3 * HOUR, { ended: { reason: 'limit', limit: 'idle', at: 0 } });
    run(own('cccc', 'run_x'), 2 * HOUR, { ended: { reason: 'signal', signal: 'SIGSEGV', at: 0 } });
    run(own('dddd', 'run_x'), HOUR, { ended: undefined });
    run(`${own('eeee', 'packetization')}/two`, 120_000, {
      case: 'two',
      part: 'packetization',
      verdict: 'fail',
    });
    run(`${own('eeee', 'packetization')}/one`, 120_000, {
      case: 'one',
      part: 'packetization',
      verdict: 'pass',
    });
    run(`${own('ffff', 'packetization')}/two`, 5000, { case: 'two', part: 'packetization', verdict: 'pass' });
    vi.stubEnv('COLUMNS', '80');
    vi.stubEnv('LC_ALL', 'C.UTF-8');
    expect(runs().out.replaceAll(/[ ]+$/gm, '')).toBe(
      `id      age part/case or command   result              size
ffff    5 s packetization/two      pass                294 bytes
eeee  2 min packetization, 2 cases fail, 1 of 2 passed 588 bytes
dddd    1 h python3 PDC.py         no end recorded     172 bytes
cccc    2 h python3 PDC.py         SIGSEGV             292 bytes
bbbb    3 h python3 PDC.py         limit "idle"        282 bytes
aaaa 3 days echo \\x1b[31m          exit status 0       261 bytes
wireside show ID shows one; wireside show last the newest.
`,
    );
  });

  it('as JSON', () => {
    run(`${own('ffff', 'packetization')}/two`, 5000, { case: 'two', part: 'packetization', verdict: 'pass' });
    const folder = join(all, own('ffff', 'packetization'));
    expect(JSON.parse(runs('--json').out)).toEqual([
      {
        id: 'ffff',
        folder,
        time: '2026-01-20T03:04:00.678Z',
        size: expect.any(Number) as number,
        result: 'pass',
        runs: [
          {
            name: 'two',
            folder: join(folder, 'two'),
            what: 'packetization/two',
            result: 'pass',
            verdict: 'pass',
          },
        ],
      },
    ]);
  });

  it('says when there is nothing, and what --prune removed', () => {
    expect(runs().out).toBe('No runs are kept yet; wireside run and wireside judge make some.\n');
    run(own('aaaa', 'run_true'), 31 * DAY);
    expect(runs('--prune')).toEqual({
      out: 'No runs are kept yet; wireside run and wireside judge make some.\n',
      err: 'Removed 1 run.\n',
    });
  });

  it.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [3_599_999, '59 min'],
    [23.9 * HOUR, '23 h'],
    [DAY, '1 day'],
    [9.5 * DAY, '9 days'],
    [-5, '0 s'],
  ])('shows an age of %i ms as %s', (milliseconds, text) => expect(ageText(milliseconds)).toBe(text));

  it.each([
    [0, '0 bytes'],
    [1023, '1023 bytes'],
    [1024, '1.0 KiB'],
    [1_500_000, '1.4 MiB'],
    [3 * 1024 ** 3, '3.0 GiB'],
    [200 * 1024 ** 4, '204800 GiB'],
  ])('shows %i bytes as %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
});

describe('pruneRuns', () => {
  it('keeps the newest runs, and none that is too old', () => {
    const made = Array.from({ length: KEEP.runs + 3 }, (_, i) =>
      basename(run(own(`r${String(i).padStart(3, '0')}`, 'run_x'), 2 * DAY + i * 1000)),
    );
    expect(pruneRuns().removed.map(({ name }) => name)).toEqual(made.slice(KEEP.runs));
    expect(keptRuns()).toHaveLength(KEEP.runs);
    vi.setSystemTime(NOW + 29 * DAY);
    expect(pruneRuns().removed).toHaveLength(KEEP.runs);
    expect(keptRuns()).toEqual([]);
  });

  it('keeps runs up to a size in all', () => {
    const folders = [1, 2, 3, 4].map((i) => run(own(`r00${i}`, 'run_x'), 2 * DAY + i * 1000));
    for (const folder of folders) {
      writeFileSync(join(folder, 'wire.pcapng'), '');
      truncateSync(join(folder, 'wire.pcapng'), Math.floor(KEEP.bytes * 0.4));
    }
    expect(pruneRuns().removed.map(({ id }) => id)).toEqual(['r003', 'r004']);
  });

  it('never removes a run under way', () => {
    const mine = `aaaa-run_x-20260101T000000-${process.pid}`;
    run(mine, 40 * DAY);
    const open = run(own('bbbb', 'run_x'), 40 * DAY, { ended: undefined });
    utimesSync(join(open, 'run.json'), NOW / 1000, NOW / 1000);
    run(own('cccc', 'run_x'), 40 * DAY, { ended: undefined });
    expect(pruneRuns().removed.map(({ id }) => id)).toEqual(['cccc']);
    expect(
      keptRuns()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(['aaaa', 'bbbb']);
  });

  it('never removes what is not a run, and follows no symbolic link', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'wireside-elsewhere-'));
    writeFileSync(join(elsewhere, 'run.json'), '{}');
    writeFileSync(join(elsewhere, 'precious'), '');
    symlinkSync(elsewhere, join(all, own('link', 'run_x')));
    const linked = run(own('aaaa', 'run_x'), 40 * DAY);
    symlinkSync(elsewhere, join(linked, 'program'));
    run('analysis/mine', 40 * DAY);
    writeFileSync(join(all, 'analysis', 'notes.txt'), '');
    mkdirSync(join(all, 'empty'));
    mkdirSync(join(all, 'damaged'));
    writeFileSync(join(all, 'damaged', 'run.json'), '{');
    writeFileSync(join(all, 'file'), '');
    expect(pruneRuns().removed.map(({ id }) => id)).toEqual(['aaaa']);
    expect(readdirSync(all).toSorted()).toEqual(
      ['.pruned', 'analysis', 'damaged', 'empty', 'file', own('link', 'run_x')].toSorted(),
    );
    expect(existsSync(join(elsewhere, 'precious'))).toBe(true);
    rmSync(elsewhere, { recursive: true });
  });

  it('needs no folder of runs', () => {
    rmSync(state, { recursive: true });
    expect(pruneRuns()).toEqual({ removed: [], refused: [] });
    expect(runs('--prune')).toEqual({
      out: 'No runs are kept yet; wireside run and wireside judge make some.\n',
      err: 'Removed 0 runs.\n',
    });
  });

  it('happens at most once an hour, when a new run begins', () => {
    run(own('aaaa', 'run_x'), 31 * DAY);
    newRunFolder('x');
    expect(keptRuns().some(({ id }) => id === 'aaaa')).toBe(false);
    run(own('bbbb', 'run_x'), 31 * DAY);
    newRunFolder('x');
    expect(keptRuns().some(({ id }) => id === 'bbbb')).toBe(true);
    vi.setSystemTime(NOW + HOUR + 1);
    newRunFolder('x');
    expect(keptRuns().some(({ id }) => id === 'bbbb')).toBe(false);
  });
});
