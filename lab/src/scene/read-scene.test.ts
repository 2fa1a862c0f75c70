/** Scene files: what they become, everything that can be wrong with them, and their schema for editors. */
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program, ProgramActor } from '@wireside/bench';
import { afterAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parse } from 'yaml';
import { labsFolder } from '../content/load.ts';
import { LabError } from '../error.ts';
import { accepts } from './json-schema.test.helper.ts';
import type { JsonSchema } from './json-schema.test.helper.ts';
import { readScene } from './read-scene.ts';
import { sceneOf } from './scene-file.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'wireside-scene-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const PATH = join(folder, 'scene.yaml');
const EXAMPLES = join(import.meta.dirname, '../../../docs/scenes');

const SCENE = `title: A scene
seed: demo
hosts:
  far: { names: [www.example.org], mtu: 600, families: ipv4, silent: [80] }
actors:
  server:
    run: python3 'my server.py' 5000
  alice:
    on: far
    run: [./client, server.lab]
    start: [{ listening: server, port: 5000 }, { pause: 500 ms }]
    limits: { wall: 20 }
  bob:
    peer: echo-client
    options: { server: server.lab, stay: false }
    start: { printed: alice, line: ^ready }
  carol:
    run: cat
    input: { text: one line }
steps:
  - when: { accepted: server, connections: 2 }
    do: [{ type: hello, to: alice }, { close-input: alice }]
  - when: [{ ended: alice }, { connected: bob }]
    do: { signal: SIGTERM, to: server }
  - when: { pause: 3 s }
    do: [{ wire-down: far }, { wire-up: far }, { end: scene }]
impairments:
  - { loss: 12.5% }
  - { drop: tcp.len > 0, packet: 3, from: far, to: server }
  - { delay: 40 ms, jitter: 5 ms, to: far }
  - { rate: 1.5 Mbit/s }
captures: hosts
limits: { idle: 3 }
`;

/** Reads a text as a scene file. */
function read(text: string) {
  writeFileSync(PATH, text);
  return readScene(PATH);
}

const program = (words: readonly string[]): Program => ({ files: [], command: words, environment: {} });

describe('a scene file', () => {
  const file = read(SCENE);
  const programs = new Map([...file.commands].map(([actor, words]) => [actor, program(words)]));
  const scene = sceneOf(file, programs, { limits: { wall: 9 } });

  it('says which programs to start, where', () => {
    expect(file).toMatchObject({ folder, path: PATH, seed: 'demo' });
    expect([...file.commands]).toEqual([
      ['server', ['python3', 'my server.py', '5000']],
      ['alice', ['./client', 'server.lab']],
      ['carol', ['cat']],
    ]);
  });

  it('has hosts in the order of their addresses', () => {
    expect(scene.hosts).toEqual([
      { name: 'far', names: ['www.example.org'], mtu: 600, families: 'ipv4', silent: [80] },
      { name: 'server', names: [] },
      { name: 'bob', names: [] },
      { name: 'carol', names: [] },
    ]);
  });

  it('has actors with starts, inputs and limits', () => {
    const [server, alice, bob, carol] = scene.actors;
    expect(server).toMatchObject({ kind: 'program', host: 'server', input: new Uint8Array(0) });
    expect(alice).toMatchObject({
      host: 'far',
      input: 'open',
      start: {
        event: 'all',
        of: [
          { event: 'listening', actor: 'server', port: 5000 },
          { event: 'pause', seconds: 0.5 },
        ],
      },
    });
    expect((alice as ProgramActor).limits).toMatchObject({ wall: 9, idle: 3 });
    expect(bob).toEqual({
      kind: 'peer',
      name: 'bob',
      host: 'bob',
      peer: 'echo-client',
      options: { server: 'server.lab', stay: false },
      start: { event: 'printed', actor: 'alice', line: '^ready' },
    });
    expect(Buffer.from((carol as ProgramActor).input as Uint8Array).toString()).toBe('one line');
  });

  it('has steps and impairments', () => {
    expect(scene.steps).toEqual([
      {
        when: { event: 'accepted', actor: 'server', count: 2 },
        actions: [
          { action: 'type', actor: 'alice', line: 'hello' },
          { action: 'close-input', actor: 'alice' },
        ],
      },
      {
        when: {
          event: 'all',
          of: [
            { event: 'ended', actor: 'alice' },
            { event: 'connected', actor: 'bob' },
          ],
        },
        actions: [{ action: 'signal', actor: 'server', signal: 'SIGTERM' }],
      },
      {
        when: { event: 'pause', seconds: 3 },
        actions: [
          { action: 'wire', host: 'far', state: 'down' },
          { action: 'wire', host: 'far', state: 'up' },
          { action: 'end' },
        ],
      },
    ]);
    expect(scene.impairments).toEqual([
      { kind: 'loss', percent: 12.5 },
      { kind: 'drop', filter: 'tcp.len > 0', packets: [3], from: 'far', to: 'server' },
      { kind: 'delay', milliseconds: 40, jitter: 5, to: 'far' },
      { kind: 'rate', kilobits: 1500 },
    ]);
    expect(scene.capturesHosts).toBe(true);
  });
});

/** The problems of a scene file, as the command shows them. */
function problems(text: string): string {
  try {
    read(text);
    return '';
  } catch (error) {
    const [, ...lines] = (error as Error).message.replaceAll(`${PATH}:`, '').split('\n');
    return lines.join('\n');
  }
}

describe('what is wrong with a scene file', () => {
  it.each<[string, string]>([
    ['{ accepted: server,', '{ acepted: server,'],
    ['{ ended: alice }', '{ ended: alcie }'],
    ['{ ended: alice }', '{ ended: alice, port: 5 }'],
    ['{ ended: alice }', '{ ended: alice, connected: bob }'],
    ['{ ended: alice }', '{ printed: alice }'],
    ['{ ended: alice }', '{ pause: 3 }'],
    ['line: ^ready', 'line: "("'],
    ['type: hello', 'type: 5000'],
    ['signal: SIGTERM', 'signal: SIGTREM'],
    ['end: scene', 'end: it'],
    ['tcp.len > 0', 'tcp.lenn > 0'],
    ['12.5%', '101%'],
    ['12.5%', '12'],
    ['from: far, to', 'from: fra, to'],
    ['peer: echo-client', 'peer: echo-clent'],
    ['stay: false', 'stays: false'],
    ['run: cat', 'run: cat < lines.txt'],
    ['run: cat', 'run: cat\n    peer: echo'],
    ['run: cat', 'run: cat\n    start: { ended: carol }'],
    ["run: python3 'my server.py' 5000", 'run: x\n    start: { ended: alice }'],
    ['{ text: one line }', '{ file: nowhere.txt }'],
    ['{ text: one line }', 'opne'],
    ['{ text: one line }', '{ file: ../../etc/passwd }'],
    ['{ type: hello, to: alice }', '{ type: hello, to: carol }'],
    ['on: far', 'on: localhost'],
    ['mtu: 600', 'mtu: 60'],
    ['wire-down: far', 'wire-down: moon'],
  ])('%j written as %j', (from, to) => {
    expect(SCENE).toContain(from);
    expect(problems(SCENE.replace(from, to))).toMatchSnapshot();
  });

  it('that does not exist', () => {
    expect(() => readScene(join(folder, 'none.yaml'))).toThrow(`There is no scene file ${folder}/none.yaml.`);
  });
});

it('a damaged scene file is refused with its problems, whatever it holds', () => {
  const lines = SCENE.split('\n');
  const value = fc.oneof(
    fc.constantFrom(
      '[]',
      '{}',
      '~',
      '0',
      '.nan',
      '&a [*a]',
      '__proto__',
      'constructor',
      '"\\0"',
      '- -',
      '? x',
    ),
    fc.json({ maxDepth: 2 }),
  );
  const changes = fc.array(
    fc.tuple(fc.nat(lines.length - 1), fc.constantFrom('value', 'key', 'remove'), value),
    {
      minLength: 1,
      maxLength: 4,
    },
  );
  fc.assert(
    fc.property(changes, (all) => {
      const damaged = [...lines];
      for (const [at, what, by] of all) {
        const line = damaged[at]!;
        if (what === 'value') damaged[at] = line.replace(/(: )[^,}]+/, (_, before: string) => before + by);
        else damaged[at] = what === 'remove' ? '' : line.replace(/[\w-]+:/, () => `${by}:`);
      }
      try {
        const file = read(damaged.join('\n'));
        sceneOf(file, new Map([...file.commands].map(([actor, words]) => [actor, program(words)])));
      } catch (error) {
        expect(error).toBeInstanceOf(LabError);
        expect((error as Error).message).not.toMatch(/undefined|\[object/);
      }
    }),
    { numRuns: 300, seed: 8 },
  );
});

describe('the schema for editors', () => {
  const schema = JSON.parse(readFileSync(join(labsFolder(), 'schema/scene.json'), 'utf8')) as JsonSchema;

  it('accepts the examples, and the scene above', () => {
    const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'));
    expect(files).toHaveLength(10);
    for (const name of files) {
      expect(() => readScene(join(EXAMPLES, name)), name).not.toThrow();
      expect(accepts(schema, parse(readFileSync(join(EXAMPLES, name), 'utf8'))), name).toBe(true);
    }
    expect(accepts(schema, parse(SCENE))).toBe(true);
  });

  it.each([
    ['{ ended: alice }', '{ ended: alice, port: 5 }'],
    ['{ ended: alice }', '{ ended: alice, connected: bob }'],
    ['{ ended: alice }', '{ printed: alice }'],
    ['run: cat', 'run: cat\n    peer: echo'],
    ['signal: SIGTERM', 'signal: SIGTREM'],
  ])('refuses %j written as %j', (from, to) => {
    expect(accepts(schema, parse(SCENE.replace(from, to)))).toBe(false);
  });
});
