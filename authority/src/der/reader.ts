/**
 * Reads DER (X.690) that strangers wrote: strictly, and only where somebody looks. Nothing is read ahead and nothing
 * recurses, so that deep nesting and great lengths cost as little as anything else.
 */
import { TAG } from './writer.ts';

/** The bytes are no DER, or not of the shape that was asked for. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** One element: its tag, its contents, and both with the header, as views of what was read. */
export interface Element {
  readonly tag: number;
  readonly contents: Buffer;
  readonly whole: Buffer;
}

/** Elements that one may contain, unless its reader says another bound. */
const MOST_CHILDREN = 64;
/** Bytes of an object identifier; those in use have twenty at most. */
const LONGEST_OID = 40;

/** The element at an offset; it has to end where the bytes do, or before. */
function elementAt(bytes: Buffer, at: number): Element {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw new DerError('it ends inside an element');
  if ((tag & 0x1f) === 0x1f) throw new DerError('it has a tag of several bytes');
  let start = at + 2;
  let length = first;
  if (first === 0x80) throw new DerError('it has an element of indefinite length, which DER does not allow');
  if (first > 0x80) {
    const digits = first & 0x7f;
    if (digits > 4 || start + digits > bytes.length) throw new DerError('it has an impossible length');
    length = bytes.readUIntBE(start, digits);
    start += digits;
    if (length < 0x80 || length < 2 ** (8 * (digits - 1))) {
      throw new DerError('it has a length that is not in its shortest form');
    }
  }
  const end = start + length;
  if (end > bytes.length) throw new DerError('it has an element that is longer than what it is in');
  return { tag, contents: bytes.subarray(start, end), whole: bytes.subarray(at, end) };
}

/** The single element that these bytes are. Throws {@link DerError}, as all here. */
export function single(bytes: Buffer, tag?: number): Element {
  const found = elementAt(bytes, 0);
  if (found.whole.length !== bytes.length) throw new DerError('it goes on after its end');
  return tag === undefined ? found : expectTag(found, tag);
}

/** The elements inside of one, at most `most` of them. */
export function children(parent: Element, most: number = MOST_CHILDREN): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < parent.contents.length;) {
    if (found.length === most) throw new DerError(`it has more than ${most} elements in one`);
    const child = elementAt(parent.contents, at);
    found.push(child);
    at += child.whole.length;
  }
  return found;
}

/** The same element, whose tag has to be this one. */
export function expectTag(found: Element | undefined, tag: number): Element {
  if (found === undefined) throw new DerError('an element is missing');
  if (found.tag !== tag) {
    throw new DerError(`it has tag 0x${found.tag.toString(16)} where 0x${tag.toString(16)} belongs`);
  }
  return found;
}

/** An OBJECT IDENTIFIER, dotted. */
export function readOid(found: Element | undefined): string {
  const { contents } = expectTag(found, TAG.oid);
  if (contents.length === 0 || contents.length > LONGEST_OID) throw new DerError('it has an odd identifier');
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const [i, byte] of contents.entries()) {
    if (arc === 0n && byte === 0x80) throw new DerError('it has an odd identifier');
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80 && i === contents.length - 1) throw new DerError('it has an odd identifier');
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [joined = 0n, ...rest] = arcs;
  const first = joined < 80n ? joined / 40n : 2n;
  return [first, joined - 40n * first, ...rest].join('.');
}

/** The big-endian bytes of an INTEGER that is not negative, without the zero that only keeps it so. */
export function readUnsigned(found: Element | undefined): Buffer {
  const { contents } = expectTag(found, TAG.integer);
  const [first, second = 0] = contents;
  if (first === undefined || first >= 0x80) throw new DerError('it has a number that is empty or negative');
  if (first !== 0 || contents.length === 1) return contents;
  if (second < 0x80) throw new DerError('it has a number that is not in its shortest form');
  return contents.subarray(1);
}

/** The bytes of a BIT STRING of whole bytes. */
export function readBits(found: Element | undefined): Buffer {
  const { contents } = expectTag(found, TAG.bitString);
  if (contents[0] !== 0) throw new DerError('it has a bit string that is not made of bytes');
  return contents.subarray(1);
}

/** The numbers of the bits that are set in a BIT STRING of named bits, of 32 at most. */
export function readNamedBits(found: Element): number[] {
  const { contents } = expectTag(found, TAG.bitString);
  if (contents.length === 0 || contents.length > 5 || (contents[0] as number) > 7) {
    throw new DerError('it has an odd set of bits');
  }
  return [...contents.subarray(1)].flatMap((byte, i) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte & (0x80 >> bit)) !== 0).map((bit) => 8 * i + bit),
  );
}

/** A BOOLEAN; DER knows 0 and 255 only (X.690, 11.1). */
export function readBoolean(found: Element): boolean {
  const { contents } = expectTag(found, TAG.boolean);
  if (contents.length !== 1 || (contents[0] !== 0 && contents[0] !== 0xff)) {
    throw new DerError('it has a truth value that is neither true nor false');
  }
  return contents[0] === 0xff;
}

/** The text of any of the string types that names have; undefined for another element or bytes that are no such text. */
export function readText({ tag, contents }: Element): string | undefined {
  switch (tag) {
    case TAG.utf8:
      return decoded('utf-8', contents);
    case TAG.printable:
    case TAG.ia5:
      return contents.every((byte) => byte < 0x80) ? contents.toString('latin1') : undefined;
    // T.61 in name; what programs write into it is Latin-1.
    case TAG.t61:
      return contents.toString('latin1');
    case TAG.bmp:
      return decoded('utf-16le', contents.length % 2 === 0 ? Buffer.from(contents).swap16() : contents);
    default:
      return undefined;
  }
}

function decoded(encoding: 'utf-8' | 'utf-16le', bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
