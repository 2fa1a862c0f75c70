/** A TCP connection, dissected: its segments by phase, the fields of each at every layer, and what was sent twice. */
import { streamLife } from '../conversations/life.ts';
import type { Life } from '../conversations/life.ts';
import type { Capture } from '../core/capture.ts';
import { tcpOptions } from '../protocols/tcp/option-values.ts';
import type { TcpOptions } from '../protocols/tcp/option-values.ts';
import { TcpStream } from '../streams/tcp-streams.ts';
import { ACK, FIN, RST, flagNames } from '../tcp-analysis/flags.ts';
import { markNames } from '../tcp-analysis/marks.ts';
import { windowOf } from '../series/flow.ts';
import { ExplainContext } from './context.ts';
import type { Paragraph } from './explanation.ts';
import { lifeFacts } from './life-facts.ts';
import type { LifeFact } from './life-facts.ts';
import { PacketFields } from './packet-fields.ts';
import { explainRepetitions } from './topics/tcp-repetitions.ts';

/** A phase of a connection. What acknowledges a FIN belongs to the close, any other acknowledgment to the data. */
export type Phase = 'opening' | 'data' | 'closing';

/** A connection, dissected. */
export interface Anatomy {
  readonly life: Life;
  /** The life in sentences. */
  readonly facts: readonly LifeFact[];
  /** The packet numbers of each phase, counted from 1. */
  readonly phases: Readonly<Record<Phase, readonly number[]>>;
  /** Each retransmission with its reason, or why there is none. */
  readonly repetitions: readonly Paragraph[];
  /** What is not explained in `repetitions`, each with how to see it. */
  readonly leftOut: readonly string[];
}

/** A sequence number: relative to the first one of its direction, and as on the wire. */
export interface SequenceNumber {
  readonly relative: number;
  readonly raw: number;
}

/** The fields of one segment, from the link up. */
export interface SegmentFields {
  /** Packet number, counted from 1. */
  readonly packet: number;
  /** Nanoseconds since the capture's first packet. */
  readonly time: number;
  /** Absent where the capture has no Ethernet header. */
  readonly ethernet?: { readonly source: string; readonly destination: string };
  readonly ip: { readonly source: string; readonly destination: string };
  readonly ports: { readonly source: number; readonly destination: number };
  readonly sequence: SequenceNumber;
  /** Absent without the flag ACK. */
  readonly acknowledgment?: SequenceNumber;
  /** Names such as `SYN`. */
  readonly flags: readonly string[];
  /** As in the header, and in bytes. */
  readonly window: { readonly header: number; readonly bytes: number };
  /** Bytes of data. */
  readonly length: number;
  readonly options: TcpOptions;
  /** Names of the tcp.analysis marks, such as `retransmission`. */
  readonly marks: readonly string[];
}

/**
 * Dissects a connection.
 * @param most how many retransmissions are explained one by one
 * @throws {RangeError} when the stream does not exist
 */
export function anatomy(capture: Capture, stream: number, most = 20): Anatomy {
  const life = streamLife(capture, stream);
  const context = new ExplainContext(capture, { stream, packets: most });
  return {
    life,
    facts: lifeFacts(life),
    phases: phasesOf(capture, life),
    repetitions: explainRepetitions(context, life),
    leftOut: context.leftOut,
  };
}

function phasesOf(capture: Capture, life: Life): Record<Phase, number[]> {
  const { syn, synAck, ack, otherSyn, refusal, repeats } = life.opening;
  const opening = new Set([syn, synAck, ack, otherSyn, refusal, ...repeats]);
  const lastAcks = new Set(life.closing.fins.map((fin) => fin.ack));
  const phases: Record<Phase, number[]> = { opening: [], data: [], closing: [] };
  for (const row of new TcpStream(capture, life.stream).rows) {
    const packet = row + 1;
    const isClosing = lastAcks.has(packet) || (capture.table.flags[row]! & (FIN | RST)) !== 0;
    phases[opening.has(packet) ? 'opening' : isClosing ? 'closing' : 'data'].push(packet);
  }
  return phases;
}

/** The fields of a TCP packet. @param packet its number, counted from 1 */
export function segmentFields(capture: Capture, packet: number): SegmentFields {
  const row = packet - 1;
  const { table, addresses } = capture;
  const fields = new PacketFields(capture.dissect(row).layers);
  const [source, destination] = [fields.text('eth.src'), fields.text('eth.dst')];
  const { sequence, acknowledgment } = capture.relativeNumbers(row);
  const flags = table.flags[row]!;
  return {
    packet,
    time: table.between(0, row),
    ...(source === undefined || destination === undefined ? {} : { ethernet: { source, destination } }),
    ip: {
      source: addresses.text(table.source[row]!),
      destination: addresses.text(table.destination[row]!),
    },
    ports: { source: table.sourcePort[row]!, destination: table.destinationPort[row]! },
    sequence: { relative: sequence, raw: table.sequence[row]! },
    ...(flags & ACK ? { acknowledgment: { relative: acknowledgment, raw: table.acknowledgment[row]! } } : {}),
    flags: flagNames(flags),
    window: { header: table.window[row]!, bytes: windowOf(capture, row) },
    length: table.payloadLength[row]!,
    options: tcpOptions(capture, row),
    marks: markNames(table.marks[row]!),
  };
}
