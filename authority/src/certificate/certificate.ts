/** Writes a certificate (RFC 5280, 4.1) and signs it. */
import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { signatureOf, signBytes } from '../algorithm.ts';
import { bitString, element, integer, sequence, time } from '../der/writer.ts';
import { extensionList } from './extension.ts';

/** The contents of a certificate. */
export interface CertificateFacts {
  /** Big-endian, see {@link randomSerial}. */
  readonly serial: Buffer;
  /** Names as DER. */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  /** Each as DER; without any, the certificate is of version 1. */
  readonly extensions: readonly Buffer[];
}

/** Clocks of other machines may be late, so certificates are valid from an hour before they are made. ms. */
export const CLOCK_SKEW = 3_600_000;
/** A day in ms. */
export const DAY = 86_400_000;

/**
 * A serial number that is unique and cannot be guessed: 128 bits, of which 126 are random. The first two are 01, so that
 * the number is positive and always has the same length (RFC 5280, 4.1.2.2).
 */
export function randomSerial(): Buffer {
  const serial = randomBytes(16);
  serial[0] = 0x40 | (serial.readUInt8(0) & 0x3f);
  return serial;
}

/** The certificate as DER, signed with the issuer's key. */
export function makeCertificate(facts: CertificateFacts, issuerKey: KeyObject): Buffer {
  const { identifier } = signatureOf(issuerKey);
  const toBeSigned = sequence(
    // Version 3, the first with extensions, is written as 2; version 1 is not written at all.
    ...(facts.extensions.length > 0 ? [element(0xa0, integer(Buffer.of(2)))] : []),
    integer(facts.serial),
    identifier,
    facts.issuer,
    sequence(time(facts.notBefore), time(facts.notAfter)),
    facts.subject,
    facts.publicKey.export({ type: 'spki', format: 'der' }),
    ...(facts.extensions.length > 0 ? [extensionList(facts.extensions)] : []),
  );
  return sequence(toBeSigned, identifier, bitString(signBytes(toBeSigned, issuerKey)));
}
