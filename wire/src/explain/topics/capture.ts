/** The capture as a whole: how long, how much, which protocols, and whether the file is sound. */
import { timeText } from '../../protocols/text.ts';
import { countText, durationText, listText } from '../../words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph, Section } from '../explanation.ts';

/** One section, always. */
export function explainCapture(context: ExplainContext): Section[] {
  const { capture, rowsOf } = context;
  const { table, count } = capture;
  const paragraphs: Paragraph[] = [];
  if (count === 0) paragraphs.push(paragraph('There is no packet in it.'));
  else {
    const last = count - 1;
    let bytes = 0;
    for (let row = 0; row < count; row++) bytes += table.length[row]!;
    const begin = timeText({ seconds: table.seconds[0]!, nanos: table.nanos[0]! }).replace(/\.\d+Z$/, ' UTC');
    paragraphs.push(
      paragraph(
        `${countText(count, 'packet')} with ${countText(bytes, 'byte')} in ${durationText(table.between(0, last))}, from ${begin.replace('T', ' ')} on.`,
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
    paragraphs.push(paragraph(`By protocol: ${listText(shown)}. It holds ${listText(talks)}.`));
  }
  const short = shortened(context);
  if (short > 0) {
    paragraphs.push(
      paragraph(
        `${countText(short, 'packet')} ${short === 1 ? 'was' : 'were'} not captured whole (a snapshot length was set), so ends of their data are not in the file.`,
      ),
    );
  }
  for (const { dropped, name } of capture.interfaces) {
    if (dropped) {
      paragraphs.push(
        paragraph(
          `The capture missed ${countText(dropped, 'packet')}${name ? ` on ${name}` : ''}; gaps may come from that and not from the network.`,
        ),
      );
    }
  }
  if (capture.problem) {
    paragraphs.push(
      paragraph(
        `The file is damaged at byte ${capture.problem.offset}: ${capture.problem.message} What comes before is sound and explained here.`,
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
