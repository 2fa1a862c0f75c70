/** ARP: who asked for whose hardware address, and who answered. */
import { countText, durationText } from '../../basics/words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph, Section } from '../explanation.ts';

const MAX = 8;
/** Maximum packets examined; in a long capture, ARP repeats itself. */
const MAX_EXAMINED = 200;
const REQUEST = 1;

/** At most one section. */
export function explainArp(context: ExplainContext): Section[] {
  const rows = context.rowsOf.get('arp') ?? [];
  if (rows.length === 0) return [];
  const paragraphs: Paragraph[] = [
    paragraph(
      'On a local network, frames go to hardware addresses. ARP asks all hosts for the hardware address that belongs to an IPv4 address, and its owner answers.',
    ),
  ];
  const asked = new Map<string, { row: number; by: string }>();
  const seen = new Set<string>();
  for (const row of rows.slice(0, MAX_EXAMINED)) {
    if (paragraphs.length > MAX) break;
    const fields = context.fields(row);
    const [from, to] = [fields.text('arp.src.proto_ipv4'), fields.text('arp.dst.proto_ipv4')];
    const hardware = fields.text('arp.src.hw_mac');
    if (from === undefined || to === undefined) continue;
    const key = `${fields.number('arp.opcode')} ${from} ${to} ${hardware}`;
    if (fields.number('arp.opcode') === REQUEST) {
      if (from === to && !seen.has(key)) {
        paragraphs.push(
          paragraph(`Packet ${row + 1}: ${hardware} announces that it has ${from}.`, [row + 1]),
        );
      } else if (!asked.has(to)) asked.set(to, { row, by: from });
      seen.add(key);
      continue;
    }
    const question = asked.get(from);
    if (seen.has(key)) continue;
    seen.add(key);
    if (question) {
      const time = durationText(context.capture.table.between(question.row, row));
      asked.delete(from);
      paragraphs.push(
        paragraph(
          `Packet ${question.row + 1}: ${question.by} asks who has ${from}. Packet ${row + 1}, ${time} later: ${from} is at ${hardware}.`,
          [question.row + 1, row + 1],
        ),
      );
    } else
      paragraphs.push(paragraph(`Packet ${row + 1}: ${from} says that it is at ${hardware}.`, [row + 1]));
  }
  for (const [address, { row, by }] of asked) {
    if (paragraphs.length > MAX) break;
    paragraphs.push(
      paragraph(`Packet ${row + 1}: ${by} asks who has ${address}; there is no answer in this capture.`, [
        row + 1,
      ]),
    );
  }
  if (rows.length > MAX_EXAMINED || paragraphs.length > MAX) {
    context.leftOut.push(
      `Of ${countText(rows.length, 'ARP packet')}, only the first are explained; the filter "arp" shows all.`,
    );
  }
  return [{ topic: 'arp', title: 'Finding hardware addresses (ARP)', paragraphs }];
}
