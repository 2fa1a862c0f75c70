import type { CallRecord } from '@wireside/trace';
import { describe, expect, it } from 'vitest';
import { CallRecorder, type ProgramEnd } from './recorder.ts';

const START = [
  '5 1.000001 execve("/usr/bin/bwrap", ["bwrap"], 0x7ffd /* 6 vars */) = 0 <0.000300>',
  '7 1.000002 write(4<anon_inode:[eventfd]>, "\\1", 1) = 1 <0.000010>',
  '6 1.000100 execve("/usr/bin/prlimit", ["prlimit", "--", "python3"], 0x7ffd /* 6 vars */) = 0 <0.000300>',
  '6 1.000200 execve("/usr/local/bin/python3", ["python3"], 0x7ffd /* 6 vars */) = -1 ENOENT (No such file or directory) <0.000010>',
  '6 1.000300 execve("/usr/bin/python3", ["python3"], 0x7ffd /* 6 vars */) = 0 <0.000300>',
];
const SOCKET = '3<TCP:[10.0.0.2:4000->10.0.0.1:5003]>';

function record(lines: readonly string[]): {
  calls: CallRecord[];
  recorder: CallRecorder;
  ends: ProgramEnd[];
  started: number[];
  waiting: CallRecord | null;
} {
  const calls: CallRecord[] = [];
  const ends: ProgramEnd[] = [];
  const started: number[] = [];
  const recorder = new CallRecorder({
    streams: { stdin: '/run/stdin', stdout: '/pipes/stdout', stderr: '/pipes/stderr' },
    emit: (call) => calls.push(call),
    onStart: (at) => started.push(at),
    onEnd: (end) => ends.push(end),
  });
  for (const line of lines) recorder.line(line);
  const waiting = recorder.finish();
  return { calls: calls.toSorted((a, b) => a.n - b.n), recorder, ends, started, waiting };
}

describe('CallRecorder', () => {
  it('begins with the program, whatever the sandbox did before', () => {
    const { calls, started } = record(START);
    expect(started).toEqual([1000300]);
    expect(calls).toMatchObject([{ n: 1, name: 'execve', kind: 'process', process: 1 }]);
  });

  it('finds the beginning also where another process interrupted its line', () => {
    const { calls, started } = record([
      START[0]!,
      '6 1.000100 execve("/usr/bin/prlimit", ["prlimit", "--", "python3"], 0x7ffd /* 6 vars */ <unfinished ...>',
      '7 1.000150 close(3) = 0 <0.000010>',
      '6 1.000160 <... execve resumed>) = 0 <0.000060>',
      '6 1.000300 execve("/usr/bin/python3", ["python3"], 0x7ffd /* 6 vars */ <unfinished ...>',
      '7 1.000350 close(4) = 0 <0.000010>',
      '6 1.000360 <... execve resumed>) = 0 <0.000060>',
    ]);
    expect(started).toEqual([1000300]);
    expect(calls).toHaveLength(1);
  });

  it('names each call by what it is for', () => {
    const { calls } = record([
      ...START,
      '6 2.000000 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3<TCP:[77]> <0.000010>',
      '6 2.000100 connect(3<TCP:[77]>, {sa_family=AF_INET, sin_port=htons(5003), sin_addr=inet_addr("10.0.0.1")}, 16) = 0 <0.000010>',
      `6 2.000200 write(${SOCKET}, "CMD", 3) = 3 <0.000010>`,
      `6 2.000300 read(${SOCKET}, "This"..., 4096) = 18 <0.000010>`,
      '6 2.000400 write(1</pipes/stdout>, "This\\n", 5) = 5 <0.000010>',
      '6 2.000500 read(0</run/stdin>, "", 4096) = 0 <0.000010>',
      '6 2.000600 read(4</usr/lib/x.py>, "import", 4096) = 6 <0.000010>',
      `6 2.000700 close(${SOCKET}) = 0 <0.000010>`,
    ]);
    expect(calls.slice(1).map(({ kind, fd }) => [kind, fd])).toEqual([
      ['socket', undefined],
      ['connect', 3],
      ['send', 3],
      ['receive', 3],
      ['output', 1],
      ['input', 0],
      ['close', 3],
    ]);
    expect(calls[2]).toMatchObject({ args: '10.0.0.1:5003' });
    expect(calls[4]).toMatchObject({
      data: 'This…',
      size: 4096,
      ret: 18,
      socket: { remote: '10.0.0.1:5003' },
    });
  });

  it.each([
    ['that another process interrupted', [`6 2.000000 recvfrom(${SOCKET},  <unfinished ...>`]],
    ['that its end cut off', [`6 2.000000 recvfrom(${SOCKET}, 0x7f, 4096, 0, NULL, NULL) = ?`]],
    [
      'of both kinds, the first process before others',
      [`9 2.000000 read(${SOCKET}, 0x7f, 9) = ?`, `6 2.000000 recvfrom(${SOCKET}, 0x7f, 4096, 0) = ?`],
    ],
  ])('tells the call that never returned, %s, and how the program ended', (_, lines) => {
    const { waiting, ends } = record([
      ...START,
      ...lines,
      '8 2.000100 exit_group(0) = ?',
      '6 2.000200 +++ killed by SIGKILL +++',
    ]);
    expect(waiting).toMatchObject({ name: 'recvfrom', ret: null, took: null, kind: 'receive' });
    expect(ends).toEqual([{ at: 2000200, signal: 'SIGKILL' }]);
  });

  it('tells it also where strace wrote the call and its end in one line', () => {
    const { waiting } = record([
      ...START,
      `6 2.000000 recvfrom(${SOCKET},  <unfinished ...>) = ?`,
      '6 2.000200 +++ killed by SIGKILL +++',
    ]);
    expect(waiting).toMatchObject({
      name: 'recvfrom',
      fd: 3,
      ret: null,
      socket: { remote: '10.0.0.1:5003' },
    });
  });

  it('shares a record between very many equal calls, and loses no byte of them', () => {
    const turns = 30_000;
    const lines = Array.from({ length: turns }, (_, i) => {
      const at = `3.${String(i).padStart(6, '0')}`;
      return [
        `6 ${at} recvfrom(${SOCKET}, "x", 1, 0, NULL, NULL) = 1 <0.000001>`,
        `6 ${at} write(1</pipes/stdout>, "x", 1) = 1 <0.000001>`,
      ];
    }).flat();
    const { calls } = record([...START, ...lines]);
    expect(calls.length).toBeLessThan(3000);
    for (const kind of ['receive', 'output']) {
      const bytes = calls
        .filter((call) => call.kind === kind)
        .reduce((sum, call) => sum + (call.ret ?? 0), 0);
      expect(bytes).toBe(turns);
    }
  });

  it('counts receives at the end of the stream, which are no progress', () => {
    const lines = Array.from(
      { length: 5000 },
      () => `6 3.000000 recvfrom(${SOCKET}, "", 1024, 0, NULL, NULL) = 0 <0.000001>`,
    );
    const { recorder, calls } = record([...START, ...lines]);
    expect(recorder.readsAtEnd).toBe(5000);
    expect(recorder.progress).toBeLessThan(5);
    expect(
      calls.filter((call) => call.kind === 'receive').reduce((sum, call) => sum + (call.times ?? 1), 0),
    ).toBe(5000);
  });

  it('knows a process that a limit refused', () => {
    const { recorder } = record([
      ...START,
      '6 3.000000 clone(child_stack=NULL, flags=SIGCHLD) = -1 EAGAIN (Resource temporarily unavailable) <0.000001>',
    ]);
    expect([...recorder.refused]).toEqual(['processes']);
  });
});
