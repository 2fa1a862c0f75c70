/** Judges the name in a request: whose certificate this is to be. */
import { AuthorityError } from '../authority-error.ts';
import { NAME_PARTS, type NamePart, nameText } from '../certificate/name.ts';
import { OIDS, oidName } from '../der/oids.ts';
import { children, type Element, expectTag, readOid, readText } from '../der/reader.ts';
import { TAG } from '../der/writer.ts';
import { hasUnseen, shown } from '../text.ts';
import { requestAgain } from './remedy.ts';

/** Bytes of a whole name: more than all parts at their longest, in UTF-8. */
const LONGEST_NAME = 4096;
/** Characters of a part that is left out of the certificate. */
const LONGEST_OTHER = 255;

/** The name as it goes into the certificate. */
export interface Subject {
  readonly commonName: string;
  /** The parts that are kept, in the request's order. */
  readonly parts: readonly NamePart[];
  /** Kinds of parts that were asked for and that nobody vouches for: an e-mail address above all. */
  readonly leftOut: readonly string[];
}

/** A part as the request has it; its text is undefined where it cannot be read. */
interface AskedPart {
  readonly oid: string;
  readonly text: string | undefined;
}

/** The name in words for the register, whatever is in it; null where it is no name. Never throws. */
export function subjectText(name: Element): string | null {
  try {
    if (name.whole.length > LONGEST_NAME) return null;
    return shown(nameText(readParts(name).map(({ oid, text }) => ({ oid, text: text ?? '?' }))));
  } catch {
    return null;
  }
}

/** The common name of a request, where it has exactly one that may stand in a certificate. Never throws. */
export function soundCommonName(name: Element): string | undefined {
  try {
    if (name.whole.length > LONGEST_NAME) return undefined;
    const names = readParts(name).filter((part) => part.oid === OIDS.commonName);
    const [{ text = '' } = {}] = names;
    return names.length === 1 && isSound(text, 64) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a text may be a common name: something to see, at most 64 characters, no wildcard. */
export function isSound(text: string, most: number): boolean {
  return (
    text !== '' && text.trim() === text && [...text].length <= most && !hasUnseen(text) && !text.includes('*')
  );
}

/**
 * Reads the name and holds it against the one that is allowed, which is any where that is undefined.
 * Throws `CA_NAME_TOO_LONG`, `CA_NAME_MISSING`, `CA_NAME_FORM`, `CA_NAME_OF_ANOTHER`, and DerError.
 */
export function checkSubject(name: Element, allowed: string | undefined): Subject {
  const again = requestAgain(allowed ?? soundCommonName(name));
  if (name.whole.length > LONGEST_NAME) {
    throw tooLong(`${name.whole.length} bytes`, `at most ${LONGEST_NAME} bytes in all`, again);
  }
  const asked = readParts(name);
  const parts: NamePart[] = [];
  const leftOut: string[] = [];
  for (const { oid, text } of asked) {
    const row = NAME_PARTS.find((part) => part.oid === oid);
    const most = row?.most ?? LONGEST_OTHER;
    const label = row?.short ?? oidName(oid);
    if (text !== undefined && [...text].length > most) {
      throw tooLong(`${label} of ${[...text].length} characters`, `at most ${most} characters`, again);
    }
    if (row === undefined) leftOut.push(label);
    else parts.push({ oid, text: checkForm(label, text, most, again) });
  }
  const names = parts.filter((part) => part.oid === OIDS.commonName);
  const [first] = names;
  if (first === undefined || names.length > 1) {
    throw new AuthorityError({
      code: 'CA_NAME_MISSING',
      message: 'The request has to name one person or server: its common name, CN.',
      observed: first === undefined ? 'no CN' : `${names.length} of them`,
      expected: 'one CN',
      hint: `Write it after /CN=:\n${again}`,
    });
  }
  const commonName = first.text.normalize('NFC');
  if (allowed !== undefined && commonName !== allowed.normalize('NFC')) {
    throw new AuthorityError({
      code: 'CA_NAME_OF_ANOTHER',
      message: 'The request names somebody else.',
      observed: `CN=${shown(first.text)}`,
      expected: `CN=${shown(allowed)}`,
      hint: `Everybody gets certificates for the own name only:\n${again}`,
    });
  }
  return { commonName, parts, leftOut };
}

function readParts(name: Element): AskedPart[] {
  return children(name).flatMap((set) =>
    children(expectTag(set, TAG.set)).map((pair) => {
      const [kind, value] = children(expectTag(pair, TAG.sequence), 2);
      return { oid: readOid(kind), text: value === undefined ? undefined : readText(value) };
    }),
  );
}

function checkForm(label: string, text: string | undefined, most: number, again: string): string {
  const isCountry = label === 'C';
  if (text !== undefined && isSound(text, most) && (!isCountry || /^[A-Za-z]{2}$/.test(text))) return text;
  const expected = isCountry
    ? 'the two letters of a country'
    : 'a text that can be seen, without * and without blanks at its ends';
  throw new AuthorityError({
    code: 'CA_NAME_FORM',
    message: `No certificate can have such a ${label} in its name.`,
    observed: text === undefined ? 'bytes that are no text' : `${label}=${shown(text)}`,
    expected,
    hint: `Name what the certificate is for, and leave out what does not matter:\n${again}`,
  });
}

function tooLong(observed: string, expected: string, again: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_NAME_TOO_LONG',
    message: 'The name in the request is too long (RFC 5280, appendix A.1).',
    observed,
    expected,
    hint: `Shorten it:\n${again}`,
  });
}
