/** Reads questions to a name server and writes its answers (RFC 1035, section 4). */

/** A question. */
export interface Question {
  readonly id: number;
  /** The name as it was asked, without its last dot. */
  readonly name: string;
  /** The number of the record type. */
  readonly type: number;
  /** The bytes of the question section, which the answer repeats. */
  readonly section: Uint8Array;
  /** Whether the client wants recursion; the answer repeats that too. */
  readonly isRecursive: boolean;
}

/** What a name server answers. */
export interface Answer {
  readonly code: number;
  /** The data of each record, of the type that was asked for. */
  readonly records: readonly Uint8Array[];
}

/** Types of records (RFC 1035, 3.2.2; RFC 3596). */
export const TYPE = { A: 1, PTR: 12, AAAA: 28 } as const;
/** Response codes (RFC 1035, 4.1.1). */
export const CODE = { NOERROR: 0, FORMERR: 1, NXDOMAIN: 3, NOTIMP: 4 } as const;

const HEADER = 12;
const MAX_LABEL = 63;
const MAX_NAME = 255;
const CLASS_IN = 1;
/** How long an answer may be kept: not at all, so that every lookup is seen. */
const TTL = 0;
/** A pointer to the name in the question. */
const NAME_POINTER = 0xc00c;
/** Bits of the second word of the header. */
const FLAG = {
  response: 0x8000,
  opcode: 0x7800,
  authoritative: 0x0400,
  recursion: 0x0100,
  available: 0x0080,
} as const;
/** Type, class, TTL and length of a record, after its name. */
const RECORD_HEADER = 10;

/**
 * Reads a message with one question. Returns the code of the refusal for what cannot be read, or is not answered here;
 * undefined for what no one answers: an answer, and what is shorter than a header.
 */
export function readQuestion(message: Uint8Array): Question | number | undefined {
  if (message.length < HEADER) return undefined;
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const flags = view.getUint16(2);
  if (flags & FLAG.response) return undefined;
  if (flags & FLAG.opcode) return CODE.NOTIMP;
  if (view.getUint16(4) !== 1) return CODE.FORMERR;
  const labels: string[] = [];
  let at = HEADER;
  for (;;) {
    const length = message[at++];
    // There is nothing before the question that a pointer could point to.
    if (length === undefined || length > MAX_LABEL || at + length > message.length) return CODE.FORMERR;
    if (length === 0) break;
    const label = Buffer.from(message.subarray(at, at + length)).toString('latin1');
    labels.push(label.replaceAll('.', String.raw`\.`)); // a dot inside a label is no separator
    at += length;
    if (at - HEADER > MAX_NAME) return CODE.FORMERR;
  }
  if (at + 4 > message.length) return CODE.FORMERR;
  if (view.getUint16(at + 2) !== CLASS_IN) return CODE.NOTIMP;
  return {
    id: view.getUint16(0),
    name: labels.join('.'),
    type: view.getUint16(at),
    section: message.slice(HEADER, at + 4),
    isRecursive: (flags & FLAG.recursion) !== 0,
  };
}

/** Writes a refusal: the header of the question with a code, and nothing else. */
export function writeRefusal(message: Uint8Array, code: number): Uint8Array {
  const refusal = new Uint8Array(HEADER);
  const view = new DataView(refusal.buffer);
  refusal.set(message.subarray(0, 4));
  view.setUint16(2, (view.getUint16(2) & (FLAG.opcode | FLAG.recursion)) | FLAG.response | code);
  return refusal;
}

/** Writes an answer. */
export function writeAnswer(question: Question, { code, records }: Answer): Uint8Array {
  const { id, type, section, isRecursive } = question;
  const size = records.reduce((sum, { length }) => sum + 2 + RECORD_HEADER + length, 0);
  const message = new Uint8Array(HEADER + section.length + size);
  const view = new DataView(message.buffer);
  view.setUint16(0, id);
  view.setUint16(
    2,
    FLAG.response | FLAG.authoritative | FLAG.available | (isRecursive ? FLAG.recursion : 0) | code,
  );
  view.setUint16(4, 1);
  view.setUint16(6, records.length);
  message.set(section, HEADER);
  let at = HEADER + section.length;
  for (const data of records) {
    view.setUint16(at, NAME_POINTER);
    view.setUint16(at + 2, type);
    view.setUint16(at + 4, CLASS_IN);
    view.setUint32(at + 6, TTL);
    view.setUint16(at + 10, data.length);
    message.set(data, at + 2 + RECORD_HEADER);
    at += 2 + RECORD_HEADER + data.length;
  }
  return message;
}

/** A name as a message has it. */
export function nameBytes(name: string): Uint8Array {
  const parts = name.split('.').map((label) => {
    const bytes = Buffer.from(label, 'latin1').subarray(0, MAX_LABEL);
    return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** The name of a record type: `A`, or `TYPE65` where it has none here (RFC 3597). */
export function typeName(type: number): string {
  return NAMES.get(type) ?? `TYPE${type}`;
}

const NAMES: ReadonlyMap<number, string> = new Map([
  [TYPE.A, 'A'],
  [2, 'NS'],
  [5, 'CNAME'],
  [6, 'SOA'],
  [TYPE.PTR, 'PTR'],
  [15, 'MX'],
  [16, 'TXT'],
  [TYPE.AAAA, 'AAAA'],
  [33, 'SRV'],
  [255, 'ANY'],
]);
