/** The capture as a whole: how long, how much, which protocols, and whether the file is intact. */
import { timeText } from '../../protocols/text.ts';
import { countText, durationText, listText } from '../../basics/words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph, Section } from '../explanation.ts';

/** One section, always. */
export function explainCapture(context: ExplainContext): Section[] {
  const { capture, rowsOf } = context;
  const { table, count } = capture;
  const paragraphs: Paragraph[] = [];
  if (count === 0) paragraphs.push(paragraph('It contains no packets.'));
  else {
    const last = count - 1;
    let bytes = 0;
    for (let row = 0; row < count; row++) bytes += table.length[row]!;
    const begin = timeText({ seconds: table.seconds[0]!, nanos: table.nanos[0]! }).replace(/\.\d+Z$/, ' UTC');
    paragraphs.push(
      paragraph(
        `${countText(count, 'packet')} with ${countText(bytes, 'byte')} in ${durationText(table.between(0, last))}, starting at ${begin.replace('T', ' ')}.`,
        [1, count],
      ),
    );
    const kinds = [...rowsOf].toSorted(([, a], [, b]) => b.length - a.length).slice(0, 8);
    const shown = kinds.map(
      ([name, rows]) =>
        `${rows.length} ${capture.registry.protocols.find((p) => p?.name === name)?.label ?? name}`,
    );
    const talks = [
      countText(capture.tcp.flows.count, 'TCP connection'),
      countText(capture.udp.count, 'UDP conversation'),
    ];
    paragraphs.push(paragraph(`By protocol: ${listText(shown)}. It contains ${listText(talks)}.`));
  }
  const short = shortened(context);
  if (short > 0) {
    paragraphs.push(
      paragraph(
        `${countText(short, 'packet')} ${short === 1 ? 'was' : 'were'} not captured completely (a snapshot length was set), so the end of their data is missing.`,
      ),
    );
  }
  for (const { dropped, name } of capture.interfaces) {
    if (dropped) {
      paragraphs.push(
        paragraph(
          `The capture missed ${countText(dropped, 'packet')}${name ? ` on ${name}` : ''}; gaps may be caused by this and not by the network.`,
        ),
      );
    }
  }
  if (capture.problem) {
    paragraphs.push(
      paragraph(
        `The file is damaged at byte ${capture.problem.offset}: ${capture.problem.message} The packets before it are intact and explained here.`,
      ),
    );
  }
  return [{ topic: 'capture', title: 'The capture', paragraphs }];
}

function shortened({ capture: { table } }: ExplainContext): number {
  let count = 0;
  for (let row = 0; row < table.count; row++) if (table.captured[row]! < table.length[row]!) count++;
  return count;
}
