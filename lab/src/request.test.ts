import type { PeerActor, ProgramActor } from '@wireside/bench';
import { DEFAULT_LIMITS } from '@wireside/bench';
import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { findCases, findEdition, findPart } from './content/load.ts';
import { newLabs, write } from './content/try.test.helper.ts';
import { caseRequest, caseValues } from './request.ts';

const part = findPart('packetization');
const program = { files: [], command: ['./PDC'], environment: {} };
const request = (id: string, edition = 'wireside') =>
  caseRequest(program, findCases(part, [id])[0]!, { part, edition: findEdition(part, edition), seed: 's' });
const argumentsOf = (id: string, edition?: string) =>
  (request(id, edition).scene.actors.find(({ kind }) => kind === 'program') as ProgramActor).arguments;

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

describe('the request for a case', () => {
  it('has the hosts of the part, the peer with its options, and the program', () => {
    expect(request('two')).toEqual({
      seed: 's/two',
      case: 'two',
      scene: {
        hosts: [
          { name: 'server', names: ['pmu.lab'] },
          { name: 'client', names: [] },
        ],
        actors: [
          {
            kind: 'peer',
            name: 'pmu',
            host: 'server',
            peer: 'pmu',
            options: {
              idleTimeout: 3600,
              stallTimeout: 3600,
              port: 5003,
              firstNumber: 0,
              messages: 2,
              segmentation: 'coalesced',
            },
          },
          {
            kind: 'program',
            name: 'client',
            host: 'client',
            program,
            arguments: ['pmu.lab', '5003', 'CMD_short:0'],
            input: new Uint8Array(0),
            limits: DEFAULT_LIMITS,
          },
        ],
        steps: [],
        impairments: [],
      },
    });
  });

  it('starts the program as the edition defines it', () => {
    expect(argumentsOf('two')).toEqual(['pmu.lab', '5003', 'CMD_short:0']);
    expect(argumentsOf('two', '2018')).toEqual(['CMD_short:0']);
    const [pmu] = request('two', '2018').scene.actors;
    expect((pmu as PeerActor).options).toMatchObject({ firstNumber: 1, messages: 2 });
  });

  it('has another name, port and address in other cases, which the program is told', () => {
    const places = part.cases.map(({ id, server }) => {
      const { scene } = request(id);
      const [name, port, command] = argumentsOf(id);
      const at = scene.hosts.findIndex((host) => host.name === 'server');
      const pmu = scene.actors.find(({ kind }) => kind === 'peer') as PeerActor | undefined;
      if (pmu !== undefined) expect(pmu.options['port']).toBe(Number(port));
      expect(command).toBe(findCases(part, [id])[0]!.command);
      if (server === 'name') expect(scene.hosts[at]!.names).toEqual([name]);
      else expect([name, scene.hosts[at]!.names]).toEqual([`10.0.0.${at + 1}`, []]);
      return { name, port, at };
    });
    expect(new Set(places.map(({ name }) => name)).size).toBeGreaterThan(4);
    expect(new Set(places.map(({ port }) => port)).size).toBe(places.length);
    expect(new Set(places.map(({ at }) => at)).size).toBe(2);
    // The same seed leads to the same place.
    expect(request('bytes')).toEqual(request('bytes'));
    // Where the command line does not tell, the server stays where the edition says.
    expect(argumentsOf('bytes', '2018')).toEqual(['CMD_short:0']);
    expect(request('bytes', '2018').scene.hosts[0]).toEqual({
      name: 'server',
      names: ['pmu.lab', 'tcpip.epfl.ch', 'lab3.iw.epfl.ch'],
    });
  });

  it('has no peer where no server is listening, but its host, and the limits of the case', () => {
    const { scene, seed } = request('nobody');
    expect(seed).toBe('s/nobody');
    expect(scene.hosts.map(({ name }) => name).toSorted()).toEqual(['client', 'server']);
    expect(scene.actors.map(({ name }) => name)).toEqual(['client']);
    expect((scene.actors[0] as ProgramActor).limits).toEqual({ ...DEFAULT_LIMITS, wall: 20 });
  });

  it('has the impairments of the case', () => {
    expect(request('lossy').scene.impairments).toEqual([{ kind: 'loss', percent: 10 }]);
  });
});

describe('a part whose program is the server', () => {
  const labs = newLabs();
  made.push(labs);
  write(
    labs,
    'own/lab.yaml',
    `id: own
title: A lab of our own
parts: [server]
hosts: { device: [device.example] }
defaultEdition: now
editions:
  now: { title: Now, strict: true }
`,
  );
  write(
    labs,
    'own/server/part.yaml',
    `id: server
title: A server
exercise: packetization
program: PMU
serverName: device.example
editions:
  now: { arguments: [port], port: 6000 }
scene:
  actors:
    program: { program: student, on: device, role: server }
    pdc: { peer: pdc, start: { listening: program, port: 6000 } }
cases:
  - id: one
    title: One client
    checks: [end]
  - id: two
    title: Two clients, one after the other, on the only host
    hosts: { localhost: {} }
    actors:
      program: { on: localhost, limits: { wall: 9 } }
      pdc: { on: localhost }
      second: { peer: pdc, on: localhost, options: { command: CMD_floodme }, start: { ended: pdc } }
    limits: { idle: 3, wall: 30 }
    checks: [end]
`,
  );

  it('starts our clients when it listens', () => {
    const own = findPart('server', [labs]);
    const scene = (place: number) =>
      caseRequest(program, own.cases[place]!, { part: own, edition: findEdition(own), seed: 's' }).scene;
    expect(scene(0).hosts).toEqual([
      { name: 'device', names: ['device.example'] },
      { name: 'pdc', names: [] },
    ]);
    expect(scene(0).actors).toMatchObject([
      { kind: 'program', name: 'program', host: 'device', role: 'server', arguments: ['6000'] },
      {
        kind: 'peer',
        peer: 'pdc',
        host: 'pdc',
        start: { event: 'listening', actor: 'program', port: 6000 },
        options: { server: 'device.example', port: 6000 },
      },
    ]);
    expect(scene(1).hosts).toEqual([{ name: 'localhost', names: ['device.example'] }]);
    expect(scene(1).actors).toMatchObject([
      { limits: { idle: 3, wall: 9 } },
      { peer: 'pdc' },
      { start: { event: 'ended', actor: 'pdc' }, options: { command: 'CMD_floodme' } },
    ]);
  });
});

describe('the parts about a multicast group', () => {
  it.each(['receiver', 'sender'])(
    '%s: all who speak there have the group and the port that the program is told',
    (id) => {
      const own = findPart(id);
      const edition = findEdition(own);
      const told = findCases(own).map((partCase) => {
        const { actors } = caseRequest(program, partCase, { part: own, edition, seed: 's' }).scene;
        const { arguments: words } = actors.find(({ kind }) => kind === 'program') as ProgramActor;
        for (const actor of actors)
          if (actor.kind === 'peer')
            expect(actor.options).toMatchObject({ group: words[0], port: Number(words[1]) });
        return words.join(' ');
      });
      expect(told[0]).toMatch(/^224\.1\.1\.1 10505/);
      expect(new Set(told.map((words) => words.split(' ')[0])).size).toBe(told.length);
      if (id === 'sender') expect(new Set(told.map((words) => words.slice(-6))).size).toBe(told.length);
    },
  );
});

describe('the values that checks may name', () => {
  const valuesOf = (id: string, edition = 'wireside') =>
    caseValues(findCases(part, [id])[0]!, { part, edition: findEdition(part, edition), seed: 's' });

  it('are what the program is told, and where the server is', () => {
    for (const { id, server } of part.cases) {
      const values = valuesOf(id);
      const at = request(id).scene.hosts.findIndex(({ name }) => name === 'server') + 1;
      expect(argumentsOf(id)).toEqual([values.server, String(values.port), values.command]);
      expect(values).toMatchObject({ address: `10.0.0.${at}`, program: 'client', case: id });
      if (server === 'address') expect(values.server).toBe(values.address);
    }
  });

  it('have the server of the edition where the command line does not name it', () => {
    const { arguments: told, host, port } = findEdition(part, '2018');
    expect(told).toEqual(['command']);
    expect(valuesOf('two', '2018')).toMatchObject({ server: host, port });
  });
});

describe('a part with several servers of ours', () => {
  it('has the port of the edition for the first; another one keeps its own', () => {
    const labs = newLabs();
    made.push(labs);
    write(
      labs,
      'own/lab.yaml',
      'id: own\ntitle: Own\nparts: [two]\nhosts: {}\ndefaultEdition: now\neditions: { now: { title: Now, strict: true } }\n',
    );
    write(
      labs,
      'own/two/part.yaml',
      `id: two
title: Two servers
exercise: queries
program: client
editions: { now: { arguments: [port], port: 6000 } }
scene:
  actors:
    echo: { peer: echo, on: server }
    chat: { peer: chat, on: server }
    client: { program: student }
checks:
  calls: { title: it does something, expect: count(calls) > 0, failed: it does nothing }
cases:
  - { id: one, title: Both, checks: [calls] }
`,
    );
    const own = findPart('two', [labs]);
    const { scene } = caseRequest(program, own.cases[0]!, {
      part: own,
      edition: findEdition(own),
      seed: 's',
    });
    const ports = scene.actors.map((actor) =>
      actor.kind === 'peer' ? actor.options['port'] : actor.arguments,
    );
    expect(ports).toEqual([6000, undefined, ['6000']]);
  });
});
