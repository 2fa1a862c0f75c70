/** What run.json says of a recording before it begins. */
import { release } from 'node:os';
import type { RunDescription } from '@wireside/trace';
import { TRACE_VERSION } from '@wireside/trace';
import { monotonic, realtime } from '../agent/clock.ts';
import { newRunId } from '../describe.ts';
import { toolVersions } from '../tools.ts';
import { actorName } from './target.ts';
import type { Target } from './target.ts';
import { thisHost } from './this-host.ts';

/** run.json as it is known before the recording. The environment is the user's own, and may hold secrets: it is left out. */
export function describeRecording({ command, folder }: Target): RunDescription {
  const host = thisHost();
  const { kernel = release(), node = process.version, strace = '', tcpdump = '' } = toolVersions();
  return {
    version: TRACE_VERSION,
    id: newRunId(),
    seed: '',
    network: 'real',
    hosts: [host],
    actors: [
      {
        kind: 'program',
        name: actorName(command),
        host: host.name,
        command,
        files: [],
        ...(folder === '' ? {} : { folder }),
        environment: {},
        limits: {},
      },
    ],
    impairments: [],
    started: { realtime: realtime(), monotonic: monotonic() },
    faults: [],
    tools: { kernel, node, strace, tcpdump },
  };
}
