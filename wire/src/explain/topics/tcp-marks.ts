/** Packets that the analysis marks, except retransmissions, with the reasons. */
import type { Life } from '../../conversations/life.ts';
import { rowsOf, streamRows } from '../../core/stream-rows.ts';
import { ANY_MARK, MARK, MARK_NAMES } from '../../tcp-analysis/marks.ts';
import { why } from '../../tcp-reasons/why.ts';
import { countText } from '../../basics/words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';

/** Maximum packets explained for each mark. */
const MAX_OF_A_KIND = 2;

const TITLES: Readonly<Record<string, string>> = {
  out_of_order: 'out of order',
  lost_segment: 'a segment before it is missing',
  ack_lost_segment: 'it acknowledges data that was not seen',
  duplicate_ack: 'duplicate acknowledgment',
  keep_alive: 'keep-alive',
  keep_alive_ack: 'answer to a keep-alive',
  zero_window: 'the window is closed',
  zero_window_probe: 'a probe of the closed window',
  zero_window_probe_ack: 'answer to a probe',
  window_update: 'window update',
  window_full: 'the window is full',
  reused_ports: 'ports reused',
};

/** The first packets of each kind, with their reasons. */
export function explainMarks(context: ExplainContext, life: Life): Paragraph[] {
  const { capture } = context;
  const { table } = capture;
  const counts = new Map<string, number>();
  const paragraphs: Paragraph[] = [];
  for (const row of rowsOf(streamRows(capture, 'tcp'), life.stream)) {
    const marks = table.marks[row]! & ANY_MARK;
    if (marks === 0 || marks & MARK.retransmission) continue;
    const names = MARK_NAMES.filter(([bit]) => marks & bit).map(([, name]) => name);
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    const isNew = names.some((name) => counts.get(name)! <= MAX_OF_A_KIND);
    if (!isNew || paragraphs.length >= context.packets) continue;
    for (const { mark, text } of why(capture, row)) {
      const title = TITLES[mark];
      if (title) paragraphs.push(paragraph(`Packet ${row + 1}, ${title}: ${text}`, [row + 1]));
    }
  }
  const more = [...counts].filter(([, count]) => count > MAX_OF_A_KIND);
  for (const [name, count] of more) {
    context.leftOut.push(
      `${countText(count, 'packet')} of TCP stream ${life.stream} marked ${name}, of which only the first are explained; the filter "tcp.stream == ${life.stream} && tcp.analysis.${name}" shows all.`,
    );
  }
  return paragraphs;
}
