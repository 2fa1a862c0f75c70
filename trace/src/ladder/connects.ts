/** Which connect() opened which connection. */
import { normalEndpoint } from '../endpoint.ts';
import type { Model } from '../model.ts';
import { CLOCK_SKEW } from '../returns.ts';
import type { ConnectionView } from './view.ts';

/** Connections by the connect() that opened them: by the address, and by the SYN that left while it ran. */
export function connectsByCall(
  model: Model,
  views: readonly ConnectionView[],
): ReadonlyMap<number, ConnectionView> {
  const found = new Map<number, ConnectionView>();
  const free = new Map<string, ConnectionView[]>();
  for (const view of views) {
    if (view.opened === undefined) continue;
    const { endpoint } = view.joined.server;
    const others = free.get(endpoint);
    if (others === undefined) free.set(endpoint, [view]);
    else others.push(view);
  }
  for (const call of model.trace.calls) {
    // A resolver connects UDP sockets to the same addresses, only to sort them (RFC 6724).
    if (call.kind !== 'connect' || call.args === undefined || call.socket?.protocol.startsWith('UDP'))
      continue;
    const waiting = free.get(normalEndpoint(call.args));
    const index = waiting?.findIndex(
      ({ joined, opened = 0 }) =>
        (joined.client.actor ?? call.actor) === call.actor &&
        opened >= call.at - CLOCK_SKEW &&
        opened <= model.latestReturn(call) + CLOCK_SKEW,
    );
    if (waiting !== undefined && index !== undefined && index >= 0) {
      found.set(call.n, waiting.splice(index, 1)[0]!);
    }
  }
  return found;
}
