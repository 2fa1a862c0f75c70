/** Live output: of one actor as it is, of several by lines; nothing that a program writes controls a terminal. */
import { describe, expect, it } from 'vitest';
import { LiveOutput } from './live-output.ts';

/** Prints pieces of `actor stream`, and returns what the two targets got. */
function printed(
  actors: readonly string[],
  pieces: readonly (readonly [actor: string, stream: 'stdout' | 'stderr', text: string | Buffer])[],
  { isTTY = false, isRaw = false } = {},
): { stdout: string; stderr: string } {
  const got: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  const target = (stream: 'stdout' | 'stderr') => ({
    isTTY,
    write: (data: string | Uint8Array) => got[stream].push(Buffer.from(data as Uint8Array)),
  });
  const environment = { LC_ALL: 'C.UTF-8', NO_COLOR: '1' };
  const output = new LiveOutput({
    actors,
    stdout: target('stdout'),
    stderr: target('stderr'),
    environment,
    isRaw,
  });
  for (const [actor, stream, text] of pieces) output.write(actor, stream, Buffer.from(text as string));
  output.end();
  return { stdout: Buffer.concat(got.stdout).toString(), stderr: Buffer.concat(got.stderr).toString() };
}

describe('of one actor', () => {
  it('is what it wrote, at once', () => {
    const pieces = [
      ['a', 'stdout', 'x\u001b[31m'],
      ['a', 'stderr', 'e'],
    ] as const;
    expect(printed(['a'], pieces)).toEqual({ stdout: 'x\u001b[31m', stderr: 'e' });
  });

  it('is escaped on a terminal, also where a character is cut', () => {
    const euro = Buffer.from('€');
    const pieces = [
      ['a', 'stdout', '\u001b[31m\tx\r\n'],
      ['a', 'stdout', euro.subarray(0, 1)],
      ['a', 'stdout', euro.subarray(1)],
    ] as const;
    expect(printed(['a'], pieces, { isTTY: true }).stdout).toBe('\\x1b[31m\tx\r\n€\n');
    expect(printed(['a'], pieces, { isTTY: true, isRaw: true }).stdout).toBe('\u001b[31m\tx\r\n€\n');
  });
});

describe('of several actors', () => {
  it('is whole lines with their names', () => {
    const pieces = [
      ['a', 'stdout', 'one'],
      ['bob', 'stdout', 'two\nthree\n'],
      ['a', 'stdout', ' more\nlast'],
      ['a', 'stderr', 'e\n'],
    ] as const;
    expect(printed(['a', 'bob'], pieces)).toEqual({
      stdout: 'bob│ two\nbob│ three\na  │ one more\na  │ last\n',
      stderr: 'a  │ e\n',
    });
  });

  it('has an end for a line without one', () => {
    const { stdout } = printed(['a', 'b'], [['a', 'stdout', 'x'.repeat(150_000)]]);
    expect(stdout.split('\n').map((line) => line.length)).toEqual([
      65_539,
      65_539,
      150_000 - 2 * 65_536 + 3,
      0,
    ]);
  });
});
