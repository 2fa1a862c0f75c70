/** Joins acknowledgments to what they acknowledge. */
import type { Capture } from '@wireside/wire';
import type { Draft } from './merge.ts';
import { PacketItem } from './packet-item.ts';

/** Joins a lone acknowledgment to the row of the packet that it acknowledges, if nothing came between. */
export function joinAcks(drafts: readonly Draft[], { table }: Capture): Draft[] {
  const joined: Draft[] = [];
  let before: Draft | undefined;
  for (const draft of drafts) {
    if (draft.isAck && before?.main.isPlainData === true && isAcknowledged(before, draft, table)) {
      before.acked = draft.main.n;
    } else joined.push((before = draft));
  }
  return joined;
}

/** Whether an acknowledgment is exactly for the data of a packet. */
function isAcknowledged({ main: data }: Draft, { main: ack }: Draft, table: Capture['table']): boolean {
  if (!(data instanceof PacketItem) || !(ack instanceof PacketItem)) return false;
  const row = data.n - 1;
  const back = ack.n - 1;
  return (
    table.stream[row] === table.stream[back] &&
    (data.from !== ack.from || data.from === data.to) &&
    table.acknowledgment[back] === (table.sequence[row]! + data.length) >>> 0
  );
}
