/** Writes a distinguished name: the subject or issuer of a certificate. */
import { OIDS } from '../der/oids.ts';
import { element, oid, sequence, TAG } from '../der/writer.ts';

/**
 * The parts of a name that the authority knows, in short and in words, with the most characters that RFC 5280,
 * appendix A.1 (`ub-…`) allows.
 */
export const NAME_PARTS = [
  { oid: OIDS.country, short: 'C', most: 2 },
  { oid: OIDS.state, short: 'ST', most: 128 },
  { oid: OIDS.locality, short: 'L', most: 128 },
  { oid: OIDS.organization, short: 'O', most: 64 },
  { oid: OIDS.organizationalUnit, short: 'OU', most: 64 },
  { oid: OIDS.commonName, short: 'CN', most: 64 },
] as const;

/** One part of a name: its kind by its identifier, and its text. */
export interface NamePart {
  readonly oid: string;
  readonly text: string;
}

/** A name of parts, each in a set of its own; texts as UTF8String, the country as the PrintableString that it has to be. */
export function nameOf(parts: readonly NamePart[]): Buffer {
  return sequence(
    ...parts.map((part) => {
      const tag = part.oid === OIDS.country ? TAG.printable : TAG.utf8;
      return element(TAG.set, sequence(oid(part.oid), element(tag, Buffer.from(part.text))));
    }),
  );
}

/** `C=CH, O=Verona, CN=Juliet`, as openssl prints names. */
export function nameText(parts: readonly NamePart[]): string {
  return parts
    .map((part) => `${NAME_PARTS.find((row) => row.oid === part.oid)?.short ?? part.oid}=${part.text}`)
    .join(', ');
}
