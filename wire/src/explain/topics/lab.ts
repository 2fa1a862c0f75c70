/** The lab's PMU over TCP: the command, the messages, and how messages lie in packets. */
import type { Life } from '../../conversations/life.ts';
import { countText } from '../../words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import { protocolRows } from '../stream-rows.ts';

const MOST = 24;

/** At most three paragraphs. */
export function explainLab(context: ExplainContext, life: Life): Paragraph[] {
  const found = protocolRows(context, life.stream, 'pmu', MOST);
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
        ? 'In the packets looked at, each message has a packet of its own; that is luck, not a rule.'
        : `Several messages share a packet (the first: ${several[0]}), because the sender's TCP put them together.`;
    paragraphs.push(
      paragraph(
        `The server sends ${countText(total, 'message')}, complete in ${countText(found.packets.server, 'packet')}. ${cut} Nothing marks where a message ends, so the program has to find that out itself, whatever recv() gives it.`,
        found.rows.map((row) => row + 1),
      ),
    );
  }
  return paragraphs;
}
