/** What every topic of an explanation gets: the capture, limits, and a list of what is left out. */
import type { Capture } from '../core/capture.ts';
import { printable } from '../conversations/follow-text.ts';
import type { Life } from '../conversations/life.ts';
import { PacketFields } from './packet-fields.ts';
import type { Paragraph, Section } from './explanation.ts';

/** How much is explained. */
export interface ExplainOptions {
  /** Only this TCP stream. */
  stream?: number;
  /** TCP streams explained in detail; by default 8. */
  readonly streams?: number;
  /** Maximum packets explained one by one in each stream; by default 12. */
  packets?: number;
  /** Further paragraphs about a TCP connection, after those of its protocols; by default none. */
  readonly streamTopics?: readonly StreamTopic[];
}

/** Explains something about a capture as a whole. */
export type Topic = (context: ExplainContext) => Section[];

/** Explains something about one TCP stream. */
export type StreamTopic = (context: ExplainContext, life: Life) => Paragraph[];

/** Maximum packets dissected for one explanation; a huge capture must not take minutes. */
const MAX_DISSECTIONS = 3_000;

/** Passed from topic to topic. */
export class ExplainContext {
  readonly capture: Capture;
  readonly only: number | undefined;
  readonly streams: number;
  readonly packets: number;
  readonly streamTopics: readonly StreamTopic[];
  /** Rows by the name of the highest protocol that the pass reached. */
  readonly rowsOf: ReadonlyMap<string, readonly number[]>;
  readonly leftOut: string[] = [];
  #dissections = 0;

  constructor(capture: Capture, options: ExplainOptions) {
    this.capture = capture;
    this.only = options.stream;
    this.streams = options.streams ?? 8;
    this.packets = options.packets ?? 12;
    this.streamTopics = options.streamTopics ?? [];
    this.rowsOf = rowsByProtocol(capture);
  }

  /** The fields of a packet, or none once too many packets were dissected. */
  fields(row: number): PacketFields {
    if (++this.#dissections > MAX_DISSECTIONS) {
      if (this.#dissections === MAX_DISSECTIONS + 1) {
        this.leftOut.push(
          `Only ${MAX_DISSECTIONS} packets were dissected; explain one stream at a time to see the others.`,
        );
      }
      return new PacketFields([]);
    }
    return new PacketFields(this.capture.dissect(row).layers);
  }

  /** Bytes as a short text in quotation marks, without terminal control characters. */
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
