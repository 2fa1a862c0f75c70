/** Checks the extensions that a request asks for: harmless ones are granted or ignored, others are refused. */
import { AuthorityError } from '../authority-error.ts';
import { KEY_USAGE } from '../certificate/extension.ts';
import { OIDS, oidName } from '../der/oids.ts';
import { children, expectTag, readBoolean, readNamedBits, readOid, single } from '../der/reader.ts';
import type { Element } from '../der/reader.ts';
import { TAG } from '../der/writer.ts';
import { shown } from '../text.ts';
import { requestAgain } from './remedy.ts';
import type { AskedExtension } from './request.ts';

/** Every certificate is for this name too, so that clients that compare host names work on the student's own computer. */
const LOCALHOST = 'localhost';
/** Maximum length of the list of alternative names in bytes; at most two names can be granted. */
const MAX_NAMES_LENGTH = 1024;
const AUTHORITY_USES: readonly number[] = [KEY_USAGE.keyCertSign, KEY_USAGE.cRLSign];
const PURPOSES: readonly string[] = [OIDS.serverAuth, OIDS.clientAuth];
/** The kinds of alternative names, in the order of their tags (RFC 5280, 4.2.1.6). */
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
 * The alternative names of the certificate: always localhost, and the common name if the request asks for it.
 *
 * @throws {AuthorityError} `CA_EXTENSION`, `CA_ASKS_TO_SIGN`, `CA_ALTERNATIVE_NAME`.
 * @throws {DerError} when an extension is not valid DER.
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
        // The certificate has the same one anyway.
        break;
      default:
        throw refuseExtension(oidName(oid), 'no extension, or a common one: keyUsage, subjectAltName', again);
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
  // A dNSName is an IA5String, so it must be ASCII.
  const allowed = [LOCALHOST, commonName].filter((name) => /^[\x20-\x7e]+$/.test(name));
  const refuse = (observed: string): AuthorityError =>
    new AuthorityError({
      code: 'CA_ALTERNATIVE_NAME',
      message: 'The request asks for an alternative name that is not allowed.',
      observed,
      expected: [...new Set(allowed)].map((name) => `DNS:${shown(name)}`).join(' or '),
      hint: `Leave subjectAltName out; every certificate is valid for localhost anyway:\n${again}`,
    });
  if (value.length > MAX_NAMES_LENGTH)
    throw refuse(`${value.length.toLocaleString('en')} bytes of alternative names`);
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
    message: 'The request asks for the right to sign certificates.',
    observed,
    expected: 'CA:FALSE, or no basicConstraints',
    hint: `Only the course's authority signs. Remove it (from -addext, or from the v3 sections of your openssl.cnf):\n${again}`,
  });
}

function refuseExtension(observed: string, expected: string, again: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_EXTENSION',
    message: 'The request asks for an extension that this authority does not grant.',
    observed,
    expected,
    hint: `Remove it (from -addext, or from req_extensions in your openssl.cnf):\n${again}`,
  });
}
