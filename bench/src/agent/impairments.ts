/** Makes the network drop, delay or slow down packets, repeatably: the seed of the run decides which. */
import { Random } from '@wireside/peers';
import type { ImpairmentDescription } from '@wireside/trace';
import type { Impairment, RunRequest } from '../request.ts';
import type { Network, NetworkHost, Port } from './network.ts';

/** In each group of this many packets in one direction, the same positions are lost. */
const PERIOD = 40;
/** The nft table of the rules; they are removed with it. */
const TABLE = ['inet', 'impaired'];
/** nft counts packets modulo this number: never again within a run. */
const NEVER_AGAIN = 2_147_483_647;

/** Impairments that are in effect. */
export interface Impairments {
  /** Ends them, and returns what they did. */
  stop(): Promise<ImpairmentDescription[]>;
}

/** The kernel cannot do what a scene asks of the network: its run is inconclusive. */
export class ImpairmentError extends Error {
  override name = 'ImpairmentError';
}

/** What makes one impairment on one host: rules for packets that arrive there. */
interface Arrival {
  readonly host: NetworkHost;
  readonly impairment: Impairment;
  /** Its number among the impairments, from 0. */
  readonly number: number;
}

/**
 * Starts impairments. Each works where packets arrive, so the capture shows that they were sent.
 * @param dropMatches by filter: the matches that it stands for, of which one must hold
 * @throws {ImpairmentError} when the kernel does not have what is needed; {ToolError} when nft fails
 */
export async function startImpairments(
  network: Network,
  { scene: { impairments }, seed }: Pick<RunRequest, 'scene' | 'seed'>,
  dropMatches: ReadonlyMap<string, readonly string[]>,
): Promise<Impairments> {
  if (impairments.length === 0) return { stop: () => Promise.resolve([]) };
  const arrivals = impairments.flatMap((impairment, number): Arrival[] =>
    network.hosts
      .filter(({ description }) => impairment.to === undefined || impairment.to === description.name)
      .filter(({ description }) => network.kind === 'localhost' || impairment.from !== description.name)
      .map((host) => ({ host, impairment, number })),
  );
  const hosts = [...new Set(arrivals.map(({ host }) => host))];
  await Promise.all(
    hosts.map(async (host) => {
      const own = arrivals.filter((arrival) => arrival.host === host);
      await nft(host, ['-f', '-'], ruleset(network, own, { seed, dropMatches }));
    }),
  );
  await shape(network, impairments);
  return {
    stop: async () => {
      const dropped = new Map<number, number>();
      await Promise.all(
        hosts.map(async (host) => {
          const listing = await nft(host, ['list', 'table', ...TABLE]);
          for (const [, packets, number] of listing.matchAll(/counter packets (\d+) .*comment "(\d+)"/g)) {
            dropped.set(Number(number), (dropped.get(Number(number)) ?? 0) + Number(packets));
          }
          await nft(host, ['delete', 'table', ...TABLE]);
        }),
      );
      return impairments.map((impairment, i) => describe(impairment, dropped.get(i) ?? 0));
    },
  };
}

/** What run.json says of an impairment. */
function describe(impairment: Impairment, dropped: number): ImpairmentDescription {
  const { kind, from, to } = impairment;
  const way = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  switch (impairment.kind) {
    case 'loss':
      return { kind, ...way, text: `${impairment.percent} %`, dropped };
    case 'drop': {
      const { filter, packets } = impairment;
      const which = packets === undefined ? 'every packet' : `packet ${packets.join(', ')}`;
      return { kind, ...way, text: `${which} of ${filter}`, dropped };
    }
    case 'delay': {
      const jitter = impairment.jitter === undefined ? '' : ` ± ${impairment.jitter} ms`;
      return { kind, ...way, text: `${impairment.milliseconds} ms${jitter}` };
    }
    case 'rate':
      return { kind, ...way, text: `${impairment.kilobits} kbit/s` };
  }
}

/**
 * Positions in each group of packets to lose: `percent` of them, at least one, and never the first, so that ARP and the
 * first SYN get through.
 */
export function positionsToDrop(percent: number, seed: string, direction: string): number[] {
  const random = new Random(`${seed}/loss/${direction}`);
  const count = Math.max(1, Math.round((percent / 100) * PERIOD));
  const positions = new Set<number>();
  while (positions.size < Math.min(count, PERIOD - 1)) positions.add(random.integer(1, PERIOD - 1));
  return [...positions].toSorted((a, b) => a - b);
}

/** nft(8) rules of the kind that impairments need, to try whether the kernel takes them. */
export function lossRules(device: string): string {
  return `table ${TABLE.join(' ')} {
  chain input {
    type filter hook input priority 0;
    iifname "${device}" meta l4proto { tcp, udp } numgen inc mod ${PERIOD} { 1 } counter drop
  }
}
`;
}

/** nft(8) rules for the packets that arrive on a host. */
function ruleset(
  network: Network,
  arrivals: readonly Arrival[],
  {
    seed,
    dropMatches,
  }: { readonly seed: string; readonly dropMatches: ReadonlyMap<string, readonly string[]> },
): string {
  const device = network.kind === 'localhost' ? 'lo' : 'eth*';
  const chains: string[] = [];
  const rules: string[] = [];
  for (const { impairment, number, host } of arrivals) {
    if (impairment.kind !== 'loss' && impairment.kind !== 'drop') continue;
    const verdict = `counter drop comment "${number}"`;
    const { name } = host.description;
    const dropped =
      impairment.kind === 'loss'
        ? `numgen inc mod ${PERIOD} { ${positionsToDrop(impairment.percent, seed, `to-${name}`).join(', ')} } `
        : impairment.packets === undefined
          ? ''
          : `numgen inc mod ${NEVER_AGAIN} { ${impairment.packets.map((n) => n - 1).join(', ')} } `;
    chains.push(`  chain pick${number} {\n    ${dropped}${verdict}\n  }\n`);
    const matches =
      impairment.kind === 'loss' ? ['meta l4proto { tcp, udp }'] : (dropMatches.get(impairment.filter) ?? []);
    // One chain for each, which is left at the first match: a packet is counted once.
    const lines = matches.map((match) => `    ${match} goto pick${number}\n`).join('');
    chains.push(`  chain match${number} {\n${lines}  }\n`);
    for (const from of sources(network, impairment.from)) {
      rules.push(`    iifname "${device}" ${from}jump match${number}\n`);
    }
  }
  return `table ${TABLE.join(' ')} {
${chains.join('')}  chain input {
    type filter hook input priority 0;
${rules.join('')}  }
}
`;
}

/** Matches for the addresses of a host, each with a space after it; one that matches everything for no host. */
function sources(network: Network, from: string | undefined): string[] {
  if (from === undefined || network.kind === 'localhost') return [''];
  const { ipv4, ipv6, more = [] } = network.host(from).description;
  return [ipv4, ipv6, ...more].flatMap((address) =>
    address === undefined ? [] : [`${address.includes(':') ? 'ip6' : 'ip'} saddr ${address} `],
  );
}

/** How packets are shaped at one device. */
interface Shape {
  readonly port: Port;
  readonly settings: string[];
}

/**
 * Delays and slows down packets with netem (tc(8)): where a host sends them, or where the switch sends them to a host. With
 * both, at the sender, whatever the receiver is.
 * @throws {ImpairmentError} when the kernel does not have netem
 */
async function shape(network: Network, impairments: readonly Impairment[]): Promise<void> {
  const shapes = new Map<string, Shape>();
  for (const impairment of impairments) {
    if (impairment.kind !== 'delay' && impairment.kind !== 'rate') continue;
    for (const port of portsOf(network, impairment)) {
      const key = `${port.shell.pid} ${port.device}`;
      const shaped = shapes.get(key) ?? { port, settings: [] };
      shaped.settings.push(...settingsOf(impairment));
      shapes.set(key, shaped);
    }
  }
  for (const { port, settings } of shapes.values()) {
    const command = ['tc', 'qdisc', 'replace', 'dev', port.device, 'root', 'netem', ...settings];
    try {
      await port.shell.run(command);
    } catch (error) {
      if (!(error as Error).message.includes('qdisc kind is unknown')) throw error;
      throw new ImpairmentError(
        'this kernel cannot delay packets or limit their rate: it has no module sch_netem',
      );
    }
  }
}

function settingsOf(impairment: Impairment & { kind: 'delay' | 'rate' }): string[] {
  if (impairment.kind === 'rate') return ['rate', `${impairment.kilobits}kbit`];
  const { milliseconds, jitter } = impairment;
  return ['delay', `${milliseconds}ms`, ...(jitter === undefined ? [] : [`${jitter}ms`])];
}

function portsOf(network: Network, { from, to }: Impairment): Port[] {
  if (from !== undefined && network.kind === 'wire') {
    const { shell, devices } = network.host(from);
    return devices.map((device) => ({ shell, device }));
  }
  const hosts = to === undefined ? network.hosts.map(({ description }) => description.name) : [to];
  return hosts.map((host) => network.towards(host));
}

function nft({ shell }: NetworkHost, args: readonly string[], input?: string): Promise<string> {
  return shell.run(['nft', ...args], input);
}
