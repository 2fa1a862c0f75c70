/** The peers of a scene on all of its hosts: those on the agent's own host in this process, others in host runners. */
import { sceneActor } from '@wireside/peers';
import type { HostDescription, RunEnd } from '@wireside/trace';
import type { PeerActor, Role } from '../../request.ts';
import { realtime } from '../clock.ts';
import type { Network } from '../network.ts';
import { PeerHost } from './peer-host.ts';
import type { PeerAddress, PeerHostHooks, Peers } from './peer-host.ts';
import { RemotePeers } from './remote-peers.ts';
import type { RunningActor } from './running-actor.ts';

/** What is counted of a peer. */
interface PeerState {
  accepted: number;
  hasConnected: boolean;
  hasEnded: boolean;
  end(end: RunEnd): void;
}

/** Called for what peers do. */
export interface PeersHooks extends Omit<PeerHostHooks, 'ended'> {
  /** A peer has ended. Returns how, as run.json has it. */
  ended(actor: string, end: RunEnd): RunEnd;
}

/** A peer that has started. */
export interface StartedPeer {
  readonly running: RunningActor;
  readonly address: PeerAddress | undefined;
  /** The options with which it was started. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The peers of a scene. */
export class PeersOnHosts {
  readonly #network: Network;
  readonly #seed: string;
  readonly #hooks: PeerHostHooks;
  readonly #hosts = new Map<string, Peers>();
  readonly #states = new Map<string, PeerState>();

  constructor(network: Network, seed: string, hooks: PeersHooks) {
    this.#network = network;
    this.#seed = seed;
    this.#hooks = {
      ...hooks,
      event: (actor, event) => {
        const state = this.#states.get(actor);
        if (event.event === 'accept' && state !== undefined) state.accepted++;
        if (event.event === 'connect' && state !== undefined) state.hasConnected = true;
        hooks.event(actor, event);
      },
      ended: (actor, end) => {
        const state = this.#states.get(actor);
        if (state?.hasEnded === false) state.end(hooks.ended(actor, end));
      },
    };
  }

  /** Starts the host runners that peers need, in advance: each takes some time. */
  prepare(peers: readonly PeerActor[]): void {
    for (const { host } of peers) this.#on(host);
  }

  /**
   * Starts a peer.
   * @throws {Error} when a server cannot listen
   */
  async start(actor: PeerActor): Promise<StartedPeer> {
    const { name } = actor;
    const { role, catalogName } = sceneActor(actor.peer)!;
    const peers = this.#on(actor.host);
    const state: PeerState = { accepted: 0, hasConnected: false, hasEnded: false, end: () => {} };
    const ended = new Promise<RunEnd>((resolve) => {
      state.end = (end) => {
        state.hasEnded = true;
        resolve(end);
      };
    });
    const stop = (): void => this.#hooks.ended(name, { reason: 'stopped', at: realtime() });
    this.#states.set(name, state);
    const options = this.#optionsOf(actor);
    const address = await peers.start({ actor: name, catalogName, isServer: role === 'server', options });
    const running = new RunningPeer({ name, role, address, peers, state, ended, stop });
    return { running, address, options };
  }

  /** Ends a peer as Ctrl-C does. */
  interrupt({ name, host }: Pick<PeerActor, 'name' | 'host'>): void {
    this.#hosts.get(host)?.interrupt(name);
  }

  /** Ends all peers; resolves when their last connection is closed. */
  async close(): Promise<void> {
    const hosts = [...this.#hosts.values()];
    this.#hosts.clear();
    await Promise.all(hosts.map((host) => host.close()));
  }

  #on(host: string): Peers {
    let peers = this.#hosts.get(host);
    if (peers !== undefined) return peers;
    const { shell } = this.#network.host(host);
    peers = shell.isOwn ? new PeerHost(this.#hooks) : new RemotePeers(shell.enter, this.#hooks);
    this.#hosts.set(host, peers);
    return peers;
  }

  /** The options of a peer, with those that every peer is given if it has them: the seed, and where a server listens. */
  #optionsOf({ peer, host, options }: PeerActor): Record<string, unknown> {
    const { role, entry } = sceneActor(peer)!;
    const given = {
      seed: this.#seed,
      ...(role === 'server' ? listeningOptions(this.#network.host(host).description) : {}),
    };
    const names = entry.options.map(({ name }) => name);
    return {
      ...Object.fromEntries(Object.entries(given).filter(([name]) => names.includes(name))),
      ...options,
    };
  }
}

/** Where a server listens: where the name of its host leads, and never at an address that only its own host can reach. */
function listeningOptions({ ipv4, ipv6 }: HostDescription): Readonly<Record<string, string>> {
  if (ipv4 !== undefined && ipv6 !== undefined) return { host: ipv4, host6: ipv6 };
  return ipv6 === undefined ? { host: ipv4!, family: 'ipv4' } : { host: ipv6, host6: ipv6, family: 'ipv6' };
}

/** A peer, as the engine deals with it. */
class RunningPeer implements RunningActor {
  readonly ended: Promise<RunEnd>;
  readonly role: Role;
  readonly #name: string;
  readonly #address: PeerAddress | undefined;
  readonly #peers: Peers;
  readonly #state: PeerState;
  /** Ends it for the scene, whatever it does. */
  readonly stop: () => void;

  constructor(options: {
    name: string;
    role: Role;
    address: PeerAddress | undefined;
    peers: Peers;
    state: PeerState;
    ended: Promise<RunEnd>;
    stop: () => void;
  }) {
    this.ended = options.ended;
    this.role = options.role;
    this.#name = options.name;
    this.#address = options.address;
    this.#peers = options.peers;
    this.#state = options.state;
    this.stop = options.stop;
  }

  get accepted(): number {
    return this.#state.accepted;
  }

  get hasConnected(): boolean {
    return this.#state.hasConnected;
  }

  get hasInput(): boolean {
    return !this.#state.hasEnded && this.#peers.hasInput(this.#name);
  }

  listens(port: number | undefined): boolean {
    return this.#address !== undefined && (port ?? this.#address.port) === this.#address.port;
  }

  /** Peers know only SIGINT. */
  signal(name: string): boolean {
    if (name !== 'SIGINT' || this.#state.hasEnded) return false;
    this.#peers.interrupt(this.#name);
    return true;
  }

  type(bytes: Uint8Array): boolean {
    return !this.#state.hasEnded && this.#peers.type(this.#name, bytes);
  }

  closeInput(): boolean {
    return !this.#state.hasEnded && this.#peers.closeInput(this.#name);
  }
}
