/** One agent plays scenes with other hosts one after another: each network is made for the hosts of the scene before it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, DEFAULT_LIMITS, ENVIRONMENT } from '@wireside/bench';
import type { SceneHost } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { agents, processesOf } from '../hostile/leftovers.test.helper.ts';

/** A machine that runs tests is busy. ms. */
const TEST_TIMEOUT = 240_000;
const CLIENT = 'exec 3<>/dev/tcp/server.lab/5003; printf CMD_short:0 >&3; cat <&3';
let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'wireside-hosts-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The hosts of a scene, and the address that the server has in it. */
const SCENES: readonly { readonly hosts: readonly SceneHost[]; readonly server: string }[] = [
  { hosts: ['server', 'client', 'c', 'd'].map((name) => ({ name, names: [] })), server: '10.0.0.1' },
  // The agent's own host is the second now, and two hosts have no place.
  { hosts: ['client', 'server'].map((name) => ({ name, names: [] })), server: '10.0.0.2' },
  {
    hosts: [
      { name: 'c', names: [], silent: 'all' },
      { name: 'client', names: [], mtu: 1280 },
      { name: 'server', names: [], interfaces: 2 },
    ],
    server: '10.0.0.3',
  },
  { hosts: ['server', 'client', 'c'].map((name) => ({ name, names: [] })), server: '10.0.0.1' },
];

describe('one agent', () => {
  itNeedsNamespaces(
    'plays scenes with other hosts one after another',
    async () => {
      const bench = Bench.open({ parallel: 1 });
      try {
        for (const [i, { hosts, server }] of SCENES.entries()) {
          const { description, model } = await bench.run(
            {
              seed: 'seed',
              scene: {
                hosts,
                actors: [
                  { kind: 'peer', name: 'pmu', host: 'server', peer: 'pmu', options: { messages: 3 } },
                  {
                    kind: 'program',
                    name: 'client',
                    host: 'client',
                    program: { files: [], command: ['bash', '-c', CLIENT], environment: { ...ENVIRONMENT } },
                    arguments: [],
                    input: new Uint8Array(0),
                    limits: DEFAULT_LIMITS,
                  },
                ],
                steps: [],
                impairments: [],
              },
            },
            join(folder, String(i)),
          );
          expect(description.faults).toEqual([]);
          expect(model.program.ended).toMatchObject({ reason: 'exited', code: 0 });
          expect(description.hosts.find(({ name }) => name === 'server')?.ipv4).toBe(server);
          await bench.ready();
          const [agent, ...others] = agents();
          expect(others).toEqual([]);
          // The shells of the switch and of each host.
          expect(processesOf(agent!).filter((name) => name === 'sh')).toHaveLength(1 + hosts.length);
        }
      } finally {
        await bench.close();
      }
    },
    TEST_TIMEOUT,
  );
});
