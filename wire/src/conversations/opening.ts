/** How a TCP connection was opened (RFC 9293 section 3.5), as far as the capture shows it. */
import type { Capture } from '../core/capture.ts';
import { TRAITS } from '../table/table.ts';
import { tcpOptions } from '../protocols/tcp/option-values.ts';
import type { TcpOptions } from '../protocols/tcp/option-values.ts';
import { ACK, RST, SYN } from '../tcp-analysis/flags.ts';

/** One end of a stream; `client` is the sender of its first packet in the capture. */
export type Side = 'client' | 'server';

/**
 * How it went: `normal`: three packets; `simultaneous`: both ends sent a SYN; `refused`: by RST; `unanswered`;
 * `one-sided`: the answer is not in the capture, but the opener went on; `unfinished`: a SYN-ACK that was not
 * acknowledged; `unseen`: the capture begins later.
 */
export type OpeningKind =
  'normal' | 'simultaneous' | 'refused' | 'unanswered' | 'one-sided' | 'unfinished' | 'unseen';

/** The opening; packets are numbers counted from 1. */
export interface Opening {
  kind: OpeningKind;
  /** Who called connect(); undefined if the capture does not show it. */
  readonly opener: Side | undefined;
  /** First SYN, the first SYN-ACK, the first acknowledgment of it. */
  syn?: number;
  synAck?: number;
  ack?: number;
  /** The other end's SYN, of a simultaneous opening. */
  otherSyn?: number;
  /** The RST that refused. */
  refusal?: number;
  /** SYNs and SYN-ACKs that were sent again. */
  readonly repeats: readonly number[];
  /** Data bytes in the first SYN (TCP Fast Open, RFC 7413). */
  dataInSyn: number;
  /** Nanoseconds from the last SYN before it to the SYN-ACK, and from there to its acknowledgment. */
  answerTime?: number;
  ackTime?: number;
  /** Options of the SYN of each end. */
  readonly options: { client?: TcpOptions; server?: TcpOptions };
  /** Options that both ends announced, and so may use. */
  agreed: { windowScale: boolean; sack: boolean; timestamps: boolean };
}

/** The side that sent a row. */
export function sideOf(capture: Capture, row: number): Side {
  return capture.table.traits[row]! & TRAITS.fromClient ? 'client' : 'server';
}

/** The other side. */
export function otherSide(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}

/** Reads the opening from a stream's rows. */
export function openingOf(capture: Capture, rows: Uint32Array): Opening {
  const { table } = capture;
  const first: { [key in Side]?: number } = {};
  const repeats: number[] = [];
  let synAck: number | undefined;
  let refusal: number | undefined;
  let lastSyn = -1;
  for (const row of rows) {
    const flags = table.flags[row]!;
    const side = sideOf(capture, row);
    if (synAck === undefined && refuses(capture, row, first[otherSide(side)])) refusal ??= row;
    if (!(flags & SYN)) continue;
    if (flags & ACK) {
      if (synAck === undefined) synAck = row;
      else if (table.sequence[row] === table.sequence[synAck] && side === sideOf(capture, synAck)) {
        repeats.push(row + 1);
      }
    } else {
      if (first[side] === undefined) first[side] = row;
      else if (table.sequence[row] === table.sequence[first[side]]) repeats.push(row + 1);
      if (synAck === undefined) lastSyn = row;
    }
  }
  const opener = openerOf(capture, first, synAck);
  const opening: Opening = {
    kind: 'unseen',
    opener,
    repeats,
    dataInSyn: 0,
    options: {},
    agreed: { windowScale: false, sack: false, timestamps: false },
  };
  const syn = opener === undefined ? undefined : first[opener];
  if (opener === undefined) return opening;
  if (syn !== undefined) {
    opening.syn = syn + 1;
    opening.dataInSyn = table.payloadLength[syn]!;
  }
  readOptions(capture, opening, [first.client, first.server, synAck]);
  const otherSyn = first[otherSide(opener)];
  if (otherSyn !== undefined) opening.otherSyn = otherSyn + 1;
  if (synAck === undefined) {
    if (refusal !== undefined) opening.refusal = refusal + 1;
    if (refusal !== undefined) opening.kind = 'refused';
    else opening.kind = goesOn(capture, rows, opener) ? 'one-sided' : 'unanswered';
    if (refusal !== undefined) opening.answerTime = table.between(syn!, refusal);
    return opening;
  }
  opening.synAck = synAck + 1;
  if (lastSyn >= 0) opening.answerTime = table.between(lastSyn, synAck);
  const ack = acknowledgmentOf(capture, rows, synAck);
  if (ack !== undefined) {
    opening.ack = ack + 1;
    opening.ackTime = table.between(synAck, ack);
  }
  opening.kind = otherSyn !== undefined ? 'simultaneous' : ack === undefined ? 'unfinished' : 'normal';
  return opening;
}

function openerOf(
  capture: Capture,
  first: { [key in Side]?: number },
  synAck: number | undefined,
): Side | undefined {
  const { client, server } = first;
  if (client !== undefined && (server === undefined || client < server)) return 'client';
  if (server !== undefined) return 'server';
  return synAck === undefined ? undefined : otherSide(sideOf(capture, synAck));
}

/** Whether a row is an RST that acknowledges a SYN, or data in it; any other RST is ignored (RFC 9293, 3.10.7.3). */
function refuses({ table }: Capture, row: number, syn: number | undefined): boolean {
  if (syn === undefined || (table.flags[row]! & (RST | ACK)) !== (RST | ACK)) return false;
  const acknowledged = (table.acknowledgment[row]! - table.sequence[syn]!) >>> 0;
  return acknowledged >= 1 && acknowledged <= 1 + table.payloadLength[syn]!;
}

/** Whether the opener sent anything after its SYN that needs an answer first. */
function goesOn(capture: Capture, rows: Uint32Array, opener: Side): boolean {
  return rows.some((row) => sideOf(capture, row) === opener && !(capture.table.flags[row]! & (SYN | RST)));
}

/** The first packet that acknowledges a SYN-ACK. */
function acknowledgmentOf(capture: Capture, rows: Uint32Array, synAck: number): number | undefined {
  const { table } = capture;
  const wanted = (table.sequence[synAck]! + 1) | 0;
  const sender = sideOf(capture, synAck);
  return rows.find(
    (row) =>
      row > synAck &&
      sideOf(capture, row) !== sender &&
      (table.flags[row]! & (ACK | RST)) === ACK &&
      ((table.acknowledgment[row]! - wanted) | 0) >= 0,
  );
}

function readOptions(capture: Capture, opening: Opening, rows: readonly (number | undefined)[]): void {
  for (const row of rows) {
    if (row === undefined) continue;
    opening.options[sideOf(capture, row)] ??= tcpOptions(capture, row);
  }
  const { client, server } = opening.options;
  if (!client || !server) return;
  opening.agreed = {
    windowScale: client.windowShift !== undefined && server.windowShift !== undefined,
    sack: client.sackPermitted === true && server.sackPermitted === true,
    timestamps: client.timestamps !== undefined && server.timestamps !== undefined,
  };
}
