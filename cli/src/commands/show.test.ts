import { fileURLToPath } from 'node:url';
import { ladder, type Ladder, readTrace, type Trace } from '@wireside/trace';
import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { renderLadder } from '../terminal/render-ladder.ts';
import { textWidth } from '../terminal/width.ts';
import { messagesOfRun } from './messages.ts';
import { showCommand, type ShowOptions, showText } from './show.ts';

const folder = (name: string) => fileURLToPath(new URL(`../../../trace/fixtures/${name}`, import.meta.url));
const right = readTrace(folder('version-1-right'));
const wrong = readTrace(folder('version-1-wrong'));
const plain = { width: 80, colour: false, unicode: true };
// eslint-disable-next-line no-control-regex
const withoutColour = (text: string) => text.replaceAll(/\x1b\[[\d;]*m/g, '');

describe('showText', () => {
  it.each<[string, Trace, ShowOptions, number]>([
    ['ladder-right-80', right, {}, 80],
    ['ladder-right-120', right, { ladder: true }, 120],
    ['ladder-right-all', right, { all: true }, 100],
    ['ladder-wrong-80', wrong, {}, 80],
    ['ladder-wrong-60', wrong, {}, 60],
    ['ladder-wrong-40', wrong, {}, 40],
    ['ribbon-right-80', right, { ribbon: true }, 80],
    ['lists-wrong-100', wrong, { calls: true, packets: true, output: true }, 100],
  ])('draws %s', async (name, trace, options, width) => {
    await expect(showText(trace, options, { ...plain, width })).toMatchFileSnapshot(
      `golden/${name}.golden.txt`,
    );
  });

  it('draws with ASCII alone', async () => {
    const text = showText(right, { ladder: true, ribbon: true }, { ...plain, unicode: false });
    expect(text).toMatch(/^[ -~\n]*$/);
    await expect(text).toMatchFileSnapshot('golden/ladder-right-ascii.golden.txt');
  });

  it('says in colours nothing that it does not say without', () => {
    for (const options of [
      {},
      { ribbon: true },
      { calls: true },
      { packets: true },
      { output: true },
    ] as ShowOptions[]) {
      const coloured = showText(right, options, { ...plain, colour: true });
      expect(coloured).toContain('\x1b[');
      expect(withoutColour(coloured)).toBe(showText(right, options, plain));
    }
  });

  it.each([20, 30, 40, 59, 60, 61, 72, 80, 99, 100, 120, 200])('keeps within %i columns', (width) => {
    const options: ShowOptions = { ladder: true, ribbon: true, calls: true, packets: true, output: true };
    for (const trace of [right, wrong]) {
      for (const line of showText(trace, options, { ...plain, width }).split('\n')) {
        expect(textWidth(line)).toBeLessThanOrEqual(width);
      }
    }
  });

  it('shows nothing of a program unescaped', () => {
    const evil = '\x1b]0;owned\x07\u202e\x9b2J';
    const trace: Trace = {
      ...wrong,
      run: { ...wrong.run, command: [evil], faults: [evil] },
      calls: wrong.calls.map((call) => ({ ...call, name: evil, args: evil, data: evil })),
      peer: wrong.peer.map((record) => ({ ...record, note: evil, event: evil, data: evil })),
      output: wrong.output.map((record) => ({ ...record, text: evil + record.text })),
    };
    const options: ShowOptions = { ladder: true, ribbon: true, calls: true, packets: true, output: true };
    for (const width of [40, 80, 160]) {
      expect(showText(trace, options, { ...plain, width })).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    }
  });
});

describe('renderLadder with a focus', () => {
  const long: Ladder = ladder(right, { fold: false });

  it('opens at the row that decided, marks it, and counts the rest', () => {
    const text = renderLadder(long, { ...plain, focus: { packet: 14 }, around: 2 });
    const lines = text.split('\n');
    expect(lines.filter((line) => line.startsWith('▶'))).toHaveLength(1);
    expect(lines.find((line) => line.startsWith('▶'))).toContain('14 ◀─');
    expect(text).toMatch(/⋮ \d+ rows before this not shown here, see --all/);
    expect(text).toMatch(/⋮ \d+ rows after this not shown here, see --all/);
    expect(lines.length).toBeLessThan(16);
  });

  it.each([{ call: 6 }, { line: 2 }, { peer: 4 }])('finds %j', (focus) => {
    expect(renderLadder(long, { ...plain, focus })).toMatch(/^▶/m);
  });

  it('shows all where the focus is not to be found', () => {
    expect(renderLadder(long, { ...plain, focus: { packet: 999 } })).not.toContain('not shown');
  });
});

describe('messagesOfRun', () => {
  it('knows where messages begin although the peer sent them together', () => {
    expect(messagesOfRun(wrong)).toEqual([
      { index: 0, offset: 0, length: 18 },
      { index: 1, offset: 18, length: 18 },
      { index: 2, offset: 36, length: 18 },
    ]);
  });

  it('leaves it to the records where the options are not known', () => {
    const [peer] = wrong.run.peers;
    const trace = { ...wrong, run: { ...wrong.run, peers: [{ ...peer!, options: { future: true } }] } };
    expect(messagesOfRun(trace)).toBeUndefined();
  });
});

const run = (...words: string[]): { out: string; err: string; code: unknown } => {
  let out = '';
  let err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  const program = new Command('wireside').exitOverride();
  showCommand(program);
  program.parse(['show', ...words], { from: 'user' });
  return { out, err, code: process.exitCode };
};

describe('wireside show', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });

  it('prints what is asked for', () => {
    expect(run(folder('version-1-wrong'), '--output', '--width', '80').out).toContain(
      'This is PMU data 0This is PMU data 1',
    );
  });

  it('leaves it to the command to tell what is wrong with a folder', () => {
    expect(() => run(folder('from-the-future'))).toThrow('This trace has version 99');
    expect(() => run('/nowhere')).toThrow('There is no run.json here');
  });
});
