/** The end of a connection, packet by packet. */
import type { Life } from '../../conversations/life.ts';
import type { ExplainContext } from '../context.ts';
import { lifeFacts } from '../life-facts.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import { addressesText, numbersText } from '../packet-text.ts';

/** Who closed first and how, then each packet in detail. */
export function explainClosing(context: ExplainContext, life: Life): Paragraph[] {
  const { closing } = life;
  const about = lifeFacts(life).filter(({ name }) => ['closing', 'half-close', 'reset'].includes(name));
  const meanings = new Map<number, string>();
  for (const [index, { packet, ack }] of closing.fins.entries()) {
    const order = index === 0 ? 'first FIN' : 'second FIN';
    add(
      meanings,
      packet,
      `carries the ${order}: its sender will send no more data, but can still receive; the FIN uses one sequence number`,
    );
    if (ack !== undefined) add(meanings, ack, `acknowledges the ${order}, with its number plus one`);
  }
  if (closing.reset && closing.reset.reason !== 'port-closed') {
    add(
      meanings,
      closing.reset.packet,
      'carries the RST: it ends the connection immediately, in both directions, without an answer',
    );
  }
  const steps = [...meanings]
    .toSorted(([a], [b]) => a - b)
    .map(([packet, meaning]) => {
      const row = packet - 1;
      return paragraph(
        `Packet ${packet} ${meaning}. ${addressesText(context, row)}. ${numbersText(context, row)}`,
        [packet],
      );
    });
  const last = life.closing.fins.at(-1);
  const waits =
    closing.fins.length === 2 && closing.kind !== 'simultaneous' && last?.ack !== undefined
      ? [
          paragraph(
            `The end that closed first now remembers the connection's addresses and ports for a while (TIME_WAIT), in case its last acknowledgment was lost.`,
            [last.ack],
          ),
        ]
      : [];
  return [...about.map(({ text, packets }) => paragraph(text, packets)), ...steps, ...waits];
}

function add(meanings: Map<number, string>, packet: number, meaning: string): void {
  const before = meanings.get(packet);
  meanings.set(packet, before === undefined ? meaning : `${before}; it also ${meaning}`);
}
