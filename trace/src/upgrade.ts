/** Brings the description and the records of a run of version 1 into the form of version 2, when they are read. */
import type {
  ActorDescription,
  CallRecord,
  HostDescription,
  Lane,
  LaneRecords,
  ProgramDescription,
  RunDescription,
  RunEnd,
} from './format.ts';
import { TRACE_VERSION } from './format.ts';

/** The actor that the only program of a run of version 1 becomes. */
export const FIRST_VERSION_PROGRAM = 'client';
/** The host of that program, unless the run had only one host. */
const PROGRAM_HOST = 'station';
/** The host of a run on one host. */
const LOCALHOST = 'localhost';

/** run.json of version 1, as far as it differs. */
interface FirstRunDescription extends Omit<
  RunDescription,
  'network' | 'actors' | 'impairments' | 'endedAt' | 'missing'
> {
  readonly command: readonly string[];
  readonly files: readonly string[];
  readonly network: 'wire' | 'localhost';
  readonly peers: readonly {
    readonly name: string;
    readonly host: string;
    readonly address: string;
    readonly port: number;
    readonly options: Readonly<Record<string, unknown>>;
  }[];
  readonly loss?: { readonly percent: number; readonly dropped: number };
  readonly ended?: RunEnd;
  readonly limits: Readonly<Record<string, number>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly usage?: NonNullable<ProgramDescription['usage']>;
}

/**
 * The description of a run of version 1 as one of version 2: its program is the actor `client`, its peers are actors, and
 * what it lost is an impairment. Both hosts of a run on one host are that host, `localhost`.
 */
export function upgradeDescription(description: unknown): RunDescription {
  const {
    command,
    files,
    peers,
    loss,
    ended,
    limits,
    environment,
    usage,
    hosts,
    network,
    version: _,
    ...rest
  } = description as FirstRunDescription;
  const isOneHost = network === 'localhost';
  const program: ActorDescription = {
    kind: 'program',
    name: FIRST_VERSION_PROGRAM,
    host: isOneHost ? LOCALHOST : PROGRAM_HOST,
    role: 'client',
    startedAt: rest.started.realtime,
    command,
    files,
    environment,
    limits,
    ...(ended === undefined ? {} : { ended }),
    ...(usage === undefined ? {} : { usage }),
  };
  const servers = peers.map(({ name, host, address, port, options }): ActorDescription => ({
    kind: 'peer',
    name,
    peer: name,
    host: isOneHost ? LOCALHOST : host,
    role: 'server',
    address,
    port,
    options,
  }));
  return {
    ...rest,
    version: TRACE_VERSION,
    network,
    hosts: isOneHost ? [oneHost(hosts)] : hosts,
    actors: [program, ...servers],
    impairments:
      loss === undefined ? [] : [{ kind: 'loss', text: `${loss.percent} %`, dropped: loss.dropped }],
    ...(ended === undefined ? {} : { endedAt: ended.at }),
  };
}

/** The one host that two were, with the names of both. */
function oneHost(hosts: readonly HostDescription[]): HostDescription {
  const [first] = hosts;
  const names = [...new Set(hosts.flatMap((host) => host.names))];
  return { ...first, name: LOCALHOST, names };
}

/** The records of a lane of version 1 as those of version 2. */
export function upgradeLane<L extends Lane>(
  lane: L,
  records: readonly LaneRecords[L][],
  run: RunDescription,
): LaneRecords[L][] {
  return records.map((record) => upgradeRecord(lane, record, run) as LaneRecords[L]);
}

function upgradeRecord(lane: Lane, record: object, run: RunDescription): object {
  switch (lane) {
    case 'calls':
      return { ...withoutNulls(record as CallRecord), actor: FIRST_VERSION_PROGRAM };
    case 'output':
      return { ...record, actor: FIRST_VERSION_PROGRAM };
    case 'peer':
    case 'messages': {
      const { peer, ...rest } = record as { readonly peer?: string };
      return { ...rest, actor: peer };
    }
    case 'sockets':
      return run.network === 'localhost' ? { ...record, host: LOCALHOST } : record;
    default:
      return record;
  }
}

/** Until November 2026 a call that never returned was written with null for its duration and its return value. */
function withoutNulls(call: CallRecord): CallRecord {
  const { took, ret, ...rest } = call as Omit<CallRecord, 'took' | 'ret'> & {
    took?: number | null;
    ret?: number | null;
  };
  if (took !== null && ret !== null) return call;
  return {
    ...rest,
    ...(typeof took === 'number' ? { took } : {}),
    ...(typeof ret === 'number' ? { ret } : {}),
  };
}
