/** The end of a connection, packet by packet. */
import type { Life } from '../../conversations/life.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import { addressesText, numbersText } from '../packet-text.ts';

/** Who closed first and how, then each packet of it spelled out. */
export function explainClosing(context: ExplainContext, life: Life): Paragraph[] {
  const { closing } = life;
  const about = life.facts.filter(({ name }) => ['closing', 'half-close', 'reset'].includes(name));
  const meanings = new Map<number, string>();
  for (const [index, { packet, ack }] of closing.fins.entries()) {
    const order = index === 0 ? 'first FIN' : 'second FIN';
    add(
      meanings,
      packet,
      `the ${order}: its sender will send no more data, but can still receive; the FIN counts as one number`,
    );
    if (ack !== undefined) add(meanings, ack, `acknowledges the ${order}, with its number plus one`);
  }
  if (closing.reset && closing.reset.reason !== 'port-closed') {
    add(
      meanings,
      closing.reset.packet,
      'the RST: the connection is over at once, for both directions, without an answer',
    );
  }
  const steps = [...meanings]
    .toSorted(([a], [b]) => a - b)
    .map(([packet, meaning]) => {
      const row = packet - 1;
      return paragraph(
        `Packet ${packet}: ${meaning}. ${addressesText(context, row)}. ${numbersText(context, row)}`,
        [packet],
      );
    });
  const last = life.closing.fins.at(-1);
  const waits =
    closing.fins.length === 2 && closing.kind !== 'simultaneous' && last?.ack !== undefined
      ? [
          paragraph(
            `The end that closed first now keeps the connection's addresses and ports for a while (TIME_WAIT), in case its last acknowledgement was lost.`,
            [last.ack],
          ),
        ]
      : [];
  return [...about.map(({ text, packets }) => paragraph(text, packets)), ...steps, ...waits];
}

function add(meanings: Map<number, string>, packet: number, meaning: string): void {
  const before = meanings.get(packet);
  meanings.set(
    packet,
    before === undefined
      ? meaning
      : `${before}; it is also ${meaning.replace(/^acknowledges/, 'what acknowledges')}`,
  );
}
