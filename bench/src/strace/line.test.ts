import { describe, expect, it } from 'vitest';
import { readAddress, readData, readDescriptor, readSize } from './arguments.ts';
import { parseStraceLine } from './line.ts';

describe('parseStraceLine', () => {
  it('reads a call that returned', () => {
    expect(
      parseStraceLine(
        '42  1795213535.405100 connect(3<TCP:[6428]>, {sa_family=AF_INET, sin_port=htons(5003), sin_addr=inet_addr("10.0.0.1")}, 16) = -1 ECONNREFUSED (Connection refused) <0.000090>',
      ),
    ).toEqual({
      type: 'call',
      pid: 42,
      at: 1795213535405100,
      name: 'connect',
      args: '3<TCP:[6428]>, {sa_family=AF_INET, sin_port=htons(5003), sin_addr=inet_addr("10.0.0.1")}, 16',
      result: { ret: -1, error: 'ECONNREFUSED', took: 90 },
    });
  });

  it('reads the socket of a returned descriptor', () => {
    const line = parseStraceLine(
      '7 1795213535.404735 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3<TCP:[6428]> <0.000051>',
    );
    expect(line).toMatchObject({ result: { ret: 3, decoration: 'TCP:[6428]', took: 51 } });
  });

  it('is not misled by data that looks like a result', () => {
    const line = parseStraceLine(
      '7 1795213535.404735 write(1</w/stdout>, ") = 5 <0.1>\\n+++ exited with 0 +++", 30) = 30 <0.000051>',
    );
    expect(line).toMatchObject({ name: 'write', result: { ret: 30, took: 51 } });
  });

  it('reads the two halves of an interrupted line', () => {
    expect(
      parseStraceLine('9 1.000001 recvfrom(3<TCP:[10.0.0.2:4->10.0.0.1:5]>,  <unfinished ...>'),
    ).toMatchObject({ type: 'unfinished', name: 'recvfrom', args: '3<TCP:[10.0.0.2:4->10.0.0.1:5]>,' });
    expect(
      parseStraceLine('9 1.000005 <... recvfrom resumed>"ab", 18, 0, NULL, NULL) = 2 <0.000004>'),
    ).toMatchObject({ type: 'resumed', args: '"ab", 18, 0, NULL, NULL', result: { ret: 2 } });
    expect(parseStraceLine('9 1.000005 <... recvfrom resumed>0x7ff, 18) = ?')).toMatchObject({
      result: {},
    });
  });

  it('reads ends of processes and signals', () => {
    expect(parseStraceLine('9 1.000005 +++ exited with 3 +++')).toMatchObject({ type: 'exited', code: 3 });
    expect(parseStraceLine('9 1.000005 +++ killed by SIGSEGV (core dumped) +++')).toMatchObject({
      type: 'killed',
      signal: 'SIGSEGV',
    });
    expect(
      parseStraceLine('9 1.000005 --- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=4, si_uid=0} ---'),
    ).toMatchObject({ type: 'signal', signal: 'SIGTERM', from: 4 });
  });

  it('ignores lines of other kinds', () => {
    for (const line of ['', 'strace: Process 4 attached', '9 1.000005 ????', 'x'.repeat(20_000)]) {
      expect(parseStraceLine(line)).toBeUndefined();
    }
  });
});

describe('arguments', () => {
  it('reads descriptors', () => {
    expect(readDescriptor('3<TCPv6:[[fd00::2]:40->[fd00::1]:5003]>, "x", 1')).toEqual({
      fd: 3,
      socket: { protocol: 'TCPv6', local: '[fd00::2]:40', remote: '[fd00::1]:5003' },
      rest: '"x", 1',
    });
    expect(readDescriptor('1</w/stdout>, "x", 1')).toMatchObject({ fd: 1, path: '/w/stdout' });
    expect(readDescriptor('4<UDP:[0.0.0.0:5004]>')).toMatchObject({ socket: { local: '0.0.0.0:5004' } });
    expect(readDescriptor('-1, 3')).toMatchObject({ fd: -1, rest: '3' });
    expect(readDescriptor('AF_INET, SOCK_STREAM')).toBeUndefined();
  });

  it('reads addresses', () => {
    expect(readAddress('{sa_family=AF_INET, sin_port=htons(5003), sin_addr=inet_addr("10.0.0.1")}, 16')).toBe(
      '10.0.0.1:5003',
    );
    expect(
      readAddress(
        '{sa_family=AF_INET6, sin6_port=htons(5003), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "fd00::1", &sin6_addr), sin6_scope_id=0}, 28',
      ),
    ).toBe('[fd00::1]:5003');
    expect(readAddress('NULL, NULL')).toBeUndefined();
  });

  it('reads data, from vectors too, and marks data that was shortened', () => {
    expect(readData('"a\\"b\\n", 4')).toBe('a\\"b\\n');
    expect(readData('[{iov_base="ab", iov_len=2}, {iov_base="cd", iov_len=2}], 2')).toBe('abcd');
    expect(readData('"abc"..., 100')).toBe('abc…');
    expect(readData('0x7ffe, 100')).toBeUndefined();
  });

  it('reads the size of a buffer', () => {
    expect(readSize('"abc", 18, 0, NULL, NULL')).toBe(18);
    expect(readSize('"a\\", 3"..., 1024')).toBe(1024);
    expect(readSize('0x7ffe, 100')).toBe(100);
    expect(readSize('[{iov_base="ab", iov_len=2}, {iov_base="cd", iov_len=7}], 2')).toBe(9);
    expect(readSize('{msg_name=NULL}, 0')).toBeUndefined();
  });
});
