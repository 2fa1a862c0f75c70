/** Chooses the reader that fits a file's first bytes. */
import { PcapReader, isPcap } from './pcap.ts';
import { PcapngReader, isPcapng } from './pcapng.ts';
import type { CaptureReader } from './records.ts';

/** A reader for the file that begins with these bytes; undefined if it is neither pcap nor pcapng. */
export function readerFor(bytes: Uint8Array): CaptureReader | undefined {
  if (isPcapng(bytes)) return new PcapngReader();
  if (isPcap(bytes)) return new PcapReader();
  return undefined;
}
