/** Fields of certificates, under Wireshark's names; it spreads them over x509af, x509ce, x509if, x509sat and pkcs1. */
import { field } from '../../core/field.ts';

const CHOICE = { names: { 0: 'utcTime', 1: 'generalizedTime' } };

/** The certificate itself. */
export const C = {
  signed: field('x509af.signedCertificate_element', 'label', 'signedCertificate'),
  version: field('x509af.version', 'i32', 'version', { names: { 0: 'v1', 1: 'v2', 2: 'v3' } }),
  serialNumber: field('x509af.serialNumber', 'bytes', 'serialNumber'),
  signature: field('x509af.signature_element', 'label', 'signature'),
  algorithm: field('x509af.algorithm.id', 'oid', 'Algorithm Id'),
  issuer: field('x509af.issuer', 'u32', 'issuer'),
  validity: field('x509af.validity_element', 'label', 'validity'),
  notBefore: field('x509af.notBefore', 'u32', 'notBefore', CHOICE),
  notAfter: field('x509af.notAfter', 'u32', 'notAfter', CHOICE),
  utcTime: field('x509af.utcTime', 'str', 'utcTime'),
  generalizedTime: field('x509af.generalizedTime', 'time', 'generalizedTime'),
  subject: field('x509af.subject', 'u32', 'subject'),
  keyInfo: field('x509af.subjectPublicKeyInfo_element', 'label', 'subjectPublicKeyInfo'),
  keyAlgorithm: field('x509af.algorithm_element', 'label', 'algorithm'),
  publicKey: field('x509af.subjectPublicKey', 'bytes', 'subjectPublicKey'),
  extensions: field('x509af.extensions', 'u32', 'extensions'),
  extension: field('x509af.Extension_element', 'label', 'Extension'),
  extensionId: field('x509af.extension.id', 'oid', 'Extension Id'),
  critical: field('x509af.critical', 'bool', 'critical'),
  outerAlgorithm: field('x509af.algorithmIdentifier_element', 'label', 'algorithmIdentifier'),
  encrypted: field('x509af.encrypted', 'bytes', 'encrypted'),
  modulus: field('pkcs1.modulus', 'bytes', 'modulus'),
  exponent: field('pkcs1.publicExponent', 'i32', 'publicExponent'),
};

/** Names. */
export const N = {
  element: field('x509if.RelativeDistinguishedName_item_element', 'label', 'RelativeDistinguishedName item'),
  oid: field('x509if.oid', 'oid', 'Object Id'),
  countryName: field('x509sat.CountryName', 'str', 'CountryName'),
  printableString: field('x509sat.printableString', 'str', 'printableString'),
  utf8String: field('x509sat.uTF8String', 'str', 'uTF8String'),
  teletexString: field('x509sat.teletexString', 'str', 'teletexString'),
  universalString: field('x509sat.universalString', 'str', 'universalString'),
  bmpString: field('x509sat.bmpString', 'str', 'bmpString'),
  ia5String: field('x509sat.IA5String', 'str', 'IA5String'),
};

/** Extensions. */
export const E = {
  dnsName: field('x509ce.dNSName', 'str', 'dNSName'),
  ipAddress: field('x509ce.iPAddress', 'bytes', 'iPAddress'),
  ip4: field('x509ce.IPAddress.ipv4', 'ip4', 'IPv4 address'),
  ip6: field('x509ce.IPAddress.ipv6', 'ip6', 'IPv6 address'),
  email: field('x509ce.rfc822Name', 'str', 'rfc822Name'),
  uri: field('x509ce.uniformResourceIdentifier', 'str', 'uniformResourceIdentifier'),
  keyPurpose: field('x509ce.KeyPurposeId', 'oid', 'KeyPurposeId'),
  isCa: field('x509ce.cA', 'bool', 'cA'),
  pathLength: field('x509ce.pathLenConstraint', 'u64', 'pathLenConstraint'),
  subjectKey: field('x509ce.SubjectKeyIdentifier', 'bytes', 'SubjectKeyIdentifier'),
  authorityKey: field('x509ce.keyIdentifier', 'bytes', 'keyIdentifier'),
  keyUsage: field('x509ce.KeyUsage', 'bytes', 'KeyUsage'),
};

/** Bits of KeyUsage, from the first on (RFC 5280 section 4.2.1.3). */
export const KEY_USAGES = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
].map((name) => field(`x509ce.KeyUsage.${name}`, 'bool', name));

/** Signed certificate timestamps (RFC 6962). */
export const SCT = {
  listLength: field('tls.sct.scts_length', 'u16', 'Serialized SCT List Length'),
  length: field('tls.sct.sct_length', 'u16', 'Serialized SCT Length'),
  version: field('tls.sct.sct_version', 'u8', 'SCT Version'),
  log: field('tls.sct.sct_logid', 'bytes', 'Log ID'),
  time: field('tls.sct.sct_timestamp', 'time', 'Timestamp'),
  extensionsLength: field('tls.sct.sct_extensions_length', 'u16', 'Extensions length'),
  extensions: field('tls.sct.sct_extensions', 'label', 'Extensions'),
  signatureLength: field('tls.sct.sct_signature_length', 'u16', 'Signature Length'),
  signature: field('tls.sct.sct_signature', 'bytes', 'Signature'),
};

/** All of them. */
export const X509_FIELDS = [
  ...Object.values(C),
  ...Object.values(N),
  ...Object.values(E),
  ...KEY_USAGES,
  ...Object.values(SCT),
];
