/** WebSocket (RFC 6455): frames each way, the masks, the closing. */
import type { Life } from '../../conversations/life.ts';
import { countText } from '../../basics/words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import type { Frame } from '../../protocols/websocket/frame.ts';
import { messagesOf } from '../../streams/stream-messages.ts';
import { protocolRows } from '../stream-rows.ts';

const MAX = 12;

const MASKED =
  'The client masks what it sends with a key in the same frame; this hides nothing, it only keeps old proxies from mistaking it for HTTP.';

/** Whether the client masks its frames, as it must (RFC 6455 section 5.1). */
function maskText({ capture }: ExplainContext, stream: number): string {
  const own = messagesOf(capture, stream, ['websocket']).filter(({ fromClient }) => fromClient);
  const bare = own.find(({ data }) => !(data as Frame).isMasked);
  if (own.length === 0) return '';
  return bare === undefined
    ? MASKED
    : `A client must mask every frame (RFC 6455 section 5.1); that in packet ${bare.row + 1} is not masked.`;
}

/** An introduction and the first frames. */
export function explainWebSocket(context: ExplainContext, life: Life): Paragraph[] {
  const found = protocolRows(context, life.stream, 'websocket', MAX);
  if (!found) return [];
  const { messages, packets } = found;
  const paragraphs = [
    paragraph(
      `After the upgrade both ends use WebSocket, which has messages where TCP has only bytes: ${countText(messages.client, 'frame')} from the client in ${countText(packets.client, 'packet')}, ${countText(messages.server, 'frame')} from the server in ${countText(packets.server, 'packet')}. ${maskText(context, life.stream)}`,
      found.rows.map((row) => row + 1),
    ),
  ];
  for (const row of found.rows) {
    const fields = context.fields(row);
    const frames = fields.names('websocket.opcode').map((name) => name.toLowerCase());
    const texts = fields.texts('websocket.payload.text');
    const code = fields.names('websocket.payload.close.status_code')[0];
    const content = texts[0] === undefined ? '' : `: ${context.quoted(new TextEncoder().encode(texts[0]))}`;
    const reason = code === undefined ? '' : `, status ${code}`;
    const mask = fields.value('websocket.mask') === true ? ', masked' : '';
    paragraphs.push(
      paragraph(
        `Packet ${row + 1}, ${frames.length > 1 ? `${frames.length} frames (${frames.slice(0, 4).join(', ')})` : `a ${frames[0] ?? ''} frame`}${mask}${reason}${content}.`,
        [row + 1],
      ),
    );
  }
  if (packets.client + packets.server > MAX) {
    context.leftOut.push(
      `WebSocket frames after the first in TCP stream ${life.stream}; the filter "tcp.stream == ${life.stream} && websocket" shows them.`,
    );
  }
  return paragraphs;
}
