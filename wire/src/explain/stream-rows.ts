/** The packets of a TCP stream in which messages of a protocol are complete. */
import { streamMessages } from '../streams/stream-messages.ts';
import type { ExplainContext } from './context.ts';

/** Rows in capture order, each once, at most `most`; how many messages there are, and in how many packets. */
export interface ProtocolRows {
  readonly rows: number[];
  readonly messages: { client: number; server: number };
  readonly packets: { client: number; server: number };
}

/** The messages of a protocol in a stream; undefined if there are none. */
export function protocolRows(
  context: ExplainContext,
  stream: number,
  protocol: string,
  most: number,
): ProtocolRows | undefined {
  // A registry without protocols in streams has no messages to cut.
  if (!context.capture.registry.streamProtocols.some(({ name }) => name === protocol)) return undefined;
  const found: ProtocolRows = {
    rows: [],
    messages: { client: 0, server: 0 },
    packets: { client: 0, server: 0 },
  };
  let last = -1;
  for (const message of streamMessages(context.capture, stream).all) {
    if (message.protocol.name !== protocol) continue;
    const side = message.fromClient ? 'client' : 'server';
    found.messages[side]++;
    if (message.row === last) continue;
    last = message.row;
    found.packets[side]++;
    if (found.rows.length < most) found.rows.push(message.row);
  }
  return found.messages.client + found.messages.server > 0 ? found : undefined;
}
