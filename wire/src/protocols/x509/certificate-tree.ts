/** A certificate in the tree (RFC 5280 section 4.1). */
import type { Dissection } from '../../core/dissection.ts';
import type { Item } from '../../core/field.ts';
import { TAG, bits, children, content, derAt, integer, oidText } from './der.ts';
import type { Der } from './der.ts';
import { extensionTree } from './extension-tree.ts';
import { C } from './fields.ts';
import { nameParts, nameText, nameTree } from './name-tree.ts';
import { oidName, oidWithName } from './oids.ts';
import { timeOf, utcText } from './text.ts';

const RSA = '1.2.840.113549.1.1.1';
const RSA_PSS = '1.2.840.113549.1.1.10';
const VERSION = 0xa0;
const EXTENSIONS = 0xa3;

/** The certificate from `at` to `end` of `d.bytes`, under an item that holds its bytes. */
export function certificateTree(d: Dissection, parent: Item, at: number, end: number): void {
  const whole = derAt(d.bytes, at, end);
  const [signed, algorithm, signature] = whole ? children(whole) : [];
  if (!signed) return d.note(parent, '[Malformed Packet: X.509]');
  signedTree(d, labeled(d, parent, C.signed, signed), signed);
  if (algorithm) algorithmTree(d, labeled(d, parent, C.outerAlgorithm, algorithm), algorithm);
  if (signature)
    d.add(parent, C.encrypted, signature.from + 1, signature.end - signature.from - 1, bits(signature));
}

function signedTree(d: Dissection, item: Item, signed: Der): void {
  const parts = children(signed);
  const version = parts[0]?.tag === VERSION ? parts.shift() : undefined;
  const number = version && children(version)[0];
  if (number) d.add(item, C.version, number.from, number.end - number.from, integer(number) ?? 0);
  const [serial, algorithm, issuer, validity, subject, key, ...rest] = parts;
  if (serial) d.add(item, C.serialNumber, serial.from, serial.end - serial.from, content(serial));
  if (algorithm) algorithmTree(d, labeled(d, item, C.signature, algorithm), algorithm);
  if (issuer) namedTree(d, item, C.issuer, issuer);
  if (validity) validityTree(d, labeled(d, item, C.validity, validity), validity);
  if (subject) namedTree(d, item, C.subject, subject);
  if (key) keyTree(d, labeled(d, item, C.keyInfo, key), key);
  const list = rest.find((one) => one.tag === EXTENSIONS);
  const sequence = list && children(list)[0];
  if (!sequence) return;
  const extensions = children(sequence);
  const line = `extensions: ${extensions.length} items`;
  const group = d.add(
    item,
    C.extensions,
    sequence.from,
    sequence.end - sequence.from,
    extensions.length,
    line,
  );
  for (const one of extensions) extensionTree(d, group, one);
}

function labeled(d: Dissection, parent: Item, field: Item['field'], der: Der): Item {
  return d.add(parent, field, der.at, der.end - der.at, undefined);
}

function algorithmTree(d: Dissection, item: Item, der: Der): void {
  const id = children(der)[0];
  if (id?.tag !== TAG.oid) return;
  const oid = oidText(id);
  item.text = `${item.field.title} (${oidName(oid)})`;
  d.add(item, C.algorithm, id.from, id.end - id.from, oid, `Algorithm Id: ${oidWithName(oid)}`);
  if (oid === RSA_PSS) pssTree(d, item, children(der)[1]);
}

/** RSASSA-PSS names its hash and its mask function (RFC 4055 section 3.1). */
function pssTree(d: Dissection, item: Item, parameters: Der | undefined): void {
  for (const one of parameters ? children(parameters) : []) {
    const algorithm = one.tag === 0xa0 || one.tag === 0xa1 ? children(one)[0] : undefined;
    if (algorithm) algorithmTree(d, labeled(d, item, C.keyAlgorithm, algorithm), algorithm);
  }
}

function namedTree(d: Dissection, parent: Item, field: Item['field'], name: Der): void {
  // Wireshark's value is the kind of name; there is only one kind (RFC 5280 section 4.1.2.4).
  const item = d.add(parent, field, name.at, name.end - name.at, 0);
  const line = nameText(nameParts(name));
  item.text = `${field.title}: (${line})`;
  if (field === C.subject && parent.text === undefined) parent.text = `signedCertificate (${line})`;
  nameTree(d, item, name);
}

function validityTree(d: Dissection, item: Item, validity: Der): void {
  for (const [i, der] of children(validity).slice(0, 2).entries()) {
    const isUtc = der.tag === TAG.utcTime;
    const choice = d.add(item, i === 0 ? C.notBefore : C.notAfter, der.at, der.end - der.at, isUtc ? 0 : 1);
    const length = der.end - der.from;
    if (isUtc) d.add(choice, C.utcTime, der.from, length, utcText(der));
    else d.add(choice, C.generalizedTime, der.from, length, timeOf(der));
  }
}

function keyTree(d: Dissection, item: Item, info: Der): void {
  const [algorithm, key] = children(info);
  if (algorithm) algorithmTree(d, labeled(d, item, C.keyAlgorithm, algorithm), algorithm);
  if (!key) return;
  const length = Math.max(0, key.end - key.from - 1);
  const shown = d.add(item, C.publicKey, key.end - length, length, bits(key));
  const oid = algorithm && children(algorithm)[0];
  if (!oid || oidText(oid) !== RSA) return;
  const pair = derAt(d.bytes, key.end - length, key.end);
  const [modulus, exponent] = pair ? children(pair) : [];
  if (modulus) d.add(shown, C.modulus, modulus.from, modulus.end - modulus.from, content(modulus));
  if (exponent) d.add(shown, C.exponent, exponent.from, exponent.end - exponent.from, integer(exponent) ?? 0);
}
