/** The opening of a connection, packet by packet. */
import { endpointText } from '../../streams/tcp-streams.ts';
import type { Life } from '../../conversations/life.ts';
import { otherSide } from '../../conversations/opening.ts';
import type { ExplainContext } from '../context.ts';
import { lifeFacts } from '../life-facts.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import { addressesText, numbersText } from '../packet-text.ts';

/** What happened first, each packet of the handshake in detail, what was agreed, how long it took. */
export function explainOpening(context: ExplainContext, life: Life): Paragraph[] {
  const { opening } = life;
  const about = lifeFacts(life).filter(({ name }) =>
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
      `It asks ${other} for a connection and gives the initial sequence number of this direction; the SYN itself uses one sequence number.`,
    );
    spell(opening.otherSyn, "the other end's SYN", 'It crosses the first one on the way.');
    spell(
      opening.refusal,
      'the RST',
      'It refuses the connection: its acknowledgment is the number of the SYN plus one.',
    );
    spell(
      opening.synAck,
      'the SYN-ACK',
      'It agrees: its acknowledgment is the number of the SYN plus one, and the same packet gives the initial sequence number of its own direction.',
    );
    spell(
      opening.ack,
      'the ACK',
      'It acknowledges the SYN-ACK in the same way. Now each end knows that the other has received its SYN, and the connection is open.',
    );
  }
  if (steps.length > 0 && context.fields(steps[0]!.packets[0]! - 1).has('eth.src')) {
    steps.push(
      paragraph(
        "The Ethernet addresses are those of the two ends of this link. If the other host is in another network, the address at that end is the router's; the IP addresses stay the same along the whole path.",
      ),
    );
  }
  return first ? [first, ...steps, ...rest] : steps;
}
