import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TraceError } from './error.ts';
import { ladder } from './ladder/ladder.ts';
import { Model } from './model.ts';
import { openModel, readModel } from './node/store.ts';
import { parseTrace } from './trace.ts';

const folderOf = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const fixture = (name: string) => readModel(folderOf(name));

describe('a recorded run of version 2', () => {
  it('has hosts, actors and their joined bytes', () => {
    const model = fixture('version-2-incorrect');
    expect(model.trace.problems).toEqual([]);
    expect(model.actors.map(({ name, kind, host }) => [name, kind, host])).toEqual([
      ['pmu', 'peer', 'server'],
      ['client', 'program', 'client'],
    ]);
    const [connection] = model.connectionsOf('client');
    expect(connection!.incoming.receives.map(({ length }) => length)).toEqual([54, 0]);
    expect(connection!.incoming.messages).toHaveLength(3);
  });
});

describe('recorded runs of version 1', () => {
  it('are read completely', () => {
    const { trace } = fixture('version-1-correct');
    expect(trace.problems).toEqual([]);
    expect([trace.capture.count, trace.calls.length, trace.peer.length]).toEqual([34, 24, 20]);
  });

  it('show how a correct client puts pieces together', () => {
    const { rows } = fixture('version-1-correct').ribbon;
    expect(rows.map(({ split, shown }) => [split.packets, split.calls, split.lines, shown?.from])).toEqual([
      [3, 3, 1, 1],
      [4, 4, 1, 2],
      [7, 7, 1, 3],
    ]);
  });

  it('show how an incorrect one prints three messages on one line', () => {
    const model = fixture('version-1-incorrect');
    const { rows } = model.ribbon;
    expect(rows.map(({ shared }) => [shared.packets, shared.calls, shared.lines])).toEqual([
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      [
        [0, 2],
        [0, 2],
        [0, 2],
      ],
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    ]);
    const row = ladder(model).rows.find(({ kind }) => kind === 'line');
    expect(row).toMatchObject({ line: 1, messages: [0, 1, 2] });
  });

  it('have program, packet and peer in one row if one thing led to the other', () => {
    const { rows } = ladder(fixture('version-1-correct'));
    expect(rows.find(({ packet }) => packet === 8)).toMatchObject({
      kind: 'packet',
      call: 5,
      peer: 5,
      acked: 9,
      bytes: { offset: 0, length: 1, direction: 'toClient' },
    });
  });
});

describe('runs of version 2', () => {
  it('join a connection between two programs at both ends', () => {
    const model = fixture('version-2-two-programs');
    expect(model.trace.problems).toEqual([]);
    expect([model.program.name, model.callsOf('client').length, model.trace.scene.length]).toEqual([
      'server',
      4,
      3,
    ]);
    const [connection] = model.connections;
    expect([connection?.client.actor, connection?.server.actor]).toEqual(['client', 'server']);
    expect(connection?.toServer).toMatchObject({
      sends: [{ lane: 'calls', n: 4, offset: 0, length: 6 }],
      packets: [{ packet: 4 }],
      receives: [{ lane: 'calls', n: 5, offset: 0, length: 6 }],
    });
    expect(connection?.toClient).toMatchObject({ sends: [{ n: 6 }], receives: [{ n: 7 }] });
    expect(model.lines('stdout')).toEqual([]);
    expect(model.lines('stdout', 'client')).toHaveLength(1);
  });

  it('show messages inside TLS, if the capture has the secrets', async () => {
    const model = await openModel(folderOf('version-2-tls'));
    const [connection] = model.connections;
    expect(connection?.tls?.decrypted).toBe(true);
    const { toClient } = connection!;
    const [first, second] = toClient.messages;
    expect(first).toMatchObject({ index: 0, over: 'tls', content: { offset: 0, length: 18 } });
    // Both are in one record.
    expect([first?.offset, first?.length]).toEqual([second?.offset, second?.length]);
    expect(connection?.tls?.toClient).toContainEqual({ offset: first!.offset, length: first!.length });
    expect(
      toClient.messages.map((message) => new TextDecoder().decode(toClient.messageBytes(message))),
    ).toEqual(['This is PMU data 0', 'This is PMU data 1']);
    expect(
      model.ribbon.rows.map(({ packets, calls, shown }) => [packets.length, calls.length, shown?.from]),
    ).toEqual([
      [1, 1, 1],
      [1, 1, 2],
    ]);
  });

  it('show the records of TLS without the secrets', () => {
    const [connection] = fixture('version-2-tls').connections;
    expect(connection?.tls?.decrypted).toBe(false);
    expect(connection?.tls?.toServer.length).toBeGreaterThan(1);
    expect(connection?.toClient.messages).toEqual([]);
  });
});

describe('a run without the lane of messages', () => {
  it('has no problem, and takes the messages from what the peer sent', () => {
    const folder = fileURLToPath(new URL('../fixtures/version-1-correct', import.meta.url));
    const trace = parseTrace((file) =>
      file === 'messages.ndjson' || !existsSync(join(folder, file))
        ? undefined
        : readFileSync(join(folder, file)),
    );
    expect([trace.problems, trace.messages]).toEqual([[], []]);
    // A message that begins inside a send() is taken to begin with the next one.
    expect(new Model(trace).connections[0]?.toClient.messages).toEqual([
      { index: 0, offset: 0, length: 22 },
      { index: 1, offset: 22, length: 19 },
      { index: 2, offset: 41, length: 13 },
    ]);
  });
});

describe('a run of a later version', () => {
  it('is refused, with what to do', () => {
    const read = () => fixture('from-the-future');
    expect(read).toThrow(TraceError);
    expect(read).toThrow('This trace has version 99; this Wireside reads versions up to 2.');
  });
});
