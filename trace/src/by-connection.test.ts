/** Whose the ends of connections are, and which records of theirs belong to them. */
import { describe, expect, it } from 'vitest';
import { byConnection } from './by-connection.ts';
import type {
  ActorDescription,
  CallRecord,
  HostDescription,
  MessageRecord,
  PeerRecord,
  RunDescription,
} from './format.ts';
import { literalTrace } from './literal.test.helper.ts';

const local = '10.0.0.2:4000';
const remote = '10.0.0.1:5003';
const other = '10.0.0.1:5000';

const call = (n: number, ends: object, actor = 'client'): CallRecord => ({
  n,
  at: n,
  actor,
  process: 1,
  name: 'recvfrom',
  kind: 'receive',
  socket: { protocol: 'TCP', ...ends },
});
const record = (n: number, actor: string, event: string, ends: object = {}): PeerRecord => ({
  n,
  at: n,
  actor,
  event,
  connection: 0,
  ...ends,
});
const message = (n: number, actor: string): MessageRecord => ({
  n,
  at: n,
  actor,
  connection: 0,
  local: remote,
  remote: local,
  message: 0,
  offset: 0,
  length: 1,
});
const peer = (name: string, host: string, port?: number): ActorDescription => ({
  kind: 'peer',
  name,
  peer: name,
  host,
  options: {},
  ...(port === undefined ? {} : { port }),
});
const program = (name: string, host: string): ActorDescription => ({
  kind: 'program',
  name,
  host,
  command: [],
  files: [],
  environment: {},
  limits: {},
});
const hosts: HostDescription[] = [
  { name: 'server', ipv4: '10.0.0.1', ipv6: 'fd00::1', names: [] },
  { name: 'client', ipv4: '10.0.0.2', ipv6: 'fd00::2', names: [] },
];
const run = (actors: readonly ActorDescription[], changes: Partial<RunDescription> = {}): RunDescription => ({
  ...literalTrace({}).run,
  hosts,
  actors,
  ...changes,
});
const nothing = { calls: [], peer: [], messages: [] };

const recordsOf = byConnection({
  run: run([peer('pmu', 'server', 5003), peer('hello', 'server', 5000), program('client', 'client')]),
  calls: [
    call(1, {}),
    call(2, { local, remote }),
    call(3, { local, remote: other }),
    call(4, { local: '[::ffff:10.0.0.2]:4000', remote: '[::ffff:10.0.0.1]:5003' }),
    call(5, { protocol: 'UDP', local, remote }),
  ],
  peer: [
    record(1, 'pmu', 'accept', { local: remote, remote: local }),
    record(2, 'hello', 'accept', { local: other, remote: local }),
    record(3, 'pmu', 'send'),
    record(4, 'hello', 'send'),
  ],
  messages: [message(1, 'pmu'), message(2, 'hello')],
});

describe('byConnection', () => {
  it("finds a program's calls by their ends", () => {
    const end = recordsOf(local, remote);
    expect(end).toMatchObject({ host: 'client', actor: 'client', records: [], messages: [] });
    expect(end.calls.map(({ n }) => n)).toEqual([2, 4]);
  });

  it("finds a peer's records and messages by its number of the connection", () => {
    const end = recordsOf(remote, local);
    expect(end).toMatchObject({ host: 'server', actor: 'pmu', calls: [] });
    expect(end.records.map(({ n }) => n)).toEqual([1, 3]);
    expect(end.messages.map(({ n }) => n)).toEqual([1]);
    expect(recordsOf(other, local).records.map(({ n }) => n)).toEqual([2, 4]);
  });

  it('finds the records of a peer that is a client', () => {
    const client = byConnection({
      ...nothing,
      run: run([program('server', 'server'), peer('pdc', 'client')]),
      peer: [record(1, 'pdc', 'connect', { local, remote }), record(2, 'pdc', 'send')],
    });
    expect(client(local, remote)).toMatchObject({ actor: 'pdc', records: [{ n: 1 }, { n: 2 }] });
  });

  it('takes an end without records for that of the peer with its port, or of the only actor there', () => {
    expect(recordsOf('10.0.0.2:4001', remote)).toEqual({
      host: 'client',
      actor: 'client',
      calls: [],
      records: [],
      messages: [],
    });
    expect(recordsOf(remote, '10.0.0.2:4001').actor).toBe('pmu');
    expect(recordsOf('10.0.0.1:7', '10.0.0.2:4001')).toMatchObject({ host: 'server', calls: [] });
    expect(recordsOf('10.0.0.1:7', '10.0.0.2:4001').actor).toBeUndefined();
    const two = byConnection({ ...nothing, run: run([program('a', 'client'), program('b', 'client')]) });
    expect(two(local, remote).actor).toBeUndefined();
  });

  it('takes no end for that of a peer with the port at another address, nor for the other end', () => {
    const lo: HostDescription = { name: 'localhost', ipv4: '127.0.0.1', ipv6: '::1', names: [] };
    const echo = { ...peer('echo', 'localhost', 5002), address: '127.0.0.1' } as ActorDescription;
    const one = byConnection({
      ...nothing,
      run: run([echo, program('client', 'localhost')], { hosts: [lo] }),
      calls: [call(1, { local: '[::1]:4000', remote: '[::1]:5002' })],
    });
    expect(one('[::1]:5002', '[::1]:4000')).toMatchObject({ host: 'localhost', calls: [] });
    expect(one('[::1]:5002', '[::1]:4000').actor).toBeUndefined();
    expect(one('127.0.0.1:5002', '127.0.0.1:4000').actor).toBe('echo');
  });

  it('finds who opened a connection that failed, by the address and the time of its SYN', () => {
    const connect = (n: number, actor: string, at: number, more: Partial<CallRecord> = {}): CallRecord => ({
      ...call(n, {}, actor),
      kind: 'connect',
      name: 'connect',
      args: remote,
      at,
      took: 100,
      ...more,
    });
    const several = (calls: readonly CallRecord[]) =>
      byConnection({
        ...nothing,
        run: run([program('a', 'client'), program('b', 'client'), program('far', 'server')]),
        calls,
      });
    const calls = [connect(1, 'b', 10_000), connect(2, 'far', 10_000), connect(3, 'a', 900_000)];
    const found = several(calls)(local, remote, 10_050);
    expect([found.actor, found.calls.map(({ n }) => n)]).toEqual(['b', [1]]);
    expect(several(calls)(local, remote).actor).toBeUndefined();
    expect(several(calls)(local, remote, 500_000).actor).toBeUndefined();
    // The tracer did not count the time for the arguments, until the program made its next call.
    const next = (at: number): CallRecord => ({ ...call(4, {}, 'b'), at });
    expect(several([...calls, next(16_000)])(local, remote, 15_000).actor).toBe('b');
    expect(several([...calls, next(11_000)])(local, remote, 15_000).actor).toBeUndefined();
    // Both may have been it, or neither: a resolver connects UDP sockets.
    expect(several([connect(1, 'a', 9990), ...calls])(local, remote, 10_050).actor).toBeUndefined();
    expect(
      several([connect(1, 'a', 10_000, { socket: { protocol: 'UDP' } })])(local, remote, 10_050).actor,
    ).toBeUndefined();
  });

  it('knows several programs of one host by their sockets', () => {
    const several = byConnection({
      ...nothing,
      run: run([program('a', 'client'), program('b', 'client')]),
      calls: [call(1, { local, remote }, 'a'), call(2, { local: '10.0.0.2:4001', remote }, 'b')],
    });
    expect([several(local, remote).actor, several('10.0.0.2:4001', remote).actor]).toEqual(['a', 'b']);
  });

  it('keeps the ends apart that are on one address', () => {
    const [near, far] = ['127.0.0.1:4000', '127.0.0.1:5003'];
    const localhost = byConnection({
      ...nothing,
      run: run([program('server', 'localhost'), program('client', 'localhost')], {
        network: 'localhost',
        hosts: [{ name: 'localhost', ipv4: '127.0.0.1', ipv6: '::1', names: [] }],
      }),
      calls: [
        call(1, { local: near, remote: far }, 'client'),
        call(2, { local: far, remote: near }, 'server'),
      ],
    });
    expect(localhost(near, far)).toMatchObject({ host: 'localhost', actor: 'client', calls: [{ n: 1 }] });
    expect(localhost(far, near)).toMatchObject({ host: 'localhost', actor: 'server', calls: [{ n: 2 }] });
  });

  it('leaves an end outside of the run without a host and an actor', () => {
    const real = byConnection({
      ...nothing,
      run: run([program('client', 'here')], {
        network: 'real',
        hosts: [{ name: 'here', ipv4: '192.0.2.7', names: [] }],
      }),
      calls: [call(1, { local: '192.0.2.7:4000', remote: '198.51.100.1:80' })],
    });
    expect(real('198.51.100.1:80', '192.0.2.7:4000')).toEqual({ calls: [], records: [], messages: [] });
    expect(real('192.0.2.7:4000', '198.51.100.1:80')).toMatchObject({ host: 'here', actor: 'client' });
  });
});
