import type { CallRecord } from '@wireside/trace';
import { describe, expect, it } from 'vitest';
import { Counter } from './counter.ts';
import { CallRecorder } from './recorder.ts';
import type { ProgramEnd, WaitingCall } from './recorder.ts';

const START = [
  '5 1.000001 execve("/usr/bin/bwrap", ["bwrap"], 0x7ffd /* 6 vars */) = 0 <0.000300>',
  '7 1.000002 write(4<anon_inode:[eventfd]>, "\\1", 1) = 1 <0.000010>',
  '6 1.000100 execve("/usr/bin/prlimit", ["prlimit", "--", "python3"], 0x7ffd /* 6 vars */) = 0 <0.000300>',
  '6 1.000200 execve("/usr/local/bin/python3", ["python3"], 0x7ffd /* 6 vars */) = -1 ENOENT (No such file or directory) <0.000010>',
  '6 1.000300 execve("/usr/bin/python3", ["python3"], 0x7ffd /* 6 vars */) = 0 <0.000300>',
];
const SOCKET = '3<TCP:[10.0.0.2:4000->10.0.0.1:5003]>';

function record(
  lines: readonly string[],
  numbers = new Counter(),
): {
  calls: CallRecord[];
  recorder: CallRecorder;
  ends: ProgramEnd[];
  started: number[];
  waiting: WaitingCall | undefined;
} {
  const calls: CallRecord[] = [];
  const ends: ProgramEnd[] = [];
  const started: number[] = [];
  const recorder = new CallRecorder({
    actor: 'client',
    numbers,
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
  it('starts with the program, whatever the sandbox did before', () => {
    const { calls, started } = record(START);
    expect(started).toEqual([1000300]);
    expect(calls).toMatchObject([{ n: 1, name: 'execve', kind: 'process', process: 1 }]);
  });

  it('finds the start when another process interrupts its line too', () => {
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

  it('gives each call its kind', () => {
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
    ['cut off by the end of the process', [`6 2.000000 recvfrom(${SOCKET}, 0x7f, 4096, 0, NULL, NULL) = ?`]],
    [
      'of several, that of the first process',
      [`9 2.000000 read(${SOCKET}, 0x7f, 9) = ?`, `6 2.000000 recvfrom(${SOCKET}, 0x7f, 4096, 0) = ?`],
    ],
  ])('finds the call that never returned, %s, and how the program ended', (_, lines) => {
    const { waiting, ends } = record([
      ...START,
      ...lines,
      '8 2.000100 exit_group(0) = ?',
      '6 2.000200 +++ killed by SIGKILL +++',
    ]);
    expect(waiting).toMatchObject({
      record: { name: 'recvfrom', kind: 'receive' },
      on: '10.0.0.2:4000 -> 10.0.0.1:5003',
    });
    expect(waiting?.record).not.toHaveProperty('ret');
    expect(waiting?.record).not.toHaveProperty('took');
    expect(ends).toEqual([{ at: 2000200, signal: 'SIGKILL' }]);
  });

  it('finds it when strace wrote the call and its end on one line too', () => {
    const { waiting } = record([
      ...START,
      `6 2.000000 recvfrom(${SOCKET},  <unfinished ...>) = ?`,
      '6 2.000200 +++ killed by SIGKILL +++',
    ]);
    expect(waiting?.record).toMatchObject({
      name: 'recvfrom',
      fd: 3,
      socket: { remote: '10.0.0.1:5003' },
    });
    expect(waiting?.record).not.toHaveProperty('ret');
  });

  it('merges the records of very many equal calls, and loses no byte of them', () => {
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

  it('counts receives at the end of the stream, and not as progress', () => {
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

  it('notices a process that a limit refused', () => {
    const { recorder } = record([
      ...START,
      '6 3.000000 clone(child_stack=NULL, flags=SIGCHLD) = -1 EAGAIN (Resource temporarily unavailable) <0.000001>',
    ]);
    expect([...recorder.refused]).toEqual(['processes']);
  });

  it('shares the numbers of calls with the other programs of the run', () => {
    const numbers = new Counter();
    const first = record([...START, `6 2.000000 close(${SOCKET}) = 0 <0.000010>`], numbers);
    const second = record(START, numbers);
    expect([...first.calls, ...second.calls].map(({ n, actor }) => [n, actor])).toEqual([
      [1, 'client'],
      [2, 'client'],
      [3, 'client'],
    ]);
  });

  it('says what options, listen, shutdown and flags were given', () => {
    const { calls } = record([
      ...START,
      '6 2.000001 setsockopt(3<TCP:[12318]>, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0 <0.000067>',
      '6 2.000002 listen(3<TCP:[0.0.0.0:36625]>, 5) = 0 <0.000067>',
      '6 2.000003 accept4(3<TCP:[0.0.0.0:36625]>, {sa_family=AF_INET, sin_port=htons(35518), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 5<TCP:[127.0.0.1:36625->127.0.0.1:35518]> <0.000071>',
      `6 2.000004 shutdown(${SOCKET}, SHUT_WR) = 0 <0.000029>`,
      `6 2.000005 recvfrom(${SOCKET}, "MSG_OOB, ", 10, MSG_PEEK, NULL, NULL) = 5 <0.202517>`,
      `6 2.000006 sendto(${SOCKET}, "hello", 5, MSG_NOSIGNAL|MSG_MORE, NULL, 0) = 5 <0.000070>`,
      '6 2.000007 sendto(7<UDP:[127.0.0.1:52138]>, "xxxxx", 5, MSG_DONTWAIT, {sa_family=AF_INET, sin_port=htons(52138), sin_addr=inet_addr("127.0.0.1")}, 16) = 5 <0.000033>',
      `6 2.000008 recvmsg(7<UDP:[127.0.0.1:52138]>, {msg_name={sa_family=AF_INET, sin_port=htons(52138), sin_addr=inet_addr("127.0.0.1")}, msg_namelen=16, msg_iov=[{iov_base="abcd", iov_len=100}], msg_iovlen=1, msg_controllen=0, msg_flags=MSG_TRUNC}, 0) = 4 <0.000012>`,
    ]);
    expect(calls.slice(1).map(({ args }) => args)).toEqual([
      'SOL_SOCKET, SO_REUSEADDR, 1',
      '5',
      '127.0.0.1:35518',
      'SHUT_WR',
      'MSG_PEEK',
      'MSG_NOSIGNAL|MSG_MORE',
      '127.0.0.1:52138 MSG_DONTWAIT',
      '127.0.0.1:52138',
    ]);
  });

  it('knows where a UDP socket is connected to, also when it is connected again or no longer', () => {
    const socket = '4<UDP:[127.0.0.1:34255->127.0.0.1:5009]>';
    const address = '{sa_family=AF_INET, sin_port=htons(5000), sin_addr=inet_addr("127.0.0.1")}';
    const { calls } = record([
      ...START,
      `6 2.000001 sendto(${socket}, "hello", 5, 0, NULL, 0) = 5 <0.000033>`,
      `6 2.000002 connect(${socket}, ${address}, 16) = 0 <0.000033>`,
      `6 2.000003 sendto(${socket}, "hello", 5, 0, NULL, 0) = 5 <0.000033>`,
      `6 2.000004 connect(${socket}, {sa_family=AF_UNSPEC, sa_data="\0\0\0\0\0\0\0\0\0\0\0\0\0\0"}, 16) = 0 <0.000033>`,
      `6 2.000005 recvfrom(${socket}, "hello", 5, 0, NULL, NULL) = 5 <0.000033>`,
      `6 2.000006 close(${socket}) = 0 <0.000033>`,
      `6 2.000007 sendto(${socket}, "hello", 5, 0, NULL, 0) = 5 <0.000033>`,
    ]);
    expect(calls.slice(1).map(({ name, socket: is }) => `${name} ${is?.remote}`)).toEqual([
      'sendto 127.0.0.1:5009',
      'connect 127.0.0.1:5009',
      'sendto 127.0.0.1:5000',
      'connect 127.0.0.1:5000',
      'recvfrom undefined',
      'close undefined',
      'sendto 127.0.0.1:5009',
    ]);
  });

  it('keeps no address as data', () => {
    const to =
      '{sa_family=AF_INET6, sin6_port=htons(5004), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "fd00::1", &sin6_addr), sin6_scope_id=0}';
    const { calls } = record([
      ...START,
      `6 2.000001 sendto(4<UDPv6:[[::]:34255]>, "RESET:20", 8, 0, ${to}, 28) = 8 <0.000033>`,
      `6 2.000002 sendmsg(4<UDPv6:[[::]:34255]>, {msg_name=${to}, msg_namelen=28, msg_iov=[{iov_base="RESET:20", iov_len=8}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, 0) = 8 <0.000033>`,
      `6 2.000003 recvfrom(4<UDPv6:[[::]:34255]>, "OFFSET:1", 100, 0, ${to}, [28]) = 8 <0.000033>`,
    ]);
    expect(calls.slice(1)).toMatchObject([
      { data: 'RESET:20', args: '[fd00::1]:5004' },
      { data: 'RESET:20', args: '[fd00::1]:5004' },
      { data: 'OFFSET:1', args: '[fd00::1]:5004' },
    ]);
  });

  it('keeps the size of each datagram of sendmmsg and recvmmsg', () => {
    const one = (text: string, room: number): string =>
      `{msg_hdr={msg_name={sa_family=AF_INET, sin_port=htons(58013), sin_addr=inet_addr("127.0.0.1")}, msg_namelen=16, msg_iov=[{iov_base="${text}", iov_len=${room}}], msg_iovlen=1, msg_controllen=0, msg_flags=0}, msg_len=${text.length}}`;
    const { calls } = record([
      ...START,
      `6 2.000001 sendmmsg(3<UDP:[127.0.0.1:58013]>, [${one('hello', 5)}, ${one('worldly', 7)}], 2, MSG_NOSIGNAL) = 2 <0.000053>`,
      `6 2.000002 recvmmsg(3<UDP:[127.0.0.1:58013]>, [${one('hello', 50)}, ${one('worldly', 50)}], 2, MSG_WAITFORONE, NULL) = 2 <0.000012>`,
    ]);
    expect(calls.slice(1)).toMatchObject([
      { kind: 'send', ret: 2, size: 12, sizes: [5, 7], args: '127.0.0.1:58013 MSG_NOSIGNAL' },
      { kind: 'receive', ret: 2, size: 100, sizes: [5, 7], data: 'helloworldly' },
    ]);
  });

  it('knows the calls that move bytes to and from a file, and from one descriptor to another', () => {
    const { calls } = record([
      ...START,
      `6 2.000001 pwritev2(${SOCKET}, [{iov_base="abc", iov_len=3}], 1, -1, 0) = 3 <0.000112>`,
      `6 2.000002 preadv2(${SOCKET}, [{iov_base="abc", iov_len=9}], 1, -1, 0) = 3 <0.000062>`,
      `6 2.000003 splice(7<pipe:[12]>, NULL, ${SOCKET}, NULL, 100, 0) = 100 <0.000062>`,
      `6 2.000004 splice(${SOCKET}, NULL, 8<pipe:[12]>, NULL, 100, 0) = 60 <0.000062>`,
    ]);
    expect(calls.slice(1).map(({ kind, fd, ret }) => [kind, fd, ret])).toEqual([
      ['send', 3, 3],
      ['receive', 3, 3],
      ['send', 3, 100],
      ['receive', 3, 60],
    ]);
  });

  it('records signals, processes that are started, and those that a signal kills', () => {
    const { calls, ends } = record([
      ...START,
      '6 2.221246 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f5d33a52e50) = 3 <0.000693>',
      `9 2.223235 close(${SOCKET}) = 0 <0.000012>`,
      '9 2.223531 --- SIGPIPE {si_signo=SIGPIPE, si_code=SI_USER, si_pid=9, si_uid=0} ---',
      '9 2.224075 +++ killed by SIGPIPE +++',
      '6 2.224121 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=9, si_uid=0, si_status=SIGPIPE, si_utime=0, si_stime=0} ---',
      '6 2.224920 clone3({flags=CLONE_VM|CLONE_FS|CLONE_THREAD, child_tid=0x7f5d32baf990} => {parent_tid=[7810]}, 88) = 4 <0.000110>',
      '10 2.225000 +++ killed by SIGTERM +++',
      '6 2.226009 --- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=0, si_uid=0} ---',
      '6 2.226100 +++ killed by SIGTERM +++',
    ]);
    expect(calls.slice(1).map(({ name, kind, process, args }) => [name, kind, process, args])).toEqual([
      ['clone', 'process', 1, undefined],
      ['close', 'close', 2, undefined],
      ['signal', 'process', 2, 'SIGPIPE'],
      ['killed', 'exit', 2, 'SIGPIPE'],
      ['signal', 'process', 1, 'SIGTERM'],
      ['killed', 'exit', 1, 'SIGTERM'],
    ]);
    expect(ends).toEqual([{ at: 2226100, signal: 'SIGTERM' }]);
  });

  it('does not record deaths that are our doing', () => {
    const { recorder, calls } = record(START);
    recorder.isStopping = true;
    recorder.line('6 2.226100 +++ killed by SIGKILL +++');
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['0.0.0.0:5000', ['6 2.0 accept(3<TCP:[0.0.0.0:5000]>, 0x7f, [16]) = ?']],
    [
      '10.0.0.1:5003',
      [
        '6 2.000000 connect(3<TCP:[77]>, {sa_family=AF_INET, sin_port=htons(5003), sin_addr=inet_addr("10.0.0.1")}, 16 <unfinished ...>',
      ],
    ],
    ['standard input', ['6 2.000000 read(0</run/stdin>,  <unfinished ...>']],
    ['descriptor 9', ['6 2.000000 select(10, [9</tmp/x>], NULL, NULL, NULL <unfinished ...>']],
    [
      'standard input, 0.0.0.0:5002',
      ['6 2.000000 pselect6(6, [0</run/stdin> 3<TCP:[0.0.0.0:5002]>], [], NULL, NULL, NULL <unfinished ...>'],
    ],
    [
      '10.0.0.2:1 -> 10.0.0.1:2',
      ['6 2.000000 poll([{fd=5<TCP:[10.0.0.2:1->10.0.0.1:2]>, events=POLLIN}], 1, -1 <unfinished ...>'],
    ],
    [
      '[::]:5004',
      [
        '6 2.000000 epoll_ctl(6<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, 5<TCPv6:[[::]:5004]>, {events=EPOLLIN, data={u32=5, u64=5}}) = 0 <0.000017>',
        '6 2.000001 epoll_ctl(6<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, 8<anon_inode:[eventfd]>, {events=EPOLLIN, data={u32=8, u64=8}}) = 0 <0.000017>',
        '6 2.000002 epoll_ctl(6<anon_inode:[eventpoll]>, EPOLL_CTL_ADD, 9<TCP:[10.0.0.2:1->10.0.0.1:2]>, {events=EPOLLIN, data={u32=9, u64=9}}) = 0 <0.000017>',
        '6 2.000003 epoll_ctl(6<anon_inode:[eventpoll]>, EPOLL_CTL_DEL, 9<TCP:[10.0.0.2:1->10.0.0.1:2]>, NULL) = 0 <0.000017>',
        '6 2.000004 epoll_wait(6<anon_inode:[eventpoll]>,  <unfinished ...>',
      ],
    ],
  ])('says that a call waits on %s', (on, lines) => {
    expect(record([...START, ...lines].map((line) => line.replace(' 2.0 ', ' 2.000000 '))).waiting?.on).toBe(
      on,
    );
  });

  it('forgets that a call was interrupted once the process goes on', () => {
    const { waiting } = record([
      ...START,
      '6 2.000000 accept4(3<TCP:[0.0.0.0:5000]>, 0x7f, [16], 0) = ? ERESTARTSYS (To be restarted if SA_RESTART is set) <0.002265>',
      '6 2.000001 --- SIGINT {si_signo=SIGINT, si_code=SI_USER, si_pid=0, si_uid=0} ---',
      '6 2.000002 write(1</pipes/stdout>, "bye", 3) = 3 <0.000010>',
    ]);
    expect(waiting).toBeUndefined();
  });

  it('shortens the text of waits', () => {
    const { calls } = record([
      ...START,
      `6 2.000000 poll([{fd=5${SOCKET.slice(1)}, events=POLLIN}, {fd=6</x>, events=POLLIN|POLLOUT}], 2, 10) = 1 ([{fd=5, revents=POLLIN}]) <0.010013>`,
    ]);
    expect(calls[1]?.args).toBe('[5 POLLIN, 6 POLLIN|POLLOUT], 2, 10');
  });
});
