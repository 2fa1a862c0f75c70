/** What the words of `wireside run` mean: programs on hosts, peers, limits, and the scene that they make. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '@wireside/bench';
import type { Program } from '@wireside/bench';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../usage-error.ts';
import { limitsOf, secondsOrNone } from './limits.ts';
import { makeScene } from './make-scene.ts';
import type { PlacedProgram } from './make-scene.ts';
import { readOn } from './on.ts';
import { readPeer } from './peer.ts';

const PROGRAM: Program = { files: [], command: ['x'], environment: {} };

const sceneOf = (programs: readonly PlacedProgram[], peers: readonly string[] = [], isLocalhost = false) =>
  makeScene({
    programs,
    peers: peers.map(readPeer),
    names: { server: ['pmu.lab'] },
    limits: DEFAULT_LIMITS,
    impairments: [],
    isLocalhost,
  });
const on = (host: string): PlacedProgram => ({ host, program: PROGRAM });

describe('--on', () => {
  it('takes a host and a command line, until the end of the options', () => {
    const words = [
      'run',
      '--on',
      'a',
      'x "y z" \\$',
      '--seed',
      '1',
      '--on',
      'b',
      "sh -c 'a | b'",
      '--',
      '--on',
      'c',
    ];
    expect(readOn(words)).toEqual([
      { host: 'a', words: ['x', 'y z', '$'] },
      { host: 'b', words: ['sh', '-c', 'a | b'] },
    ]);
  });

  it.each([
    [['--on', 'a'], /needs a host and a command line/],
    [['--on', 'a', 'python3', 'server.py'], /one command line in quotes/],
    [['--on', 'a', 'x | y'], /"\|" would be for a shell/],
    [['--on', 'a', 'x "y'], /quote " is not closed/],
  ])('refuses %j', (words, message) => {
    expect(() => readOn(words)).toThrow(UsageError);
    expect(() => readOn(words)).toThrow(message);
  });
});

describe('--peer', () => {
  it('takes a server or a client, options and a host', () => {
    expect(readPeer('pmu,messages=5,flood.text=utf8@far')).toEqual({
      peer: 'pmu',
      role: 'server',
      options: { messages: '5', 'flood.text': 'utf8' },
      host: 'far',
    });
    expect(readPeer('echo-client')).toEqual({ peer: 'echo-client', role: 'client', options: {} });
    const file = join(import.meta.dirname, 'peer.ts');
    expect(readPeer(`pdc-tls,ca=${file}`).options).toEqual({ ca: readFileSync(file, 'utf8') });
    expect(readPeer('pdc-tls,ca=no-such.crt').options).toEqual({ ca: 'no-such.crt' });
    expect(() => readPeer('pmu,x')).toThrow('"x" is not an option');
    expect(() => readPeer('pmu,mesages=1')).toThrow(
      expect.objectContaining({ hint: 'Did you mean "messages"?' }),
    );
  });
});

describe('limits', () => {
  it('are seconds, or none, and longer at a terminal', () => {
    expect([secondsOrNone('0.5'), secondsOrNone('none')]).toEqual([0.5, 86_400]);
    for (const text of ['0', '-1', 'x', '1e9', ''])
      expect(() => secondsOrNone(text)).toThrow('Must be a number');
    expect(limitsOf({}, false)).toEqual({});
    expect(limitsOf({ wall: 5 }, true)).toEqual({ idle: 60, wall: 5 });
    expect(limitsOf({ limits: false, idle: 5 }, false)).toMatchObject({ idle: 5, wall: 86_400 });
  });
});

describe('a scene', () => {
  it('has the program on client, and servers on server', () => {
    const { hosts, actors } = sceneOf([{ program: PROGRAM }], ['pmu', 'pmu,port=5004', 'echo@far']);
    expect(hosts.map(({ name }) => name)).toEqual(['server', 'client', 'far']);
    expect(hosts[0]?.names).toEqual(['pmu.lab']);
    expect(actors.map(({ name, host }) => `${name}@${host}`)).toEqual([
      'pmu@server',
      'pmu-2@server',
      'echo@far',
      'client@client',
    ]);
    expect(actors.at(-1)).toMatchObject({ kind: 'program', input: 'open' });
    expect(actors.at(-1)).not.toHaveProperty('start');
  });

  it('has the program on server if it is for clients of ours, which start when it listens', () => {
    const [program, client] = sceneOf([{ program: PROGRAM }], ['echo-client']).actors;
    expect(program).toMatchObject({ name: 'server', host: 'server' });
    expect(client).toMatchObject({ host: 'client', options: { server: 'server.lab', stay: false } });
    expect(client?.start).toMatchObject({
      event: 'any',
      of: [{ event: 'listening', actor: 'server' }, {}, {}],
    });
  });

  it('starts each program after those before it, and gives the last the input', () => {
    const { actors } = sceneOf([on('a'), on('b'), on('a')]);
    expect(actors.map(({ name }) => name)).toEqual(['a', 'b', 'a-2']);
    expect(actors.map(({ start }) => start?.event)).toEqual([undefined, 'any', 'all']);
    expect(actors.map((actor) => 'input' in actor && actor.input === 'open')).toEqual([false, false, true]);
  });

  it('is on one lo for all, or for none', () => {
    const { hosts, actors } = sceneOf([on('localhost'), on('localhost')], ['pmu']);
    expect(hosts).toEqual([{ name: 'localhost', names: ['server.lab', 'pmu.lab'] }]);
    expect(actors.every(({ host }) => host === 'localhost')).toBe(true);
    expect(sceneOf([on('a'), on('b')], [], true).hosts).toHaveLength(1);
    expect(() => sceneOf([on('localhost'), on('b')])).toThrow('cannot be on a network with other hosts (b)');
  });
});
