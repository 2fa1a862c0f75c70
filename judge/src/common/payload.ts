/** The bytes of a datagram of a run. */
import type { Datagram, Model } from '@wireside/trace';

/** What a datagram carries, as far as it was captured. */
export function payloadOf({ capture }: Model, { packet, length }: Datagram): Uint8Array {
  const at = capture.table.payload[packet - 1]!;
  return capture.datagram(packet - 1).subarray(at, at + length);
}
