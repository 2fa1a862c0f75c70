/** What a certificate says, in one object (RFC 5280 section 4.1). */
import { hexText } from '../text.ts';
import { TAG, bits, children, content, derAt, integer, oidText } from './der.ts';
import type { Der } from './der.ts';
import { nameParts, nameText } from './name-tree.ts';
import type { NamePart } from './name-tree.ts';
import { oidName } from './oids.ts';
import { stringText, timeOf } from './text.ts';

/** A certificate's contents. */
export interface Certificate {
  /** 1 to 3. */
  readonly version: number;
  /** Hexadecimal digits as in x509af.serialNumber. */
  readonly serialNumber: string;
  readonly issuer: readonly NamePart[];
  readonly subject: readonly NamePart[];
  /** Names in one line, the most specific attribute first. */
  readonly issuerText: string;
  readonly subjectText: string;
  /** Seconds since the epoch; undefined if the time is damaged. */
  readonly notBefore: number | undefined;
  readonly notAfter: number | undefined;
  /** Name of the signature algorithm, such as `sha256WithRSAEncryption`. */
  readonly signatureAlgorithm: string;
  readonly publicKey: {
    /** Name of its algorithm, such as `rsaEncryption` or `id-ecPublicKey`. */
    algorithm: string;
    /** Name of the curve, of a key on one. */
    curve: string | undefined;
    /** Bits of an RSA modulus. */
    bits: number | undefined;
  };
  readonly dnsNames: readonly string[];
  /** Addresses for which it is valid, as text. */
  readonly ipAddresses: readonly Uint8Array[];
  readonly isCa: boolean;
  /**
   * Issuer and subject are the same name: it was signed with its own key, if its signature is valid, which is not
   * checked.
   */
  readonly isSelfSigned: boolean;
}

/** Reads a certificate; undefined if it is damaged. */
export function readCertificate(bytes: Uint8Array): Certificate | undefined {
  const whole = derAt(bytes, 0);
  const [signed, outer] = whole ? children(whole) : [];
  if (!signed || !outer) return undefined;
  const parts = children(signed);
  const version = parts[0]?.tag === 0xa0 ? parts.shift() : undefined;
  const [serial, , issuer, validity, subject, key, ...rest] = parts;
  if (!serial || !issuer || !validity || !subject || !key) return undefined;
  const [from, until] = children(validity);
  const number = version && children(version)[0];
  const list = rest.find((one) => one.tag === 0xa3);
  const extensions = extensionsOf(list && children(list)[0]);
  const names = children(extensions.get('2.5.29.17') ?? NOTHING);
  const constraints = children(extensions.get('2.5.29.19') ?? NOTHING);
  const [issuerParts, subjectParts] = [nameParts(issuer), nameParts(subject)];
  const issuerBytes = hexText(content(issuer));
  return {
    version: ((number && integer(number)) ?? 0) + 1,
    serialNumber: hexText(content(serial)),
    issuer: issuerParts,
    subject: subjectParts,
    issuerText: nameText(issuerParts),
    subjectText: nameText(subjectParts),
    notBefore: from && timeOf(from)?.seconds,
    notAfter: until && timeOf(until)?.seconds,
    signatureAlgorithm: algorithmName(outer),
    publicKey: publicKeyOf(key),
    dnsNames: names.filter((one) => one.tag === 0x82).map(stringText),
    ipAddresses: names.filter((one) => one.tag === 0x87).map(content),
    isCa: constraints.some((one) => one.tag === TAG.boolean && bytes[one.from] !== 0),
    isSelfSigned: issuerBytes === hexText(content(subject)),
  };
}

const NOTHING: Der = { bytes: new Uint8Array(0), tag: 0, at: 0, from: 0, end: 0 };

function algorithmName(der: Der): string {
  const id = children(der)[0];
  return id?.tag === TAG.oid ? oidName(oidText(id)) : '';
}

/** Extensions by id: the element inside each value. */
function extensionsOf(list: Der | undefined): Map<string, Der> {
  const found = new Map<string, Der>();
  for (const one of list ? children(list) : []) {
    const [id, ...rest] = children(one);
    const value = rest.find((part) => part.tag === TAG.octetString);
    const inner = value && derAt(value.bytes, value.from, value.end);
    if (id && inner) found.set(oidText(id), inner);
  }
  return found;
}

function publicKeyOf(info: Der): Certificate['publicKey'] {
  const [algorithm, key] = children(info);
  const [id, parameters] = algorithm ? children(algorithm) : [];
  const name = id ? oidName(oidText(id)) : '';
  const pair = key && name === 'rsaEncryption' ? derAt(bits(key), 0) : undefined;
  const modulus = pair && children(pair)[0];
  return {
    algorithm: name,
    curve: parameters?.tag === TAG.oid ? oidName(oidText(parameters)) : undefined,
    bits: modulus && bitLength(content(modulus)),
  };
}

function bitLength(number: Uint8Array): number {
  const first = number.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (number.length - first) * 8 - Math.clz32(number[first]!) + 24;
}
