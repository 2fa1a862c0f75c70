/** Where a capture file's records begin and which of its bytes are lengths: what an attacker would change first. */
import { fileU32 } from '../../wire/src/basics/bytes.ts';

/** A record or block. */
export interface Place {
  at: number;
  length: number;
  /** Offset of the packet's first byte and number of its bytes; 0 if it has none. */
  packet: number;
  captured: number;
}

/** What is known about a file's outer form. */
export interface Places {
  little: boolean;
  isPcapng: boolean;
  records: readonly Place[];
  /** Offsets of 32-bit lengths and similar fields in headers. */
  lengths: readonly number[];
}

/** Maximum records to choose from. */
const MAX = 400;

/** Walks an intact file; for a damaged one, returns what comes before the damage. */
export function placesOf(bytes: Uint8Array): Places {
  return bytes[0] === 0x0a ? pcapngPlaces(bytes) : pcapPlaces(bytes);
}

function pcapPlaces(bytes: Uint8Array): Places {
  const little = bytes[0] !== 0xa1;
  const header = bytes[little ? 0 : 3] === 0x34 ? 24 : 16;
  const records: Place[] = [];
  const lengths = [16, 20];
  for (let at = 24; at + header <= bytes.length && records.length < MAX;) {
    const captured = fileU32(bytes, at + 8, little);
    if (captured > bytes.length - at - header) break;
    records.push({ at, length: header + captured, packet: at + header, captured });
    lengths.push(at + 8, at + 12);
    at += header + captured;
  }
  return { little, isPcapng: false, records, lengths };
}

function pcapngPlaces(bytes: Uint8Array): Places {
  const little = bytes[8] === 0x4d;
  const records: Place[] = [];
  const lengths: number[] = [];
  for (let at = 0; at + 12 <= bytes.length && records.length < MAX;) {
    const length = fileU32(bytes, at + 4, little);
    const padded = length + ((4 - (length & 3)) & 3);
    if (length < 12 || padded > bytes.length - at) break;
    const isEnhanced = fileU32(bytes, at, little) === 6 && length >= 32;
    const captured = isEnhanced ? Math.min(fileU32(bytes, at + 20, little), length - 32) : 0;
    records.push({ at, length: padded, packet: isEnhanced ? at + 28 : at + 8, captured });
    lengths.push(at + 4, at + padded - 4);
    if (isEnhanced) lengths.push(at + 20, at + 24, at + 8);
    at += padded;
  }
  return { little, isPcapng: true, records, lengths };
}
