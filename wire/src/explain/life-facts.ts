/** The life of a connection in sentences, each with its packets. */
import type { TcpOptions } from '../protocols/tcp/option-values.ts';
import { countText, durationText, listText, numberText, packetsText } from '../basics/words.ts';
import type { ResetReason } from '../conversations/closing.ts';
import type { Life } from '../conversations/life.ts';
import { otherSide } from '../conversations/opening.ts';
import type { Side } from '../conversations/opening.ts';
import { endpointText } from '../streams/tcp-streams.ts';

/** One fact about a connection. */
export interface LifeFact {
  /** What it is about. */
  name:
    | 'opening'
    | 'repeats'
    | 'options'
    | 'round-trip'
    | 'data'
    | 'retransmissions'
    | 'half-close'
    | 'closing'
    | 'reset';
  readonly text: string;
  /** The packets that show it, counted from 1. */
  readonly packets: readonly number[];
}

/** The facts of a life, in the order of the events. */
export function lifeFacts(life: Life): LifeFact[] {
  const facts = [openingFact(life)];
  const { repeats, answerTime, ackTime, synAck, ack, syn } = life.opening;
  if (repeats.length > 0) {
    facts.push({
      name: 'repeats',
      text: `Packets of the opening were sent again (${packetsText(repeats)}), because an answer was lost or late.`,
      packets: repeats,
    });
  }
  const options = optionsFact(life);
  if (options) facts.push(options);
  if (answerTime !== undefined && ackTime !== undefined && syn && synAck && ack) {
    facts.push({
      name: 'round-trip',
      text: `The round trip of the handshake took ${durationText(answerTime + ackTime)}: ${durationText(answerTime)} to the SYN-ACK and ${durationText(ackTime)} to its acknowledgment${placeText(answerTime, ackTime, life)}.`,
      packets: [syn, synAck, ack],
    });
  }
  facts.push(dataFact(life), retransmissionsFact(life), ...closingFacts(life));
  return facts;
}

/** The name of an end in the text. */
function name(life: Life, side: Side): string {
  return endpointText(life[side]);
}

function openingFact(life: Life): LifeFact {
  const { kind, opener, syn, synAck, ack, otherSyn, refusal, dataInSyn } = life.opening;
  const packets = [syn, otherSyn, synAck, ack, refusal].filter((packet) => packet !== undefined);
  const fact = (text: string): LifeFact => ({ name: 'opening', text, packets });
  if (opener === undefined) {
    return fact(
      `The opening is not in the capture: its first packet, ${life.first}, belongs to a connection that was already open. The capture does not show who opened it.`,
    );
  }
  const one = name(life, opener);
  const other = name(life, otherSide(opener));
  const data = dataInSyn > 0 ? ` with ${countText(dataInSyn, 'byte')} of data in it (TCP Fast Open)` : '';
  switch (kind) {
    case 'normal':
      return fact(
        syn === undefined
          ? `${one} opened the connection to ${other}; the capture begins with the SYN-ACK in packet ${synAck}, acknowledged in packet ${ack}.`
          : `${one} opened the connection to ${other} in three steps: SYN in packet ${syn}${data}, SYN-ACK in packet ${synAck}, ACK in packet ${ack}.`,
      );
    case 'simultaneous':
      return fact(
        `Both ends opened at the same time: ${one} sent its SYN in packet ${syn} and ${other} its own in packet ${otherSyn}, before either received the other's. The result is one connection, as the standard requires.`,
      );
    case 'refused':
      return fact(
        `${one} asked ${other} for a connection (SYN in packet ${syn}) and was refused: the RST in packet ${refusal}${life.opening.answerTime === undefined ? '' : `, ${durationText(life.opening.answerTime)} later,`} says that no program listens on port ${life[otherSide(opener)].port} there, or that a filter refuses it.`,
      );
    case 'unfinished':
      return fact(
        `${one} asked for a connection and ${other} agreed (SYN-ACK in packet ${synAck}), but the capture has no acknowledgment of it.`,
      );
    case 'one-sided':
      return fact(
        `${one} asked ${other} for a connection (SYN in packet ${syn}${data}) and went on; the answer is not in this capture.`,
      );
    default:
      return fact(
        `${one} asked ${other} for a connection (SYN in packet ${syn}${data}), and this capture has no answer. Packets do not tell why.`,
      );
  }
}

function optionsFact(life: Life): LifeFact | undefined {
  const { options, agreed, syn, synAck, otherSyn } = life.opening;
  if (!options.client && !options.server) return undefined;
  const sides = (['client', 'server'] as const).filter((side) => options[side]);
  const each = sides.map((side) => `${name(life, side)} ${optionsText(options[side]!)}`);
  const yes = [
    agreed.windowScale ? 'window scaling' : '',
    agreed.sack ? 'selective acknowledgments' : '',
    agreed.timestamps ? 'timestamps' : '',
  ].filter((text) => text !== '');
  const one = yes.length === 1;
  const both =
    sides.length < 2
      ? ''
      : yes.length > 0
        ? ` Both announced ${listText(yes)}, so ${one ? 'that is' : 'these are'} in use.`
        : ' No other option was announced by both, so no other option is in use.';
  return {
    name: 'options',
    text: `In its SYN, ${each.join('; ')}.${both}`,
    packets: [syn, otherSyn, synAck].filter((packet) => packet !== undefined),
  };
}

function optionsText(options: TcpOptions): string {
  const parts = [
    options.maximumSegment === undefined
      ? 'does not say how large a segment may be (so 536 bytes)'
      : `accepts segments of up to ${numberText(options.maximumSegment)} bytes (MSS)`,
  ];
  if (options.windowShift !== undefined) {
    parts.push(`multiplies its windows by ${2 ** options.windowShift} (window scale ${options.windowShift})`);
  }
  if (options.sackPermitted) parts.push('understands SACK');
  if (options.timestamps) parts.push('sends timestamps');
  if (options.fastOpenCookie === 0) parts.push('asks for a Fast Open cookie');
  return listText(parts);
}

function placeText(answer: number, ack: number, life: Life): string {
  if (Math.max(answer, ack) < 1e6 || life.opening.opener === undefined) return '';
  const { opener } = life.opening;
  if (answer > 4 * ack) return `, so the capture was taken near ${name(life, opener)}`;
  if (ack > 4 * answer) return `, so the capture was taken near ${name(life, otherSide(opener))}`;
  return '';
}

function dataFact(life: Life): LifeFact {
  const one = (side: Side): string => {
    const { bytes, withData } = life.sent[side];
    return bytes === 0 ? 'nothing' : `${countText(bytes, 'byte')} in ${countText(withData, 'packet')}`;
  };
  return {
    name: 'data',
    text: `${name(life, 'client')} sent ${one('client')}, ${name(life, 'server')} sent ${one('server')}; the connection lasted ${durationText(life.duration)} from its first packet to its last.`,
    packets: [life.first, life.last],
  };
}

function retransmissionsFact(life: Life): LifeFact {
  const parts: string[] = [];
  for (const side of ['client', 'server'] as const) {
    const { retransmissions } = life.sent[side];
    if (retransmissions.length === 0) continue;
    parts.push(
      `${name(life, side)} sent ${countText(retransmissions.length, 'segment')} again (${packetsText(retransmissions)})`,
    );
  }
  return {
    name: 'retransmissions',
    text: parts.length > 0 ? `${listText(parts)}.` : 'Nothing was sent twice.',
    packets: [...life.sent.client.retransmissions, ...life.sent.server.retransmissions],
  };
}

function acked(ack: number | undefined): string {
  return ack === undefined ? 'which nothing in the capture acknowledges' : `acknowledged in packet ${ack}`;
}

function closingFacts(life: Life): LifeFact[] {
  const { kind, fins, halfClose, reset } = life.closing;
  const [one, other] = fins;
  const facts: LifeFact[] = [];
  const packets = fins.flatMap(({ packet, ack }) => (ack === undefined ? [packet] : [packet, ack]));
  const add = (text: string): void => void facts.push({ name: 'closing', text, packets });
  if (one && other) {
    const [first, second] = [name(life, one.from), name(life, other.from)];
    if (kind === 'simultaneous') {
      add(
        `Both ends closed at the same time: ${first} with the FIN in packet ${one.packet}, ${second} with its own in packet ${other.packet}, which does not yet acknowledge the first.`,
      );
    } else if (kind === 'three-way') {
      add(
        `${first} closed first (FIN in packet ${one.packet}); ${second} acknowledged it and closed in the same packet (${other.packet}), ${acked(other.ack)}: a close in three packets.`,
      );
    } else {
      add(
        `${first} closed first (FIN in packet ${one.packet}, ${acked(one.ack)}); ${second} closed afterwards (FIN in packet ${other.packet}, ${acked(other.ack)}): a close in four packets.`,
      );
    }
  } else if (one) {
    add(
      `${name(life, one.from)} closed its direction (FIN in packet ${one.packet}, ${acked(one.ack)}); ${name(life, otherSide(one.from))} did not close in this capture.`,
    );
  } else if (!reset) {
    add('The capture ends before the connection does: neither FIN nor RST was seen.');
  }
  if (halfClose) {
    facts.push({
      name: 'half-close',
      text: `The connection was used half-closed: after receiving the FIN, ${name(life, halfClose.from)} still sent ${countText(halfClose.bytes, 'byte')} (${packetsText(halfClose.packets)}).`,
      packets: halfClose.packets,
    });
  }
  if (reset && reset.reason !== 'port-closed') {
    facts.push({
      name: 'reset',
      text: `${name(life, reset.from)} reset the connection in packet ${reset.packet}. ${REASONS[reset.reason](name(life, reset.from), name(life, otherSide(reset.from)), reset.after)}`,
      packets: reset.after === undefined ? [reset.packet] : [reset.after, reset.packet],
    });
  }
  return facts;
}

const REASONS: Readonly<
  Record<ResetReason, (own: string, other: string, after: number | undefined) => string>
> = {
  'port-closed': () => 'No program listens there, or a filter refuses it.',
  'unread-data': (own, other) =>
    `The last data came from ${other}. A host resets a connection when its program closes the socket, or ends, before it has read everything, among other reasons; that data was acknowledged does not mean that ${own} had read it.`,
  'data-after-close': (_, other, after) =>
    `It had already closed, and packet ${after} from ${other} carried data that no program could receive any longer.`,
  'after-close': (own, _, after) =>
    `${own} had already closed and forgotten the connection when packet ${after ?? '?'} arrived.`,
  'unknown-connection': (own, _, after) =>
    `It answers packet ${after}: ${own} does not know this connection, or does not know it any longer.`,
  'gave-up': (own, other) =>
    `Its last packets were retransmissions without an answer from ${other}: ${own} gave up.`,
  abort: (own) =>
    `All data that ${own} had received was acknowledged. Packets do not show what its program had read, nor why the reset came.`,
};
