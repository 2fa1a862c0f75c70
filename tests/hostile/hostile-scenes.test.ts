/** Programs that attack the bench as a server, and beside honest programs, which still work; nothing of them is left. */
import { join } from 'node:path';
import { buildProgram, DEFAULT_LIMITS, readSource } from '@wireside/bench';
import type { ProgramActor, SceneActor } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { describe, expect } from 'vitest';
import {
  ECHO_CLIENT,
  ECHO_SERVER,
  on,
  peerActor,
  scene,
  stdoutOf,
  TestBench,
  whenListening,
} from '../scenes/scenes.test.helper.ts';
import { agents, IDLE_PROCESSES, processesOf, workspaceFiles } from './leftovers.test.helper.ts';

const HOSTILE = join(import.meta.dirname, '../../labs/sockets/packetization/samples/hostile');
const MIB = 1024 * 1024;
/** Low limits, which are soon reached. */
const LIMITS = {
  ...DEFAULT_LIMITS,
  wall: 8,
  idle: 2,
  cpu: 2,
  memory: 256 * MIB,
  processes: 64,
  output: 4 * MIB,
};
/** A machine that runs tests is busy. ms. */
const TEST_TIMEOUT = 480_000;

const own = new TestBench({ parallel: 1 });
/**
 * The programs that are tried in further roles: those that attack what the actors of a scene share, one or two for each
 * kind of attack. hostile.test.ts tries all of them, as a scene's only program.
 */
const SHARED = {
  server: [
    'kills-everyone.py', // processes
    'waits-in-accept.py', // ends with the scene
    'descriptors.py', // limits
    'odd-files.py', // files
    'packet-burst.c', // the network
    'stdout-flood.c', // the recording
  ],
  client: [
    'fork-bomb.c',
    'stops-init.py',
    'ignores-signals.py',
    'memory-eater.c',
    'memory-in-tmpfs.py',
    'locked-tree.py',
    'raw-sockets.py',
    'connects-out.py',
  ],
} as const;

const HONEST: readonly SceneActor[] = [
  on('server', ECHO_SERVER, { role: 'server', limits: { idle: 60 } }),
  on('client', ECHO_CLIENT, whenListening('server', 5000)),
];

/** Plays a scene with a hostile program beside honest ones, which must work; then looks for what is left. */
async function attack(
  name: string,
  wanted: Partial<ProgramActor>,
  others: readonly SceneActor[],
): Promise<void> {
  const program = await buildProgram(own.bench, readSource(join(HOSTILE, name)));
  const hostile = on('villain', program, { ...wanted, limits: LIMITS });
  const { run, model, trace } = await own.play({
    seed: name,
    scene: scene({ actors: [...HONEST, hostile, ...others] }),
  });
  // If a burst was too much for the capture, that is our fault, and the run says so.
  if (run.faults.length > 0) expect(run.faults.join()).toMatch(/^the capture missed \d+ packets$/);
  expect(trace.problems).toEqual([]);
  expect(stdoutOf(model, 'client')).toBe('one\ntwo\nthree\n');
  expect(model.actor('client')?.ended).toMatchObject({ reason: 'exited', code: 0 });
  expect(model.actor('server')?.ended).toMatchObject({ reason: 'signal', signal: 'SIGINT' });
  expect(model.actor('villain')?.ended).toBeDefined();
  await own.bench.ready();
  for (const agent of agents()) {
    expect(processesOf(agent).filter((process) => !IDLE_PROCESSES.includes(process))).toEqual([]);
    expect(workspaceFiles(agent).files).toEqual([]);
  }
}

describe('a hostile program as a server, with a client of ours', () => {
  for (const name of SHARED.server) {
    const visitor = peerActor(
      'echo-client',
      { server: 'villain.lab', port: 5003, stay: false },
      { name: 'visitor', host: 'client', start: { event: 'ended', actor: 'client' } },
    );
    itNeedsNamespaces(name, () => attack(name, { role: 'server' }, [visitor]), TEST_TIMEOUT);
  }
});

describe('a hostile program as a second client', () => {
  for (const name of SHARED.client)
    itNeedsNamespaces(name, () => attack(name, { role: 'client' }, []), TEST_TIMEOUT);
});
