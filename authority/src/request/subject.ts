/** Checks the name in a request: who the certificate is for. */
import { AuthorityError } from '../authority-error.ts';
import { NAME_PARTS, nameText, NAMING_PARTS } from '../certificate/name.ts';
import type { NamePart } from '../certificate/name.ts';
import { OIDS, oidName } from '../der/oids.ts';
import { children, expectTag, readOid, readText } from '../der/reader.ts';
import type { Element } from '../der/reader.ts';
import { TAG } from '../der/writer.ts';
import { hasInvisible, shown } from '../text.ts';
import { requestAgain } from './remedy.ts';

/** Maximum length of a whole name in bytes: more than all parts at their longest, in UTF-8. */
const MAX_NAME = 4096;
/** Maximum length in characters of a part that is left out of the certificate. */
const MAX_OTHER = 255;

/** The organization that `openssl req` writes where Enter is pressed at every question. */
const NOBODY = 'Internet Widgits Pty Ltd';

/** The parts that can name an owner, in words. */
const NAMING_WORDS = ['CN', ...NAMING_PARTS.map(({ short }) => short)];

/** The name as it goes into the certificate. */
export interface Subject {
  /** Who the certificate is for: the common name, or what stands for it. */
  readonly name: string;
  /** The part that says so: `CN`, `emailAddress`, `UID`, … */
  readonly namedBy: string;
  /** The parts that are kept, in the request's order. */
  readonly parts: readonly NamePart[];
  /** The kinds of parts that are left out, because no one has verified them: usually an e-mail address. */
  readonly leftOut: readonly string[];
}

/** A part of the name in the request; its text is undefined if it cannot be read. */
interface AskedPart {
  readonly oid: string;
  readonly text: string | undefined;
}

/** The name as text for the register, whatever it contains; undefined if it is not a name. Never throws. */
export function subjectText(name: Element): string | undefined {
  try {
    if (name.whole.length > MAX_NAME) return undefined;
    return shown(nameText(readParts(name).map(({ oid, text }) => ({ oid, text: text ?? '?' }))));
  } catch {
    return undefined;
  }
}

/** The common name of a request, if it has exactly one and it is valid. Never throws. */
export function validCommonName(name: Element): string | undefined {
  try {
    if (name.whole.length > MAX_NAME) return undefined;
    const names = readParts(name).filter((part) => part.oid === OIDS.commonName);
    const [{ text = '' } = {}] = names;
    return names.length === 1 && isValidName(text, 64) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a text may be part of a name: visible, at most `max` characters, no wildcard, no spaces at its ends. */
export function isValidName(text: string, max: number): boolean {
  return (
    text !== '' &&
    text.trim() === text &&
    [...text].length <= max &&
    !hasInvisible(text) &&
    !text.includes('*')
  );
}

/**
 * Reads the name and compares it with the allowed one; any is allowed if that is undefined.
 *
 * @throws {AuthorityError} `CA_NAME_TOO_LONG`, `CA_NAME_MISSING`, `CA_NAME_FORM`, `CA_NAME_OF_ANOTHER`.
 * @throws {DerError} when it is not valid DER.
 */
export function checkSubject(subject: Element, allowed: string | undefined): Subject {
  const again = requestAgain(allowed ?? validCommonName(subject));
  if (subject.whole.length > MAX_NAME) {
    throw tooLong(
      `${subject.whole.length.toLocaleString('en')} bytes`,
      `at most ${MAX_NAME.toLocaleString('en')} bytes in total`,
      again,
    );
  }
  const asked = readParts(subject);
  const parts: NamePart[] = [];
  const leftOut: string[] = [];
  const naming = namingPart(asked);
  for (const { oid, text } of asked) {
    const row = NAME_PARTS.find((part) => part.oid === oid) ?? (naming?.oid === oid ? naming : undefined);
    const max = row?.max ?? MAX_OTHER;
    const label = row?.short ?? oidName(oid);
    if (text !== undefined && [...text].length > max) {
      throw tooLong(`${label} of ${[...text].length} characters`, `at most ${max} characters`, again);
    }
    if (row === undefined) leftOut.push(label);
    else parts.push({ oid, text: checkForm(label, text, max, again) });
  }
  const namedBy = naming?.short ?? 'CN';
  const names = parts.filter((part) => part.oid === (naming?.oid ?? OIDS.commonName));
  const [first] = names;
  if (first === undefined || (names.length > 1 && naming === undefined)) {
    throw new AuthorityError({
      code: 'CA_NAME_MISSING',
      message: 'The request must name one owner, a person or a server.',
      observed: first === undefined ? `none of ${NAMING_WORDS.join(', ')}` : `${names.length} common names`,
      expected: 'one common name (CN), or another part that names the owner',
      hint: `Write the name after /CN=:\n${again}`,
    });
  }
  const name = first.text.normalize('NFC');
  if (allowed !== undefined && name !== allowed.normalize('NFC')) {
    throw new AuthorityError({
      code: 'CA_NAME_OF_ANOTHER',
      message: 'The request has the name of someone else.',
      observed: `${namedBy}=${shown(first.text)}`,
      expected: `CN=${shown(allowed)}`,
      hint: `Certificates are only for your own name:\n${again}`,
    });
  }
  return { name, namedBy, parts, leftOut };
}

/** The part that names the owner, if there is no common name: the first of {@link NAMING_PARTS} that the request has. */
function namingPart(asked: readonly AskedPart[]): (typeof NAMING_PARTS)[number] | undefined {
  if (asked.some(({ oid }) => oid === OIDS.commonName)) return undefined;
  return NAMING_PARTS.find((part) =>
    asked.some(({ oid, text }) => oid === part.oid && text !== undefined && text !== NOBODY),
  );
}

function readParts(name: Element): AskedPart[] {
  return children(name).flatMap((set) =>
    children(expectTag(set, TAG.set)).map((pair) => {
      const [kind, value] = children(expectTag(pair, TAG.sequence), 2);
      return { oid: readOid(kind), text: value === undefined ? undefined : readText(value) };
    }),
  );
}

function checkForm(label: string, text: string | undefined, max: number, again: string): string {
  const isCountry = label === 'C';
  if (text !== undefined && isValidName(text, max) && (!isCountry || /^[A-Za-z]{2}$/.test(text))) return text;
  const expected = isCountry
    ? 'the two letters of a country code'
    : 'visible text, without * and without spaces at its ends';
  throw new AuthorityError({
    code: 'CA_NAME_FORM',
    message: `The ${label} in the name is not valid.`,
    observed: text === undefined ? 'bytes that are not text' : `${label}=${shown(text)}`,
    expected,
    hint: `Name what the certificate is for, and leave out the rest:\n${again}`,
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
