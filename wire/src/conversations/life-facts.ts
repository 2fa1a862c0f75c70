/** The life of a connection in sentences, each with the packets that show it. */
import type { TcpOptions } from '../tcp/options.ts';
import { countText, durationText, listText, packetsText } from '../words.ts';
import type { ResetReason } from './closing.ts';
import type { Life } from './life.ts';
import { otherSide } from './opening.ts';
import type { Side } from './opening.ts';
import type { Endpoint } from './tcp-streams.ts';

/** One thing that is known about a connection. */
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
  text: string;
  /** The packets that show it, counted from 1. */
  packets: readonly number[];
}

/** `10.0.0.1:5000`, `[fe80::1]:5000`. */
export function endpointText(endpoint: Endpoint): string {
  const { address, port } = endpoint;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** The facts of a life, in the order of the events. */
export function lifeFacts(life: Omit<Life, 'facts'>): LifeFact[] {
  const facts = [openingFact(life)];
  const { repeats, answerTime, ackTime, synAck, ack, syn } = life.opening;
  if (repeats.length > 0) {
    facts.push({
      name: 'repeats',
      text: `The opening needed repetition: ${countText(repeats.length, 'packet')} of it ${repeats.length === 1 ? 'was' : 'were'} sent again (${packetsText(repeats)}), because an answer was lost or late.`,
      packets: repeats,
    });
  }
  const options = optionsFact(life);
  if (options) facts.push(options);
  if (answerTime !== undefined && ackTime !== undefined && syn && synAck && ack) {
    facts.push({
      name: 'round-trip',
      text: `The round trip of the handshake took ${durationText(answerTime + ackTime)}: ${durationText(answerTime)} to the SYN-ACK and ${durationText(ackTime)} to its acknowledgement${placeText(answerTime, ackTime, life)}.`,
      packets: [syn, synAck, ack],
    });
  }
  facts.push(dataFact(life), retransmissionsFact(life), ...closingFacts(life));
  return facts;
}

/** How the text calls an end. */
function name(life: Omit<Life, 'facts'>, side: Side): string {
  return endpointText(life[side]);
}

function openingFact(life: Omit<Life, 'facts'>): LifeFact {
  const { kind, opener, syn, synAck, ack, otherSyn, refusal, dataInSyn } = life.opening;
  const packets = [syn, otherSyn, synAck, ack, refusal].filter((packet) => packet !== undefined);
  const fact = (text: string): LifeFact => ({ name: 'opening', text, packets });
  if (opener === undefined) {
    return fact(
      `The opening is not in the capture: its first packet, ${life.first}, belongs to a connection that was there already. Who opened it cannot be seen.`,
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
        `Both ends opened at the same time: ${one} sent its SYN in packet ${syn} and ${other} its own in packet ${otherSyn}, before either had the other's. One connection came out of it, as the standard wants.`,
      );
    case 'refused':
      return fact(
        `${one} asked ${other} for a connection (SYN in packet ${syn}) and was refused: the RST in packet ${refusal}${life.opening.answerTime === undefined ? '' : `, ${durationText(life.opening.answerTime)} later,`} says that no program listens on port ${life[otherSide(opener)].port} there.`,
      );
    case 'unfinished':
      return fact(
        `${one} asked for a connection and ${other} agreed (SYN-ACK in packet ${synAck}), but no acknowledgement of that is in the capture: the connection stayed half open.`,
      );
    default:
      return fact(
        `${one} asked ${other} for a connection (SYN in packet ${syn}${data}) and had no answer in this capture: the host is away, a filter swallows the packets, or the answer took another way.`,
      );
  }
}

function optionsFact(life: Omit<Life, 'facts'>): LifeFact | undefined {
  const { options, agreed, syn, synAck, otherSyn } = life.opening;
  if (!options.client && !options.server) return undefined;
  const sides = (['client', 'server'] as const).filter((side) => options[side]);
  const each = sides.map((side) => `${name(life, side)} ${optionsText(options[side]!)}`);
  const yes = [
    agreed.windowScale ? 'window scaling' : '',
    agreed.sack ? 'selective acknowledgements' : '',
    agreed.timestamps ? 'timestamps' : '',
  ].filter((text) => text !== '');
  const one = yes.length === 1;
  const both =
    sides.length < 2
      ? ''
      : yes.length > 0
        ? ` Both announced ${listText(yes)}, so ${one ? 'that is' : 'these are'} in use.`
        : ' Nothing beyond that was announced by both, so nothing beyond that is in use.';
  return {
    name: 'options',
    text: `In its SYN, ${each.join('; ')}.${both}`,
    packets: [syn, otherSyn, synAck].filter((packet) => packet !== undefined),
  };
}

function optionsText(options: TcpOptions): string {
  const parts = [
    options.maximumSegment === undefined
      ? 'does not say how big a segment may be (so 536 bytes)'
      : `takes segments of up to ${options.maximumSegment} bytes (MSS)`,
  ];
  if (options.windowShift !== undefined) {
    parts.push(`multiplies its windows by ${2 ** options.windowShift} (window scale ${options.windowShift})`);
  }
  if (options.sackPermitted) parts.push('understands SACK');
  if (options.timestamps) parts.push('sends timestamps');
  if (options.fastOpenCookie === 0) parts.push('asks for a Fast Open cookie');
  return listText(parts);
}

function placeText(answer: number, ack: number, life: Omit<Life, 'facts'>): string {
  if (Math.max(answer, ack) < 1e6 || life.opening.opener === undefined) return '';
  const { opener } = life.opening;
  if (answer > 4 * ack) return `, so the capture was taken near ${name(life, opener)}`;
  if (ack > 4 * answer) return `, so the capture was taken near ${name(life, otherSide(opener))}`;
  return '';
}

function dataFact(life: Omit<Life, 'facts'>): LifeFact {
  const one = (side: Side): string => {
    const { bytes, withData } = life.sent[side];
    return bytes === 0 ? 'nothing' : `${countText(bytes, 'byte')} in ${countText(withData, 'packet')}`;
  };
  return {
    name: 'data',
    text: `${name(life, 'client')} sent ${one('client')}, ${name(life, 'server')} sent ${one('server')}; from the first packet to the last ${durationText(life.duration)} passed.`,
    packets: [life.first, life.last],
  };
}

function retransmissionsFact(life: Omit<Life, 'facts'>): LifeFact {
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

function closingFacts(life: Omit<Life, 'facts'>): LifeFact[] {
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
        `${first} closed first (FIN in packet ${one.packet}); ${second} acknowledged that and closed as well in one packet (${other.packet}), ${acked(other.ack)}: a close in three packets.`,
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
      text: `The connection was used half closed: after it had the FIN, ${name(life, halfClose.from)} still sent ${countText(halfClose.bytes, 'byte')} (${packetsText(halfClose.packets)}).`,
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
  'port-closed': () => 'No program listens there.',
  'unread-data': (own, other) =>
    `The last data came from ${other}, so the likely reason is that the program at ${own} closed its socket (or ended) with data still unread; a program that cuts the connection on purpose (SO_LINGER with 0) looks the same.`,
  'data-after-close': (_, other, after) =>
    `It had closed already, and packet ${after} from ${other} brought data that no program could receive any more.`,
  'after-close': (own, _, after) =>
    `${own} had closed already and kept nothing of the connection when packet ${after ?? '?'} came.`,
  'unknown-connection': (own, _, after) =>
    `It answers packet ${after}: ${own} knows no such connection (it restarted, or its state was gone).`,
  'gave-up': (own, other) =>
    `Its last packets were repetitions without an answer from ${other}: ${own} gave up.`,
  abort: (own) =>
    `Nothing that it had received was left without an answer, so either the program at ${own} cut the connection on purpose (SO_LINGER with 0), or something on the way did.`,
};
