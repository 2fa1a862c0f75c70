/** The opening of a connection, packet by packet. */
import { endpointText } from '../../conversations/life-facts.ts';
import type { Life } from '../../conversations/life.ts';
import { otherSide } from '../../conversations/opening.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import { addressesText, numbersText } from '../packet-text.ts';

/** What happened first, each packet of the handshake spelled out, what was agreed, how long it took. */
export function explainOpening(context: ExplainContext, life: Life): Paragraph[] {
  const { opening } = life;
  const about = life.facts.filter(({ name }) =>
    ['opening', 'repeats', 'options', 'round-trip'].includes(name),
  );
  const [first, ...rest] = about.map(({ text, packets }) => paragraph(text, packets));
  const steps: Paragraph[] = [];
  const spell = (packet: number | undefined, title: string, meaning: string): void => {
    if (packet === undefined) return;
    const row = packet - 1;
    steps.push(
      paragraph(
        `Packet ${packet}, ${title}. ${addressesText(context, row)}. ${numbersText(context, row)} ${meaning}`,
        [packet],
      ),
    );
  };
  if (opening.opener !== undefined) {
    const other = endpointText(life[otherSide(opening.opener)]);
    spell(
      opening.syn,
      'the SYN',
      `It asks ${other} for a connection and says with which number the bytes of this direction will be counted; the SYN itself counts as one.`,
    );
    spell(opening.otherSyn, "the other end's SYN", 'It crosses the first one on its way.');
    spell(opening.refusal, 'the RST', 'It refuses: the number acknowledged is that of the SYN, plus one.');
    spell(
      opening.synAck,
      'the SYN-ACK',
      'It agrees: its acknowledgement is the number of the SYN plus one, and it begins the numbers of its own direction in the same packet.',
    );
    spell(
      opening.ack,
      'the ACK',
      'It acknowledges the SYN-ACK in the same way. Now both ends know that the other has heard them, and the connection is open.',
    );
  }
  if (steps.length > 0 && context.fields(steps[0]!.packets[0]! - 1).has('eth.src')) {
    steps.push(
      paragraph(
        "The Ethernet addresses are those of the two ends of this one link. Where the other host is in another network, the address at that end is the router's; the IP addresses stay the same all the way.",
      ),
    );
  }
  return first ? [first, ...steps, ...rest] : steps;
}
