/** The kind `actors`: the programs and peers of a run, and how they ended. */
import type { ActorDescription } from '../../format.ts';
import type { OwnField } from '../kind.ts';
import { own, recordKind } from '../kind.ts';
import { sinceStart } from './common-fields.ts';

const fields: readonly OwnField<ActorDescription>[] = [
  own('actor.name', 'str', 'Its name in the scene', 'actor.name == $program', ({ name }) => name),
  own('actor.kind', 'str', 'program or peer', 'actor.kind == "program"', ({ kind }) => kind),
  own('actor.host', 'str', 'Its host', 'actor.host == "server"', ({ host }) => host),
  own('actor.peer', 'str', 'The name of a peer in the catalog', 'actor.peer == "echo"', (actor) =>
    actor.kind === 'peer' ? actor.peer : undefined,
  ),
  own(
    'actor.end',
    'str',
    'How it ended: exited, signal, limit or stopped; none while it runs',
    'actor.end == "limit"',
    ({ ended }) => ended?.reason,
  ),
  own(
    'actor.code',
    'u32',
    'The exit status of what ended by itself',
    'actor.code == 0',
    ({ ended }) => ended?.code,
  ),
  own(
    'actor.signal',
    'str',
    'The signal that killed it',
    'actor.signal == "SIGSEGV"',
    ({ ended }) => ended?.signal,
  ),
  own(
    'actor.limit',
    'str',
    'The limit at which it was stopped: wall, idle, cpu, …',
    'actor.limit == "idle"',
    ({ ended }) => ended?.limit,
  ),
  own(
    'actor.waiting',
    'str',
    'The call that had not returned when it was stopped',
    'actor.waiting == "recvfrom"',
    ({ ended }) => ended?.waitingIn,
  ),
  own(
    'actor.ended',
    'dur',
    'When it ended, in seconds since the first call of a program',
    'actor.ended < 2',
    ({ ended }, model) => sinceStart(ended?.at, model),
  ),
];

/** The programs and peers of a run. */
export const actors = recordKind<ActorDescription>({
  name: 'actors',
  prefix: 'actor',
  title: 'the programs and peers of the run, in the order of the scene, and how each ended',
  file: 'run.json',
  fields,
  records: (model) => model.actors,
});
