/** Starts all servers of the lab at once, as a course offers them. */
import { escape } from '@wireside/trace';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '@wireside/authority';
import { available } from '@wireside/wire';
import { formatAddress, isPeerName, listenPeer, PeerError, peerNames, peers } from '@wireside/peers';
import type { Peer, PeerName } from '@wireside/peers';
import { UsageError } from '../usage-error.ts';
import { PMU_TLS_PORT, serverOptions } from './editions.ts';
import type { ServerOptions } from './editions.ts';
import { hostOf } from './host.ts';
import { untilInterrupted } from './interrupted.ts';
import { LiveLines } from './live-lines.ts';

/** The flags of the command line. */
export interface ServeAllFlags {
  /** Names of servers, separated by commas; all by default. */
  readonly only?: string;
  /** An edition of the lab. */
  readonly edition?: string;
  /** The address to listen on; only this computer is served by default. */
  readonly host?: string;
  /** The random seed of all servers. */
  readonly seed?: string;
}

/** A certificate and a key for all servers over TLS. */
interface Identity {
  readonly certificate: string;
  readonly key: string;
  /** Where the certificate is, for the clients. */
  readonly file: string;
}

/**
 * Serves until the user interrupts, with a line for each client.
 *
 * @throws {UsageError} when a server or an edition does not exist, or no server could be started.
 */
export async function serveAll(flags: ServeAllFlags): Promise<void> {
  const names = namesOf(flags.only);
  const edition = serverOptions(flags.edition);
  // From here on, so that a Ctrl-C during the start removes the folder too.
  const interrupted = untilInterrupted();
  const folder = mkdtempSync(join(tmpdir(), 'wireside-peers-'));
  const lines = new LiveLines(process.stdout);
  const running: Peer[] = [];
  try {
    const identity = names.some((name) => has(name, 'certificate')) ? await makeIdentity(folder) : undefined;
    for (const name of names) {
      const started = await start(name, optionsOf(name, edition, flags, identity), lines);
      if (started) running.push(started);
    }
    if (running.length === 0)
      throw new UsageError('None of the servers could be started.', 'The lines above say why.');
    if (identity) lines.say(`Clients over TLS have to trust ${identity.file}`);
    lines.say(
      flags.host === undefined
        ? 'Only this computer can connect; --host 0.0.0.0 accepts others too. Press Ctrl-C to stop.'
        : `Everyone who can reach ${escape(flags.host)} can connect. Press Ctrl-C to stop.`,
    );
    await interrupted;
  } finally {
    await Promise.all(running.map((peer) => peer.close()));
    lines.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The servers to start, in the order of the catalog. */
function namesOf(only: string | undefined): readonly PeerName[] {
  if (only === undefined) return peerNames;
  const wanted = only.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !isPeerName(name));
  if (unknown !== undefined) {
    throw new UsageError(`There is no server "${unknown}".`, available(unknown, peerNames, 'servers'));
  }
  return peerNames.filter((name) => wanted.includes(name));
}

/** Starts one server. What keeps it from starting is reported, and does not affect the others. */
async function start(
  name: PeerName,
  record: Readonly<Record<string, unknown>>,
  lines: LiveLines,
): Promise<Peer | undefined> {
  try {
    let note = '';
    const peer = await listenPeer(name, record, {
      log: (event) => {
        if (event.event === 'listen' && event.note !== undefined) note = `; ${event.note}`;
        lines.add(event);
      },
    });
    const { host, port } = peer.address;
    const does = name === 'tv' ? 'sends to' : 'listens on';
    lines.say(`${name.padEnd(14)} ${does} ${formatAddress(host, port)}${escape(note)}`);
    return peer;
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    lines.say(
      `${name.padEnd(14)} is not started. ${escape(error.message)} ${escape(error.hint)} (${error.code})`,
    );
    return undefined;
  }
}

/** The options of one server: those of the edition, and those of the command line that it has. */
function optionsOf(
  name: PeerName,
  edition: ServerOptions,
  { host, seed }: ServeAllFlags,
  identity: Identity | undefined,
): Record<string, unknown> {
  return {
    ...edition[name],
    ...(name === 'pmu-tls' ? { port: PMU_TLS_PORT } : {}),
    ...(host === undefined ? {} : hostOf(host, (option) => has(name, option))),
    ...(seed !== undefined && has(name, 'seed') ? { seed } : {}),
    ...(has(name, 'certificate') ? { certificate: identity?.certificate, key: identity?.key } : {}),
  };
}

/** Whether a server has an option. */
function has(name: PeerName, option: string): boolean {
  return peers[name].options.some((row) => row.name === option);
}

/** One certificate for all servers over TLS, made for this run; its key never leaves this process. */
async function makeIdentity(folder: string): Promise<Identity> {
  const identity = await selfSigned({ name: 'localhost' });
  const file = join(folder, 'server.pem');
  writeFileSync(file, identity.certificate);
  return { ...identity, file };
}
