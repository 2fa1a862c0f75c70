/** The columns of a ladder, and which of them an actor, a host or an address has. */
import { endpointText } from '@wireside/wire';
import type { ActorDescription, CallRecord, HostDescription } from '../format.ts';
import type { Model } from '../model.ts';
import type { Column } from './types.ts';

/** Endpoints of one program that are found. */
const MAX_ENDPOINTS = 8;
/** Title of the column for what is outside. */
const OUTSIDE = 'outside';

/** An end of a connection or of a datagram, as far as it is known. */
export interface End {
  readonly host?: string;
  readonly actor?: string;
}

/** Finds columns. */
export class Columns {
  readonly #columns: Column[];
  readonly #byActor = new Map<string, number>();
  readonly #byHost = new Map<string, number[]>();
  readonly #hostOf = new Map<string, string>();
  readonly #hosts: ReadonlyMap<string, HostDescription>;
  #outside = -1;

  constructor(model: Model) {
    const { run } = model;
    this.#hosts = new Map(run.hosts.map((host) => [host.name, host]));
    const programs = run.actors.filter(({ kind }) => kind === 'program');
    const peers = run.actors.filter(({ kind }) => kind === 'peer');
    this.#columns = [...programs, ...peers].map((actor) =>
      columnOf(model, actor, this.#hosts.get(actor.host)),
    );
    this.#columns.forEach(({ actor, host }, i) => {
      this.#byActor.set(actor!, i);
      const others = this.#byHost.get(host!);
      if (others === undefined) this.#byHost.set(host!, [i]);
      else others.push(i);
    });
    for (const host of run.hosts) {
      for (const address of [host.ipv4, host.ipv6, host.mac, ...(host.more ?? [])]) {
        if (address !== undefined) this.#hostOf.set(address, host.name);
      }
    }
  }

  /** All of them; complete when all packets have been asked for. */
  all(): readonly Column[] {
    return this.#columns;
  }

  /** The column of an actor, or undefined. */
  ofActor(name: string): number | undefined {
    return this.#byActor.get(name);
  }

  /** The column for what happens to a host: that of its first actor. */
  ofHost(name: string): number | undefined {
    return this.#byHost.get(name)?.[0];
  }

  /** Whether a column can be reached at an endpoint; what is outside can be anywhere. */
  isReachable(column: number, endpoint: string): boolean {
    const found = this.#columns[column];
    return found === undefined || found.kind === 'outside' || found.endpoints.includes(endpoint);
  }

  /** The name of the host that has an address. */
  hostOf(address: string): string | undefined {
    return this.#hostOf.get(address);
  }

  /**
   * The column of an end: its actor's; that of an actor on its host, whose kernel answers where no one listens; or the one
   * for what is outside.
   * @param other the column of the other end: on one host, that of another actor is taken
   */
  ofEnd({ actor, host }: End, other?: number): number {
    const own = actor === undefined ? undefined : this.#byActor.get(actor);
    if (own !== undefined) return own;
    const there = host === undefined ? undefined : this.#byHost.get(host);
    return there?.find((column) => column !== other) ?? this.outside(host);
  }

  /** The column of an address that is no port of a known socket, or undefined if no host of the run has it. */
  ofAddress(address: string, other?: number): number | undefined {
    const host = this.#hostOf.get(address);
    return host === undefined ? undefined : this.ofEnd({ host }, other);
  }

  /**
   * The column for what is outside, which exists from when it is first asked for.
   * @param host the host of the run that it is about, if it is one without an actor; the column is named so if it is the
   * only one
   */
  outside(host?: string): number {
    if (this.#outside < 0) {
      this.#outside = this.#columns.length;
      const found = host === undefined ? undefined : this.#hosts.get(host);
      this.#columns.push({ kind: 'outside', title: host ?? OUTSIDE, endpoints: addressesOf(found) });
    } else if (this.#columns[this.#outside]!.title !== (host ?? OUTSIDE)) {
      this.#columns[this.#outside] = { kind: 'outside', title: OUTSIDE, endpoints: [] };
    }
    return this.#outside;
  }
}

const addressesOf = (host: HostDescription | undefined): string[] =>
  [host?.ipv4, host?.ipv6].filter((address) => address !== undefined);

function columnOf(model: Model, actor: ActorDescription, host: HostDescription | undefined): Column {
  const { kind, name } = actor;
  const addresses = addressesOf(host);
  const isProgram = actor.kind === 'program';
  const { address, port } = isProgram ? {} : actor;
  const endpoint = address === undefined || port === undefined ? [] : [endpointText({ address, port })];
  const endpoints = isProgram ? boundEndpoints(model.callsOf(name), addresses) : endpoint;
  return {
    kind,
    actor: name,
    host: actor.host,
    title: isProgram ? actor.command.join(' ') : actor.peer,
    endpoints: endpoints.length > 0 ? endpoints : addresses,
  };
}

/** Where a program can be reached: what it bound with a port that it chose itself. */
function boundEndpoints(calls: readonly CallRecord[], addresses: readonly string[]): string[] {
  const found = new Set<string>();
  for (const { kind, ret, args = '' } of calls) {
    const match = kind === 'bind' && ret === 0 ? /^(.*):(\d+)$/.exec(args) : undefined;
    if (match === undefined || match === null || match[2] === '0') continue;
    const address = match[1]!.replace(/^\[(.*)\]$/, '$1');
    const port = Number(match[2]);
    const own =
      address === '0.0.0.0'
        ? addresses.filter((one) => !one.includes(':'))
        : address === '::'
          ? addresses
          : [address];
    for (const one of own) found.add(endpointText({ address: one, port }));
    if (found.size > MAX_ENDPOINTS) break;
  }
  return [...found];
}
