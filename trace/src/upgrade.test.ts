/** Runs of version 1, as they are read today. */
import { sectionHeader } from '@wireside/wire';
import { describe, expect, it } from 'vitest';
import { EPOCH } from './literal.test.helper.ts';
import { Model } from './model.ts';
import { parseTrace } from './trace.ts';

const end = { reason: 'exited', code: 0, at: EPOCH + 900 };
const description = {
  version: 1,
  id: 'first',
  command: ['python3', 'client.py'],
  files: ['client.py'],
  seed: 'abc',
  network: 'wire',
  hosts: [
    { name: 'station', ipv4: '10.0.0.2', names: ['station.lab'] },
    { name: 'server', ipv4: '10.0.0.1', names: ['server.lab', 'pmu.lab'] },
  ],
  peers: [{ name: 'pmu', host: 'server', address: '10.0.0.1', port: 5003, options: { messages: 3 } }],
  started: { realtime: EPOCH, monotonic: 0 },
  limits: { wall: 120 },
  environment: { LANG: 'C' },
  faults: [],
  tools: {},
  ended: end,
  usage: { cpu: 1, memory: 2, processes: 3 },
  loss: { percent: 10, dropped: 4 },
};
const lanes: Readonly<Record<string, readonly object[]>> = {
  calls: [
    { n: 2, at: EPOCH + 2, took: null, process: 1, name: 'read', kind: 'receive', ret: null },
    { n: 1, at: EPOCH + 1, took: 3, process: 1, name: 'socket', kind: 'socket', ret: 3 },
  ],
  output: [{ n: 1, at: EPOCH, stream: 'stdout', offset: 0, length: 3, text: 'ab\n' }],
  peer: [{ n: 1, at: EPOCH, peer: 'pmu', event: 'listen', local: '10.0.0.1:5003' }],
  sockets: [{ n: 1, at: EPOCH, moment: 'start', host: 'server', protocol: 'tcp', state: 'LISTEN' }],
  messages: [{ n: 1, at: EPOCH, peer: 'pmu', connection: 0, message: 0, offset: 0, length: 2, text: 'ab' }],
};

function read(changes: object = {}): Model {
  return new Model(
    parseTrace((file) => {
      const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
      if (file === 'wire.pcapng') return sectionHeader();
      if (file === 'run.json') return bytes(JSON.stringify({ ...description, ...changes }));
      const name = file.replace(/\.ndjson$/, '');
      const header = { lane: name, version: 1, realtime: EPOCH, monotonic: 0 };
      const records = lanes[name];
      return records && bytes([header, ...records].map((record) => `${JSON.stringify(record)}\n`).join(''));
    }),
  );
}

describe('a run of version 1', () => {
  it('has its program as the actor "client", and its peers as actors', () => {
    const { run } = read();
    expect(run).toMatchObject({
      version: 2,
      endedAt: end.at,
      impairments: [{ kind: 'loss', text: '10 %', dropped: 4 }],
      actors: [
        {
          kind: 'program',
          name: 'client',
          host: 'station',
          role: 'client',
          command: ['python3', 'client.py'],
          files: ['client.py'],
          limits: { wall: 120 },
          environment: { LANG: 'C' },
          ended: end,
          usage: { cpu: 1 },
        },
        { kind: 'peer', name: 'pmu', peer: 'pmu', host: 'server', role: 'server', port: 5003 },
      ],
    });
    for (const gone of ['command', 'files', 'peers', 'loss', 'ended', 'limits', 'environment', 'usage'])
      expect(run).not.toHaveProperty(gone);
  });

  it('has records of actors, and calls without nulls', () => {
    const { trace } = read();
    expect(trace.problems).toEqual([]);
    expect(trace.calls).toEqual([
      { ...lanes['calls']![1], actor: 'client' },
      { n: 2, at: EPOCH + 2, process: 1, name: 'read', kind: 'receive', actor: 'client' },
    ]);
    expect(trace.output).toMatchObject([{ actor: 'client' }]);
    for (const record of [...trace.peer, ...trace.messages]) {
      expect(record.actor).toBe('pmu');
      expect(record).not.toHaveProperty('peer');
    }
    expect(trace.sockets).toEqual(lanes['sockets']);
  });

  it('that is under way has an actor that has not ended', () => {
    const { program, run, isLossy } = read({ ended: undefined, loss: undefined });
    expect(program).not.toHaveProperty('ended');
    expect(run).not.toHaveProperty('endedAt');
    expect([run.impairments, isLossy]).toEqual([[], false]);
  });

  it('on one host has that host only', () => {
    const hosts = description.hosts.map((host) => ({ ...host, ipv4: '127.0.0.1' }));
    const { run, trace } = read({ network: 'localhost', hosts });
    expect(run.hosts).toEqual([
      { name: 'localhost', ipv4: '127.0.0.1', names: ['station.lab', 'server.lab', 'pmu.lab'] },
    ]);
    expect(run.actors.map(({ host }) => host)).toEqual(['localhost', 'localhost']);
    expect(trace.sockets).toMatchObject([{ host: 'localhost' }]);
  });
});

describe('run.json', () => {
  it.each([
    ['has no command', { command: 'x' }],
    ['has no hosts', { hosts: undefined }],
    ['is of no version', { version: '1' }],
    ['is of version 0', { version: 0 }],
    ['is of version 2 without actors', { version: 2 }],
    [
      'has no program',
      { version: 2, actors: [{ kind: 'peer', name: 'pmu', host: 'server' }], impairments: [] },
    ],
  ])('is refused if it %s', (_, changes) => {
    expect(() => read(changes)).toThrow(expect.objectContaining({ code: 'TRACE_DAMAGED' }));
  });

  it('may be beside lanes with lines that are not records; the others are read', () => {
    const damaged = (text: string): Model =>
      new Model(
        parseTrace((file) =>
          file === 'calls.ndjson'
            ? new TextEncoder().encode(text)
            : file === 'run.json'
              ? new TextEncoder().encode(JSON.stringify(description))
              : undefined,
        ),
      );
    const calls = (text: string): unknown[] => {
      const { trace } = damaged(text);
      return [trace.calls.map(({ n }) => n), trace.problems.filter((one) => one.startsWith('calls'))];
    };
    const bad = (line: number): string => `calls.ndjson: line ${line} is not a valid record`;
    expect(calls('{"n":1}\n{"n":2}\n')).toEqual([[1, 2], []]);
    expect(calls('{"n":1}\n[1]\n{"n":2}\n')).toEqual([[1, 2], [bad(2)]]);
    expect(calls('{"n":1},{"n":5}\n{"n":2}\n')).toEqual([[2], [bad(1)]]);
    expect(calls('{"n":1\n"x":5}\n{"n":2}\n{"n":3')).toEqual([[2], [bad(1), bad(2)]]);
    expect(calls(`{"n":1}\n{"n":2,"data":"${'x'.repeat(100_000)}"}\n{"n":3}`)).toEqual([[1, 2, 3], []]);
    expect(calls(`{"n":1}\n{"n":2,"data":"${'x'.repeat(1 << 20)}"}\n{"n":3}\n`)).toEqual([[1, 3], [bad(2)]]);
    expect(calls('{"n":1}\n\n{"n":2}\n')).toEqual([[1, 2], [bad(2)]]);
  });

  it('of a later version is refused, with what to do', () => {
    expect(() => read({ version: 3 })).toThrow(
      expect.objectContaining({
        code: 'TRACE_TOO_NEW',
        message: 'This trace has version 3; this Wireside reads versions up to 2.',
        hint: 'Use the Wireside that made it, or a later one.',
      }),
    );
  });
});
