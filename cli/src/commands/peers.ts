/** `wireside peers`: all servers of the lab at once, as the machine of a course offers them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { selfSigned } from '@wireside/authority';
import { listenPeer, type Peer, PeerError, peers } from '@wireside/peers';
import { EDITIONS, PMU_TLS_PORT, type ServerOptions } from '../peers/editions.ts';
import { hostOf } from '../peers/host.ts';
import { untilInterrupted } from '../peers/interrupted.ts';
import { LiveLines } from '../peers/live-lines.ts';
import { escape } from '../terminal/escape.ts';
import { UsageError } from '../usage-error.ts';

/** What the command line may say. */
interface Flags {
  readonly only?: string;
  readonly edition: string;
  readonly host?: string;
  readonly seed?: string;
}

/** Registers the command. */
export function peersCommand(program: Command): void {
  program
    .command('peers')
    .description('start all reference servers at once, with a line for each client')
    .option('--only <names>', 'only these, with commas between them')
    .option('--edition <name>', `one of ${Object.keys(EDITIONS).join(', ')}`, 'wireside')
    .option('--host <address>', 'address to listen on; without it, only this computer is served')
    .option('--seed <text>', 'where all chance comes from')
    .action(servePeers);
}

async function servePeers(flags: Flags): Promise<void> {
  const names = namesOf(flags.only);
  const edition = Object.hasOwn(EDITIONS, flags.edition) ? EDITIONS[flags.edition] : undefined;
  if (!edition) {
    throw new UsageError(
      `There is no edition ${flags.edition}.`,
      `Choose one of ${Object.keys(EDITIONS).join(', ')}.`,
    );
  }
  // From here on, so that a Ctrl-C while they start takes the folder away as well.
  const interrupted = untilInterrupted();
  const folder = mkdtempSync(join(tmpdir(), 'wireside-peers-'));
  const lines = new LiveLines(process.stdout);
  const running: Peer[] = [];
  try {
    const identity = names.some(hasCertificate) ? await makeIdentity(folder) : undefined;
    for (const name of names) {
      const record = optionsOf(name, edition, flags, identity);
      const started = await start(name, record, lines);
      if (started) running.push(started);
    }
    if (running.length === 0)
      throw new UsageError('None of the servers could be started.', 'The lines above say why.');
    if (identity) lines.say(`Clients over TLS have to trust ${identity.file}`);
    if (flags.host !== undefined)
      lines.say(`Whoever reaches ${escape(flags.host)} is served. Ctrl-C ends it.`);
    else lines.say('Only this computer is served; --host 0.0.0.0 lets others in. Ctrl-C ends it.');
    await interrupted;
  } finally {
    await Promise.all(running.map((peer) => peer.close()));
    lines.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The peers that were asked for, in the order of the catalogue. */
function namesOf(only: string | undefined): string[] {
  const all = Object.keys(peers);
  if (only === undefined) return all;
  const wanted = only.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`There is no server ${unknown}.`, `Choose among ${all.join(', ')}.`);
  }
  return all.filter((name) => wanted.includes(name));
}

/** Starts one; what keeps it from starting is said, and does not keep the others. */
async function start(
  name: string,
  record: Record<string, unknown>,
  lines: LiveLines,
): Promise<Peer | undefined> {
  try {
    const peer = await listenPeer(name, record, { log: (event) => lines.add(event) });
    const { host, port } = peer.address;
    lines.say(`${name.padEnd(14)} listens on ${host.includes(':') ? `[${host}]` : host}:${port}`);
    return peer;
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    lines.say(
      `${name.padEnd(14)} is not started. ${escape(error.message)} ${escape(error.hint)} (${error.code})`,
    );
    return undefined;
  }
}

function optionsOf(
  name: string,
  edition: ServerOptions,
  { host, seed }: Flags,
  identity: { certificate: string; key: string } | undefined,
): Record<string, unknown> {
  const has = (option: string): boolean =>
    peers[name as keyof typeof peers].options.some((row) => row.name === option);
  return {
    ...edition[name],
    ...(name === 'pmu-tls' ? { port: PMU_TLS_PORT } : {}),
    ...(host === undefined ? {} : hostOf(host, has)),
    ...(seed !== undefined && has('seed') ? { seed } : {}),
    ...(hasCertificate(name) ? { certificate: identity?.certificate, key: identity?.key } : {}),
  };
}

function hasCertificate(name: string): boolean {
  return peers[name as keyof typeof peers].options.some((option) => option.name === 'certificate');
}

/** One certificate for all servers over TLS, made for this time; its key never leaves this process. */
async function makeIdentity(folder: string): Promise<{ certificate: string; key: string; file: string }> {
  const identity = await selfSigned({ name: 'localhost' });
  const file = join(folder, 'server.pem');
  writeFileSync(file, identity.certificate);
  return { ...identity, file };
}
