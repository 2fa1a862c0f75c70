/** Judges what a request asks to have in its certificate: harmless wishes are granted or passed over, others refused. */
import { AuthorityError } from '../authority-error.ts';
import { KEY_USAGE } from '../certificate/extension.ts';
import { OIDS, oidName } from '../der/oids.ts';
import {
  children,
  type Element,
  expectTag,
  readBoolean,
  readNamedBits,
  readOid,
  single,
} from '../der/reader.ts';
import { TAG } from '../der/writer.ts';
import { shown } from '../text.ts';
import { requestAgain } from './remedy.ts';
import type { AskedExtension } from './request.ts';

/** Every certificate is for it too, so that clients which compare host names work on the student's own computer. */
export const LOCALHOST = 'localhost';
/** Bytes of the list of alternative names; two names are what can be granted. */
const LONGEST_NAMES = 1024;
const AUTHORITY_USES: readonly number[] = [KEY_USAGE.keyCertSign, KEY_USAGE.cRLSign];
const PURPOSES: readonly string[] = [OIDS.serverAuth, OIDS.clientAuth];
/** Kinds of alternative names by the numbers of their tags (RFC 5280, 4.2.1.6). */
const NAME_KINDS = [
  'otherName',
  'email',
  'DNS',
  'x400Address',
  'dirName',
  'ediPartyName',
  'URI',
  'IP',
  'RID',
];

/**
 * The alternative names that the certificate gets: localhost always, the common name where it is asked for.
 * Throws `CA_EXTENSION`, `CA_ASKS_TO_SIGN`, `CA_ALTERNATIVE_NAME`, and DerError.
 */
export function checkExtensions(asked: readonly AskedExtension[], commonName: string): string[] {
  const again = requestAgain(commonName);
  const twice = asked.find(({ oid }, i) => asked.findIndex((other) => other.oid === oid) !== i);
  if (twice !== undefined)
    throw refuseExtension(`${oidName(twice.oid)}, twice`, 'each extension once', again);
  const names = new Set([LOCALHOST]);
  for (const { oid, value } of asked) {
    switch (oid) {
      case OIDS.basicConstraints:
        checkConstraints(single(value, TAG.sequence), again);
        break;
      case OIDS.keyUsage:
        if (readNamedBits(single(value)).some((bit) => AUTHORITY_USES.includes(bit))) {
          throw asksToSign('keyUsage with keyCertSign or cRLSign', again);
        }
        break;
      case OIDS.extKeyUsage:
        checkPurposes(single(value, TAG.sequence), again);
        break;
      case OIDS.subjectAltName:
        for (const name of alternativeNames(value, commonName, again)) names.add(name);
        break;
      case OIDS.subjectKeyIdentifier:
        // The certificate gets the same by itself.
        break;
      default:
        throw refuseExtension(oidName(oid), 'no extension, or a usual one: keyUsage, subjectAltName', again);
    }
  }
  return [...names];
}

function checkConstraints(constraints: Element, again: string): void {
  const [first, ...more] = children(constraints);
  if (first === undefined) return;
  if (more.length > 0 || first.tag !== TAG.boolean || readBoolean(first)) {
    throw asksToSign('basicConstraints CA:TRUE', again);
  }
}

function checkPurposes(purposes: Element, again: string): void {
  const other = children(purposes)
    .map((purpose) => readOid(purpose))
    .find((purpose) => !PURPOSES.includes(purpose));
  if (other === undefined) return;
  throw refuseExtension(`extendedKeyUsage ${oidName(other)}`, 'serverAuth, clientAuth', again);
}

function alternativeNames(value: Buffer, commonName: string, again: string): string[] {
  // What is no ASCII cannot be a dNSName, an IA5String.
  const allowed = [LOCALHOST, commonName].filter((name) => /^[\x20-\x7e]+$/.test(name));
  const refuse = (observed: string): AuthorityError =>
    new AuthorityError({
      code: 'CA_ALTERNATIVE_NAME',
      message: 'The request asks for an alternative name that it may not have.',
      observed,
      expected: [...new Set(allowed)].map((name) => `DNS:${shown(name)}`).join(' or '),
      hint: `Leave subjectAltName out; every certificate is for localhost too:\n${again}`,
    });
  if (value.length > LONGEST_NAMES) throw refuse(`${value.length} bytes of alternative names`);
  return children(expectTag(single(value), TAG.sequence)).map((name) => {
    const kind = NAME_KINDS[name.tag & 0x1f] ?? 'a name of an unknown kind';
    const text = name.contents.toString('latin1');
    if (name.tag !== 0x82 || !allowed.includes(text)) {
      throw refuse(
        kind === 'IP' ? `IP:${[...name.contents].slice(0, 16).join('.')}` : `${kind}:${shown(text)}`,
      );
    }
    return text;
  });
}

function asksToSign(observed: string, again: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_ASKS_TO_SIGN',
    message: 'The request asks for the right to sign certificates itself.',
    observed,
    expected: 'CA:FALSE, or nothing of it',
    hint: `Only the course's authority signs. Leave it out (of -addext, or of v3 sections of your openssl.cnf):\n${again}`,
  });
}

function refuseExtension(observed: string, expected: string, again: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_EXTENSION',
    message: 'The request asks for an extension that this authority does not give.',
    observed,
    expected,
    hint: `Leave it out (of -addext, or of req_extensions in your openssl.cnf):\n${again}`,
  });
}
