/** Loses packets on the wire, repeatably: which ones is drawn from the run's seed. */
import { Random } from '@wireside/peers';
import { runCommand } from './command.ts';
import type { Network } from './network.ts';

/** Of each row of this many packets in one direction, the same places are lost. */
const PERIOD = 40;

/** Places in the row to drop, `percent` of them, at least one; never the first, so that ARP and the first SYN pass. */
export function placesToDrop(percent: number, seed: string, direction: string): number[] {
  const random = new Random(`${seed}/loss/${direction}`);
  const count = Math.max(1, Math.round((percent / 100) * PERIOD));
  const places = new Set<number>();
  while (places.size < Math.min(count, PERIOD - 1)) places.add(random.integer(1, PERIOD - 1));
  return [...places].toSorted((a, b) => a - b);
}

/** nft(8) rules that drop IP packets as they come in from `device`, after a capture there has seen them. */
export function lossRules(device: string, places: readonly number[]): string {
  return `table inet wireside {
  chain lose {
    type filter hook input priority 0;
    iifname "${device}" meta l4proto { tcp, udp } numgen inc mod ${PERIOD} { ${places.join(', ')} } counter drop
  }
}
`;
}

/**
 * Starts losing `percent` of the packets in both directions; on one host, of those on its lo. Each is dropped where it arrives, so the
 * capture shows it as sent. Returns a function that stops it and says how many were lost.
 */
export async function startLoss(
  network: Network,
  percent: number,
  seed: string,
): Promise<() => Promise<number>> {
  const own: string[] = [];
  const hosts =
    network.station === 'self'
      ? [{ enter: own, device: network.device, direction: 'to-itself' }]
      : [
          { enter: own, device: 'server', direction: 'to-server' },
          { enter: network.enterStation, device: 'station', direction: 'to-station' },
        ];
  const nft = (enter: string[], args: string[], input?: string): Promise<string> =>
    runCommand([...enter, 'nft', ...args] as [string, ...string[]], input);
  for (const { enter, device, direction } of hosts) {
    await nft(enter, ['-f', '-'], lossRules(device, placesToDrop(percent, seed, direction)));
  }
  return async () => {
    let dropped = 0;
    for (const { enter } of hosts) {
      const listing = await nft(enter, ['list', 'table', 'inet', 'wireside']);
      dropped += Number(/counter packets (\d+)/.exec(listing)?.[1] ?? 0);
      await nft(enter, ['delete', 'table', 'inet', 'wireside']);
    }
    return dropped;
  };
}
