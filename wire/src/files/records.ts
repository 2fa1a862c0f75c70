/** What every reader of capture files delivers: records, interfaces, extras, and the place where a file is damaged. */

/** Where reading stopped or something had to be skipped, and why. */
export interface Problem {
  /** Byte offset in the file of the record or block that is damaged. */
  readonly offset: number;
  /** One sentence for people. */
  readonly message: string;
}

/** One capture interface: pcap has one, pcapng one for each interface description block, numbered over all sections. */
export interface CaptureInterface {
  /** Position in `capture.interfaces`. */
  readonly id: number;
  /** LINKTYPE_ value (https://www.tcpdump.org/linktypes.html). */
  readonly linkType: number;
  /** Most bytes kept of a packet; 0 means no limit. */
  readonly snapLength: number;
  /** Decimal digits of a second that the file can express: 6 for pcap, 9 for its nanosecond variant. */
  timeDigits: number;
  /** Bytes of frame check sequence at the end of each packet, if the file says so. */
  fcsLength: number;
  name?: string;
  description?: string;
  comments?: string[];
  /** Packets that the capturing side saw and dropped, from the last statistics block. */
  received?: number;
  dropped?: number;
}

/** TLS keys and similar secrets inside a pcapng file (decryption secrets block). */
export interface Secrets {
  /** Secrets type; 0x544c534b is an NSS key log (https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-03.html). */
  readonly type: number;
  readonly offset: number;
  readonly length: number;
}

/** A name that the file itself gives to an address (pcapng name resolution block). */
export interface ResolvedName {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array;
  readonly names: string[];
}

/** Takes what a reader finds, in file order; numbers only, so that no object is made per packet. */
export interface RecordSink {
  /**
   * One packet: offset of its first captured byte in the file, captured and original length in bytes, time since the
   * epoch as whole seconds (may be negative) and nanoseconds 0..999999999, and the interface's id.
   */
  packet(
    offset: number,
    captured: number,
    original: number,
    seconds: number,
    nanos: number,
    interfaceId: number,
  ): void;
  /** A comment on the packet that was just delivered. */
  packetComment(text: string): void;
  /** A new interface; its id is the number of interfaces before it. */
  interface(description: CaptureInterface): void;
  secrets?(secrets: Secrets): void;
  name?(name: ResolvedName): void;
  /** A comment on the section as a whole. */
  fileComment?(text: string): void;
}

/**
 * Reads one file format. It may be called repeatedly with a longer prefix of the same file; each call continues where
 * the last one stopped, so a growing file costs no second pass.
 */
export interface CaptureReader {
  /**
   * Reads every complete record in `bytes`.
   * @param bytes the file from its first byte on
   * @param final whether the file ends here: only then is an incomplete last record a problem
   */
  read(bytes: Uint8Array, sink: RecordSink, final: boolean): Problem | undefined;
}

/** More captured bytes in one packet than this are treated as damage, as in Wireshark. */
const MAX_PACKET = 262_144;

/** Link types whose packets may really be bigger than `MAX_PACKET`: D-Bus, USBPcap, eBPF-less USB on Linux. */
export function maxPacket(linkType: number): number {
  return linkType === 231 || linkType === 249 || linkType === 220 ? 134_217_728 : MAX_PACKET;
}
