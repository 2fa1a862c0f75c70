/** Writes a distinguished name: the subject or issuer of a certificate. */
import { OIDS } from '../der/oids.ts';
import { element, oid, sequence, TAG } from '../der/writer.ts';

/**
 * The parts of a name that the authority accepts: the short name of each, and its maximum number of characters (`ub-…` in
 * RFC 5280, appendix A.1).
 */
export const NAME_PARTS = [
  { oid: OIDS.country, short: 'C', max: 2 },
  { oid: OIDS.state, short: 'ST', max: 128 },
  { oid: OIDS.locality, short: 'L', max: 128 },
  { oid: OIDS.organization, short: 'O', max: 64 },
  { oid: OIDS.organizationalUnit, short: 'OU', max: 64 },
  { oid: OIDS.commonName, short: 'CN', max: 64 },
] as const;

/**
 * Parts that name the owner where there is no common name, the one that says most first. All others of the first four are left
 * out of certificates.
 */
export const NAMING_PARTS = [
  { oid: OIDS.emailAddress, short: 'emailAddress', max: 255 },
  { oid: OIDS.userId, short: 'UID', max: 256 },
  { oid: OIDS.serialNumber, short: 'serialNumber', max: 64 },
  { oid: OIDS.name, short: 'name', max: 64 },
  { oid: OIDS.organizationalUnit, short: 'OU', max: 64 },
  { oid: OIDS.organization, short: 'O', max: 64 },
] as const;

/** The short names of all parts that can be in a certificate. */
const SHORT: ReadonlyMap<string, string> = new Map(
  [...NAME_PARTS, ...NAMING_PARTS].map(({ oid: id, short }) => [id, short]),
);

/** One part of a name: its kind as an object identifier, and its text. */
export interface NamePart {
  readonly oid: string;
  readonly text: string;
}

/**
 * A name as DER, with each part in its own set: texts as UTF8String; the country as PrintableString and an e-mail address as
 * IA5String, as the RFC requires.
 */
export function nameOf(parts: readonly NamePart[]): Buffer {
  return sequence(
    ...parts.map((part) => {
      const tag =
        part.oid === OIDS.country ? TAG.printable : part.oid === OIDS.emailAddress ? TAG.ia5 : TAG.utf8;
      return element(TAG.set, sequence(oid(part.oid), element(tag, Buffer.from(part.text))));
    }),
  );
}

/** A name as openssl prints it: `C=CH, O=Verona, CN=Juliet`. */
export function nameText(parts: readonly NamePart[]): string {
  return parts.map((part) => `${SHORT.get(part.oid) ?? part.oid}=${part.text}`).join(', ');
}
