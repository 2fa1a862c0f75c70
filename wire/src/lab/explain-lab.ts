/** PMU over TCP: the command, the messages, and how the messages are spread over packets. */
import type { Life } from '../conversations/life.ts';
import { countText } from '../basics/words.ts';
import type { ExplainContext } from '../explain/context.ts';
import { paragraph } from '../explain/explanation.ts';
import type { Paragraph } from '../explain/explanation.ts';
import { protocolRows } from '../explain/stream-rows.ts';

const MAX = 24;

/** At most three paragraphs. */
export function explainLab(context: ExplainContext, life: Life): Paragraph[] {
  const found = protocolRows(context, life.stream, 'pmu', MAX);
  if (!found) return [];
  const paragraphs: Paragraph[] = [];
  const several: number[] = [];
  let messages = 0;
  for (const row of found.rows) {
    const fields = context.fields(row);
    const command = fields.text('pmu.command');
    if (command !== undefined) {
      paragraphs.push(
        paragraph(
          `Packet ${row + 1} carries the command ${context.quoted(new TextEncoder().encode(command))}.`,
          [row + 1],
        ),
      );
    }
    const inside = fields.items('pmu.message').length;
    messages += inside;
    if (inside > 1) several.push(row + 1);
  }
  const total = found.messages.server;
  if (messages > 0) {
    const cut =
      several.length === 0
        ? 'In the packets examined, each message has its own packet; TCP does not guarantee this.'
        : `Several messages share a packet (the first: ${several[0]}), because the sender's TCP combined them.`;
    paragraphs.push(
      paragraph(
        `The server sends ${countText(total, 'message')}, complete in ${countText(found.packets.server, 'packet')}. ${cut} Nothing marks where a message ends, so the program must find the boundaries itself, whatever recv() returns.`,
        found.rows.map((row) => row + 1),
      ),
    );
  }
  return paragraphs;
}
