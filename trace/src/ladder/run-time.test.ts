/** What interpreters and virtual machines do by themselves, and what a ladder makes of it. */
import { describe, expect, it } from 'vitest';
import type { CallRecord } from '../format.ts';
import { ladder } from './ladder.ts';
import { sceneModel } from './literal-scene.test.helper.ts';
import { runTimeCalls } from './run-time.ts';

type Literal = readonly [name: string, kind: CallRecord['kind'], more?: Partial<CallRecord>];

const start = (file: string, process = 1): Literal => [
  'execve',
  'process',
  { process, ret: 0, args: `"${file}", ["x"], 0x7ffc0a1b2c38` },
];
const calls = (literal: readonly Literal[]): CallRecord[] =>
  literal.map(([name, kind, more], i) => ({
    n: i + 1,
    actor: 'client',
    at: 1000 * (i + 1),
    process: 1,
    name,
    kind,
    took: 5,
    ret: 0,
    fd: 3,
    ...more,
  }));
const numbers = (literal: readonly Literal[]): number[] => [...runTimeCalls(calls(literal))].toSorted();

const THROWN_AWAY: readonly Literal[] = [
  ['getsockname', 'option'],
  ['getpeername', 'option', { ret: -1, error: 'ENOTCONN', args: '0x7ffd0b41ab10, [16]' }],
  ['close', 'close'],
];

describe('runTimeCalls', () => {
  it('are the questions of CPython about what it has accepted, and what it throws away', () => {
    const accepted: readonly Literal[] = [
      ['accept4', 'accept', { ret: 4 }],
      ['getsockname', 'option', { fd: 4 }],
    ];
    expect(numbers([start('/usr/bin/python3.11'), ...accepted, ...THROWN_AWAY])).toEqual([3, 4, 5]);
    // The first process is a shell; the interpreter is its child.
    const child = THROWN_AWAY.map(([name, kind, more]): Literal => [name, kind, { ...more, process: 2 }]);
    expect(numbers([start('/bin/sh'), start('/usr/bin/python3', 2), ...child])).toEqual([3, 4]);
  });

  it('are no calls of other programs, and none that ask without throwing away', () => {
    expect(numbers([start('/program/a.out'), ...THROWN_AWAY])).toEqual([]);
    expect(numbers([start('/opt/python3-tools/a.out'), ...THROWN_AWAY])).toEqual([]);
    expect(numbers([start('/usr/bin/python3'), ...THROWN_AWAY.slice(0, 2), ['sendto', 'send']])).toEqual([]);
  });

  it('are waits of the event loop of Node before there is a socket, and that have returned', () => {
    const wait = (more: Partial<CallRecord> = {}): Literal => ['epoll_pwait', 'wait', more];
    const unreturned = calls([start('/usr/bin/node'), wait()]).map((call): CallRecord => {
      const { took, ...rest } = call;
      return took === 5 ? rest : call;
    });
    expect(numbers([start('/usr/bin/node'), wait({ process: 3 }), ['socket', 'socket'], wait()])).toEqual([
      2,
    ]);
    expect([...runTimeCalls(unreturned)]).toEqual([]);
  });

  it('are signals that a JVM handles, unless it crashes', () => {
    const signal: Literal = ['signal', 'process', { process: 2, args: 'SIGSEGV' }];
    const crash: Literal = ['exit', 'exit', { args: 'killed by SIGABRT' }];
    expect(numbers([start('/usr/bin/java'), signal])).toEqual([2]);
    expect(numbers([start('/usr/bin/java'), signal, crash])).toEqual([]);
    expect(numbers([start('/program/a.out'), signal])).toEqual([]);
  });
});

describe('a ladder', () => {
  const literal = [start('/usr/bin/python3'), ...THROWN_AWAY];
  const model = sceneModel({
    programs: ['client'],
    calls: calls(literal),
  });

  it('folds them into one row that says so, and shows them if it folds nothing', () => {
    expect(ladder(model).rows.map(({ kind, cells: [cell] }) => [kind, cell?.kind])).toEqual([
      ['call', 'start'],
      ['fold', 'folded'],
      ['call', 'call'],
    ]);
    expect(ladder(model).rows[1]?.cells).toMatchObject([
      {
        isProbing: true,
        names: [
          { name: 'getsockname', count: 1 },
          { name: 'getpeername', count: 1 },
        ],
      },
    ]);
    expect(ladder(model, { fold: false }).rows).toHaveLength(4);
  });

  it('shows no pointer of a call that failed', () => {
    const [asked] = ladder(model, { fold: false }).rows[2]!.cells;
    expect(asked).toMatchObject({ name: 'getpeername', error: 'ENOTCONN' });
    expect(asked).not.toHaveProperty('args');
  });
});
