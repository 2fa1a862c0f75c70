/** One thing that happened in one lane, before rows are made of it. */
import type { LadderCell, RowBytes, WireCell } from './types.ts';

export interface Item {
  kind: 'call' | 'packet' | 'peer' | 'line' | 'end';
  at: number;
  cell: LadderCell;
  /** Of a packet. */
  wire?: WireCell;
  bytes?: RowBytes;
  /**
   * The packet that it caused or was woken by, where it stands if nothing else happened between the two. Causes are
   * earlier than their packets, effects later.
   */
  anchor?: { packet: number; as: 'cause' | 'effect' };
  /** Carries nothing but an acknowledgement: other things may be moved past it. */
  isAck?: boolean;
  /** Ordinary rows are folded when there are many in a row. */
  isOrdinary?: boolean;
  /** Of a call that stands at its return: when it began. */
  began?: number;
  /** Of a call that took time: what stands at its other end. Exactly one of the two is `spare`. */
  other?: Item;
  /** Is shown only if something else happened between this end of the call and the other. */
  spare?: boolean;
  /** Says the whole where the other end is not shown. */
  whole?: string;
  /** Number of the output line, and of the call that wrote it. */
  line?: number;
  call?: number;
  /** Number of the last line where it stands for several. */
  lastLine?: number;
}
