/** The model of runs that are written by hand: each part of it, and that each is computed once. */
import { describe, expect, it } from 'vitest';
import type { LiteralPacket } from './literal.test.helper.ts';
import { EPOCH, HANDSHAKE, literalModel } from './literal.test.helper.ts';

const run = () =>
  literalModel({
    packets: [
      ...HANDSHAKE,
      [200, '>', 'PA', 1, 1, 'CMD'],
      [300, '<', 'PA', 1, 4, 'onetwo'],
      [500, '<', 'PA', 1, 4, 'onetwo'],
    ],
    calls: [
      { kind: 'send', at: 190, ret: 3 },
      { kind: 'receive', at: 310, ret: 6 },
      { kind: 'output', at: 400, ret: 8 },
    ],
    peer: [
      { event: 'accept', at: 130 },
      { event: 'send', at: 290, offset: 0, length: 6, message: 0 },
    ],
    messages: [
      { length: 3, text: 'one' },
      { length: 3, text: 'two' },
    ],
    output: [[410, 'one\ntwo\n']],
    run: { impairments: [{ kind: 'loss', text: '10 %', dropped: 1 }] },
  });

describe('Model', () => {
  it('has the connections, with their bytes, records and messages', () => {
    const [connection, ...others] = run().connections;
    expect(others).toEqual([]);
    expect(connection).toMatchObject({
      client: { endpoint: '10.0.0.2:4000', host: 'client', actor: 'client' },
      server: { endpoint: '10.0.0.1:5003', host: 'server', actor: 'pmu' },
      toServer: { sends: [{ lane: 'calls', n: 1 }], sent: 3, messages: [] },
      toClient: {
        sends: [{ lane: 'peer', n: 2 }],
        receives: [{ lane: 'calls', n: 2 }],
        messages: [
          { index: 0, offset: 0, length: 3, text: 'one' },
          { index: 1, offset: 3, length: 3, text: 'two' },
        ],
      },
    });
    expect(String.fromCharCode(...connection!.toServer.bytes)).toBe('CMD');
    expect(String.fromCharCode(...connection!.toClient.bytes)).toBe('onetwo');
  });

  it('has the connections of each actor, as its end sees them', () => {
    const model = run();
    const [connection] = model.connections;
    expect(model.connectionsOf('client')).toEqual([
      {
        connection,
        isClient: true,
        local: '10.0.0.2:4000',
        remote: '10.0.0.1:5003',
        outgoing: connection!.toServer,
        incoming: connection!.toClient,
        calls: [1, 2],
        records: model.trace.peer,
      },
    ]);
    expect(model.connectionsOf('pmu')).toMatchObject([
      { isClient: false, local: '10.0.0.1:5003', outgoing: { sent: 6 }, calls: [], records: [] },
    ]);
    expect(model.connectionsOf('nobody')).toEqual([]);
  });

  it('has the actors by name, the first program, and the calls of each', () => {
    const model = run();
    expect(model.actors.map(({ name }) => name)).toEqual(['pmu', 'client']);
    expect(model.actor('pmu')).toMatchObject({ kind: 'peer', port: 5003 });
    expect(model.program.name).toBe('client');
    expect(model.callsOf('client').map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(model.callsOf('pmu')).toEqual([]);
  });

  it('has where the messages were printed, and what each line is', () => {
    const [connection] = run().connections;
    expect(connection!.toClient.shown.map(({ message, from }) => [message, from])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(connection!.toClient.lineContents).toMatchObject([
      { kind: 'message', message: 0 },
      { kind: 'message', message: 1 },
    ]);
  });

  it('has calls and records by their numbers', () => {
    const model = run();
    expect(model.call(2)).toMatchObject({ kind: 'receive', ret: 6 });
    expect(model.call(9)).toBeUndefined();
    expect(model.record(2)).toMatchObject({ event: 'send' });
    expect(model.record(9)).toBeUndefined();
  });

  it('has the output as bytes and as lines, with the times of the calls that wrote them', () => {
    const model = run();
    expect(String.fromCharCode(...model.output('stdout').bytes)).toBe('one\ntwo\n');
    expect(model.output('stderr')).toEqual({ bytes: new Uint8Array(0), dropped: 0 });
    expect(model.lines('stdout').map(({ number, at }) => [number, at - EPOCH])).toEqual([
      [1, 405],
      [2, 405],
    ]);
  });

  it('has what was sent again, and what was lost', () => {
    const { resent } = run();
    expect([...resent.again]).toEqual([[6, 5]]);
    expect([...resent.later]).toEqual([[5, 6]]);
    expect([...resent.lost]).toEqual([5]);
  });

  it('does not take a packet for lost that the other side lists as received behind a gap', () => {
    const { resent } = literalModel({
      packets: [
        ...HANDSHAKE,
        [200, '>', 'PA', 1, 1, 'lost'],
        [210, '>', 'PA', 5, 1, 'here'],
        [220, '<', 'A', 1, 1, { sack: [5, 9] }],
        // A probe for a loss at the end (RFC 8985), and then what was lost.
        [300, '>', 'PA', 5, 1, 'here'],
        [310, '>', 'PA', 1, 1, 'lost'],
      ],
      run: { impairments: [{ kind: 'drop', text: 'the 4th packet', dropped: 1 }] },
    });
    expect([...resent.later]).toEqual([
      [5, 7],
      [4, 8],
    ]);
    expect([...resent.lost]).toEqual([4]);
  });

  it('has the datagrams, in the order of the capture', () => {
    const { datagrams } = literalModel({
      datagrams: [
        [100, '>', 'ping'],
        [120, '<', 'pong!'],
      ],
    });
    expect(datagrams).toEqual([
      {
        packet: 1,
        at: EPOCH + 100,
        stream: 0,
        source: '10.0.0.2:4000',
        destination: '10.0.0.1:5003',
        from: { host: 'client' },
        to: [{ host: 'server', actor: 'pmu' }],
        length: 4,
      },
      {
        packet: 2,
        at: EPOCH + 120,
        stream: 0,
        source: '10.0.0.1:5003',
        destination: '10.0.0.2:4000',
        from: { host: 'server', actor: 'pmu' },
        to: [{ host: 'client' }],
        length: 5,
      },
    ]);
  });

  it('computes each part once', () => {
    const model = run();
    expect(model.connections).toBe(model.connections);
    expect(model.connections[0]!.toClient.messages).toBe(model.connections[0]!.toClient.messages);
    expect(model.connections[0]!.toClient.bytes).toBe(model.connections[0]!.toClient.bytes);
    expect(model.connections[0]!.toClient.shown).toBe(model.connections[0]!.toClient.shown);
    expect(model.datagrams).toBe(model.datagrams);
    expect(model.resent).toBe(model.resent);
    expect(model.ribbon).toBe(model.ribbon);
    expect(model.lines('stdout')).toBe(model.lines('stdout'));
    expect(model.output('stdout')).toBe(model.output('stdout'));
  });

  it('is empty for a run without anything', () => {
    const model = literalModel({});
    expect([model.connections, model.datagrams, model.lines('stdout')]).toEqual([[], [], []]);
    expect(model.ribbon).toEqual({ rows: [], other: 0 });
    expect(model.start).toBe(EPOCH);
  });
});

describe('the messages of a connection', () => {
  const packets = [...HANDSHAKE, [200, '<', 'PA', 1, 1, 'abcdef']] satisfies LiteralPacket[];

  it('are none for a flood, which has no boundaries', () => {
    const peer = [{ event: 'accept', at: 130 }];
    const model = literalModel({ packets, peer, messages: [{ length: 6 }] });
    expect(model.connections[0]!.toClient.messages).toEqual([]);
  });

  it('are none if the peer did not see the connection', () => {
    const model = literalModel({ packets, messages: [{ length: 6, text: 'abcdef' }] });
    expect(model.connections[0]!.toClient.messages).toEqual([]);
  });
});
