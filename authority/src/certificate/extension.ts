/** Writes the extensions of a certificate (RFC 5280, 4.2.1). */
import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import { OIDS } from '../der/oids.ts';
import { children, readBits, single } from '../der/reader.ts';
import { element, integer, namedBits, oid, sequence, TAG } from '../der/writer.ts';

const TRUE = element(TAG.boolean, Buffer.of(0xff));

/** One extension. If it is critical, programs that do not know it must refuse the certificate. */
function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [TRUE] : []), element(TAG.octetString, value));
}

/**
 * Whether this certificate may sign others: an authority's may, and the certificates that it signs may not (path length
 * 0).
 */
export function basicConstraints(isAuthority: boolean): Buffer {
  return extension(
    OIDS.basicConstraints,
    true,
    isAuthority ? sequence(TRUE, integer(Buffer.of(0))) : sequence(),
  );
}

/** Numbers of the bits of keyUsage (RFC 5280, 4.2.1.3). */
export const KEY_USAGE = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
} as const;

/** What the key may be used for. */
export function keyUsage(...uses: readonly (keyof typeof KEY_USAGE)[]): Buffer {
  return extension(OIDS.keyUsage, true, namedBits(...uses.map((use) => KEY_USAGE[use])));
}

/** In which parts of TLS the certificate may be shown. */
export function extKeyUsage(...uses: readonly ('serverAuth' | 'clientAuth')[]): Buffer {
  return extension(OIDS.extKeyUsage, false, sequence(...uses.map((use) => oid(OIDS[use]))));
}

/** The host names and addresses that clients compare with the one they connect to. */
export function subjectAltName(names: readonly string[]): Buffer {
  const general = names.map((name) =>
    isIP(name) === 0 ? element(0x82, Buffer.from(name, 'latin1')) : element(0x87, addressBytes(name)),
  );
  return extension(OIDS.subjectAltName, false, sequence(...general));
}

/** The identifier of the key in this certificate. */
export function subjectKeyIdentifier(identifier: Uint8Array): Buffer {
  return extension(OIDS.subjectKeyIdentifier, false, element(TAG.octetString, identifier));
}

/** The identifier of the key that signed it. */
export function authorityKeyIdentifier(identifier: Uint8Array): Buffer {
  return extension(OIDS.authorityKeyIdentifier, false, sequence(element(0x80, identifier)));
}

/** A key's identifier by method 1 of RFC 5280, 4.2.1.2: SHA-1 of its bits. It identifies and does not protect. */
export function keyIdentifier(key: KeyObject): Buffer {
  const [, bits] = children(single(key.export({ type: 'spki', format: 'der' }), TAG.sequence));
  return createHash('sha1').update(readBits(bits)).digest();
}

/** The list of a certificate's extensions. */
export function extensionList(list: readonly Buffer[]): Buffer {
  return element(0xa3, sequence(...list));
}

/** The 4 or 16 bytes of an address. */
function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number));
  // The URL parser turns a dotted end into groups; :: is expanded below.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const left = groups(head);
  const right = groups(tail ?? '');
  const all = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
