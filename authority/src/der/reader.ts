/**
 * Reads untrusted DER (X.690), strictly: everything that is not exactly as the standard requires is an error. What is read
 * here goes into certificates that der/writer.ts writes. (The reader in wire/ is the lenient one: it shows captures, writes
 * nothing, and never throws.)
 *
 * Each element is read when it is needed. Nothing is read ahead and nothing recurses, so deep nesting and large lengths
 * cost no more than anything else.
 */
import { TAG } from './writer.ts';

/** The bytes are not DER, or not of the expected structure. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

/** One element: its tag, its contents, and all of it with the header, as views of the bytes that were read. */
export interface Element {
  readonly tag: number;
  readonly contents: Buffer;
  readonly whole: Buffer;
}

/** Maximum number of elements inside one, by default. */
const MAX_CHILDREN = 64;
/** Maximum length of an object identifier in bytes; those in use have at most twenty. */
const MAX_OID = 40;

/** The element at an offset. It must not be longer than the bytes. */
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
  if (end > bytes.length) throw new DerError('it has an element that is longer than the one around it');
  return { tag, contents: bytes.subarray(start, end), whole: bytes.subarray(at, end) };
}

/**
 * The single element that these bytes consist of.
 *
 * @throws {DerError} when they do not; so does everything in this file.
 */
export function single(bytes: Buffer, tag?: number): Element {
  const found = elementAt(bytes, 0);
  if (found.whole.length !== bytes.length) throw new DerError('there are bytes after its end');
  return tag === undefined ? found : expectTag(found, tag);
}

/** The elements inside one, at most `max` of them. */
export function children(parent: Element, max: number = MAX_CHILDREN): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < parent.contents.length;) {
    if (found.length === max) throw new DerError(`it has more than ${max} elements in one`);
    const child = elementAt(parent.contents, at);
    found.push(child);
    at += child.whole.length;
  }
  return found;
}

/** The same element, if it has this tag. */
export function expectTag(found: Element | undefined, tag: number): Element {
  if (found === undefined) throw new DerError('an element is missing');
  if (found.tag !== tag) {
    throw new DerError(`it has tag 0x${found.tag.toString(16)} instead of 0x${tag.toString(16)}`);
  }
  return found;
}

/** An OBJECT IDENTIFIER, dotted. */
export function readOid(found: Element | undefined): string {
  const { contents } = expectTag(found, TAG.oid);
  if (contents.length === 0 || contents.length > MAX_OID)
    throw new DerError('it has an invalid object identifier');
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const [i, byte] of contents.entries()) {
    if (arc === 0n && byte === 0x80) throw new DerError('it has an invalid object identifier');
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80 && i === contents.length - 1) throw new DerError('it has an invalid object identifier');
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [joined = 0n, ...rest] = arcs;
  const first = joined < 80n ? joined / 40n : 2n;
  return [first, joined - 40n * first, ...rest].join('.');
}

/** The big-endian bytes of an INTEGER that is not negative, without a leading zero. */
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
  if (contents[0] !== 0) throw new DerError('it has a bit string that does not consist of whole bytes');
  return contents.subarray(1);
}

/** The numbers of the bits that are set in a BIT STRING of at most 32 named bits. */
export function readNamedBits(found: Element): number[] {
  const { contents } = expectTag(found, TAG.bitString);
  if (contents.length === 0 || contents.length > 5 || contents[0]! > 7) {
    throw new DerError('it has an invalid set of bits');
  }
  return [...contents.subarray(1)].flatMap((byte, i) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte & (0x80 >> bit)) !== 0).map((bit) => 8 * i + bit),
  );
}

/** A BOOLEAN; in DER it is 0 or 255 (X.690, 11.1). */
export function readBoolean(found: Element): boolean {
  const { contents } = expectTag(found, TAG.boolean);
  if (contents.length !== 1 || (contents[0] !== 0 && contents[0] !== 0xff)) {
    throw new DerError('it has a Boolean that is neither true nor false');
  }
  return contents[0] === 0xff;
}

/** The text of an element of any string type that names use; undefined for other elements, and for invalid text. */
export function readText({ tag, contents }: Element): string | undefined {
  switch (tag) {
    case TAG.utf8:
      return decoded('utf-8', contents);
    case TAG.printable:
    case TAG.ia5:
      return contents.every((byte) => byte < 0x80) ? contents.toString('latin1') : undefined;
    // The type says T.61, but programs write Latin-1.
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
