/** What every topic of an explanation is given: the capture, how much may be said, and a place for what is left out. */
import type { Capture } from '../capture/capture.ts';
import { printable } from '../conversations/follow-text.ts';
import type { Life } from '../conversations/life.ts';
import { PacketFields } from './packet-fields.ts';
import type { Paragraph, Section } from './explanation.ts';

/** How much is said. */
export interface ExplainOptions {
  /** Only this TCP stream. */
  stream?: number;
  /** TCP streams explained at length; 8 unless said. */
  streams?: number;
  /** Remarks on single packets in each stream; 12 unless said. */
  packets?: number;
}

/** Something about a capture as a whole. */
export type Topic = (context: ExplainContext) => Section[];

/** Something about one TCP stream: what its protocol says. */
export type StreamTopic = (context: ExplainContext, life: Life) => Paragraph[];

/** Packets taken apart for one explanation; a huge capture must not take minutes. */
const MOST_DISSECTIONS = 3_000;

/** Handed from topic to topic. */
export class ExplainContext {
  readonly capture: Capture;
  readonly only: number | undefined;
  readonly streams: number;
  readonly packets: number;
  /** Rows by the name of the highest protocol that the pass reached. */
  readonly rowsOf: ReadonlyMap<string, readonly number[]>;
  readonly leftOut: string[] = [];
  #dissections = 0;

  constructor(capture: Capture, options: ExplainOptions) {
    this.capture = capture;
    this.only = options.stream;
    this.streams = options.streams ?? 8;
    this.packets = options.packets ?? 12;
    this.rowsOf = rowsByProtocol(capture);
  }

  /** The fields of a packet, or of none once too many packets were taken apart. */
  fields(row: number): PacketFields {
    if (++this.#dissections > MOST_DISSECTIONS) {
      if (this.#dissections === MOST_DISSECTIONS + 1) {
        this.leftOut.push(
          `After ${MOST_DISSECTIONS} packets no more were looked into; explain one stream at a time to see the others.`,
        );
      }
      return new PacketFields([]);
    }
    return new PacketFields(this.capture.dissect(row).layers);
  }

  /** Bytes as a short text in quotation marks, with nothing in it that a terminal obeys. */
  quoted(bytes: Uint8Array, most = 60): string {
    const text = printable(bytes.subarray(0, most * 4))
      .replaceAll('\n', '\\n')
      .replaceAll('\t', '\\t');
    const shown = [...text];
    return `"${shown.slice(0, most).join('')}"${shown.length > most || bytes.length > most * 4 ? '…' : ''}`;
  }
}

function rowsByProtocol(capture: Capture): Map<string, number[]> {
  const { table, registry } = capture;
  const lists: (number[] | undefined)[] = [];
  for (let row = 0; row < table.count; row++) (lists[table.protocol[row]!] ??= []).push(row);
  const found = new Map<string, number[]>();
  for (const [id, rows] of lists.entries())
    if (rows) found.set(registry.protocols[id]?.name ?? 'unknown', rows);
  return found;
}
