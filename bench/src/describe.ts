/** What run.json says of a scene before it is played. */
import type { HostDescription, RunDescription } from '@wireside/trace';
import { TRACE_VERSION } from '@wireside/trace';
import { describeActors } from './describe-actors.ts';
import type { RunRequest } from './request.ts';
import { isLocalhost } from './scene-parts.ts';
import { toolVersions } from './tools.ts';

/** A new id for a run. */
export function newRunId(): string {
  return `${new Date().toISOString().replaceAll(/[-:.]/g, '')}-${Math.random().toString(36).slice(2, 8)}`;
}

/** run.json as it is known before the run. */
export function describeRun({ scene, seed, case: id }: RunRequest): RunDescription {
  return {
    version: TRACE_VERSION,
    id: newRunId(),
    ...(id === undefined ? {} : { case: id }),
    seed,
    network: isLocalhost(scene) ? 'localhost' : 'wire',
    hosts: scene.hosts.map(({ name, names }): HostDescription => ({ name, names })),
    actors: describeActors(scene),
    impairments: [],
    started: { realtime: Date.now() * 1000, monotonic: 0 },
    faults: [],
    tools: toolVersions(),
  };
}
