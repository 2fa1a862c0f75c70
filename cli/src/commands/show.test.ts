import { fileURLToPath } from 'node:url';
import type { Ladder } from '@wireside/trace';
import { ladder, Model } from '@wireside/trace';
import { readModel } from '@wireside/trace/node';
import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { renderLadder } from '../terminal/render-ladder.ts';
import { textWidth } from '../terminal/width.ts';
import { showCommand, showText } from './show.ts';
import type { ShowOptions } from './show.ts';

const folder = (name: string) => fileURLToPath(new URL(`../../../trace/fixtures/${name}`, import.meta.url));
const right = readModel(folder('version-1-correct'));
const wrong = readModel(folder('version-1-incorrect'));
const plain = { width: 80, color: false, unicode: true };
// eslint-disable-next-line no-control-regex
const withoutColor = (text: string) => text.replaceAll(/\x1b\[[\d;]*m/g, '');

describe('showText', () => {
  it.each<[string, Model, ShowOptions, number]>([
    ['ladder-correct-80', right, {}, 80],
    ['ladder-correct-120', right, { ladder: true }, 120],
    ['ladder-correct-all', right, { all: true }, 100],
    ['ladder-incorrect-80', wrong, {}, 80],
    ['ladder-incorrect-60', wrong, {}, 60],
    ['ladder-incorrect-40', wrong, {}, 40],
    ['ribbon-correct-80', right, { ribbon: true }, 80],
    ['sockets-80', right, { sockets: true }, 80],
    ['lists-incorrect-100', wrong, { calls: true, packets: true, output: true }, 100],
  ])('draws %s', async (name, model, options, width) => {
    await expect(showText(model, options, { ...plain, width })).toMatchFileSnapshot(
      `golden/${name}.golden.txt`,
    );
  });

  it('draws with ASCII only', async () => {
    const text = showText(right, { ladder: true, ribbon: true }, { ...plain, unicode: false });
    expect(text).toMatch(/^[ -~\n]*$/);
    await expect(text).toMatchFileSnapshot('golden/ladder-correct-ascii.golden.txt');
  });

  it('does not mark the end of a program as an error', () => {
    const calls = showText(right, { calls: true }, { ...plain, color: true });
    expect(calls).toContain('exit_group() = ?');
    expect(calls).not.toContain('\x1b[31mexit_group');
  });

  it('says nothing by color alone', () => {
    for (const options of [
      {},
      { ribbon: true },
      { calls: true },
      { packets: true },
      { output: true },
      { sockets: true },
    ] as ShowOptions[]) {
      const colored = showText(right, options, { ...plain, color: true });
      expect(colored).toContain('\x1b[');
      expect(withoutColor(colored)).toBe(showText(right, options, plain));
    }
  });

  it.each([20, 30, 40, 59, 60, 61, 72, 80, 99, 100, 120, 200])('needs no more than %i columns', (width) => {
    const options: ShowOptions = { ladder: true, ribbon: true, calls: true, packets: true, output: true };
    for (const model of [right, wrong]) {
      for (const line of showText(model, options, { ...plain, width }).split('\n')) {
        expect(textWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  it('escapes everything that comes from the program', () => {
    const evil = '\x1b]0;owned\x07\u202e\x9b2J';
    const { trace } = wrong;
    const model = new Model({
      ...trace,
      run: {
        ...trace.run,
        actors: trace.run.actors.map((actor) =>
          actor.kind === 'program' ? { ...actor, command: [evil] } : { ...actor, peer: evil },
        ),
        faults: [evil],
      },
      calls: trace.calls.map((call) => ({ ...call, name: evil, args: evil, data: evil })),
      peer: trace.peer.map((record) => ({ ...record, note: evil, event: evil, data: evil })),
      output: trace.output.map((record) => ({ ...record, text: evil + record.text })),
    });
    const options: ShowOptions = { ladder: true, ribbon: true, calls: true, packets: true, output: true };
    for (const width of [40, 80, 160]) {
      expect(showText(model, options, { ...plain, width })).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    }
  });
});

describe('renderLadder with a focus', () => {
  const long: Ladder = ladder(right, { fold: false });

  it('opens at the row that decided, marks it, and counts the other rows', () => {
    const text = renderLadder(long, { ...plain, focus: [{ packet: 14 }], around: 2 });
    const lines = text.split('\n');
    expect(lines.filter((line) => line.startsWith('▶'))).toHaveLength(1);
    expect(lines.find((line) => line.startsWith('▶'))).toContain('14 ◀─');
    expect(text).toMatch(/⋮ \d+ rows before this not shown here, see --all/);
    expect(text).toMatch(/⋮ \d+ rows after this not shown here, see --all/);
    expect(lines.length).toBeLessThan(16);
  });

  it.each([{ call: 6 }, { line: 2 }, { peer: 4 }])('finds %j', (focus) => {
    expect(renderLadder(long, { ...plain, focus: [focus] })).toMatch(/^▶/m);
  });

  it('shows everything if the focus is not found', () => {
    expect(renderLadder(long, { ...plain, focus: [{ packet: 999 }] })).not.toContain('not shown');
  });
});

const run = async (...words: string[]): Promise<{ out: string; err: string; code: unknown }> => {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  const program = new Command('wireside').exitOverride();
  showCommand(program);
  await program.parseAsync(['show', ...words], { from: 'user' });
  return { out, err, code: process.exitCode };
};

describe('wireside show', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });

  it('prints the parts that were asked for', async () => {
    const { out } = await run(folder('version-1-incorrect'), '--output', '--width', '80');
    expect(out).toContain('This is PMU data 0This is PMU data 1');
  });

  it('lists the calls and lines of one actor', async () => {
    const of = async (name: string) =>
      (await run(folder('version-1-incorrect'), '--calls', '--output', '--actor', name, '--width', '80')).out;
    expect(await of('client')).toContain('recvfrom(3) = 54');
    expect(await of('pmu')).toContain('Nothing was printed.');
    await expect(of('nosuch')).rejects.toThrow('This run has no actor nosuch.');
  });

  it('throws what is wrong with a folder', async () => {
    await expect(run(folder('from-the-future'))).rejects.toThrow('This trace has version 99');
    await expect(run('/nowhere')).rejects.toThrow('There is no folder /nowhere.');
  });
});
