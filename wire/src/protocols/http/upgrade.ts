/** The protocol of a connection after HTTP has handed it over (RFC 9110 sections 7.8 and 9.3.6). */
import type { StreamContext, StreamCutter } from '../../core/stream-cutter.ts';
import { headerValue } from './head.ts';
import type { Head } from './head.ts';
import { websocket } from '../websocket/websocket.ts';

/** The protocol that a response with status 101 switches to, if it is known. */
export function upgradeOf(head: Head): StreamCutter | undefined {
  if (head.code !== 101) return undefined;
  return headerValue(head, 'upgrade').toLowerCase() === 'websocket' ? websocket : undefined;
}

/** The protocol of the port that a successful CONNECT asked for. */
export function tunnelOf(
  request: Head | undefined,
  response: Head,
  context: StreamContext,
): StreamCutter | undefined {
  if (request?.words[0].text !== 'CONNECT' || response.code < 200 || response.code > 299) return undefined;
  const port = Number(/:(\d{1,5})$/.exec(request.words[1].text)?.[1] ?? Number.NaN);
  return context.protocols.find((one) => one.ports?.includes(port));
}
