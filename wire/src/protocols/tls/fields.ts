/** TLS's fields, under Wireshark's names. */
import { field } from '../../core/field.ts';
import {
  ALERTS,
  ALERT_LEVELS,
  CONTENT_TYPES,
  EXTENSIONS,
  GROUPS,
  HANDSHAKE_TYPES,
  SIGNATURE_SCHEMES,
  VERSIONS,
  isGrease,
} from './names.ts';
import { SUITE_NAMES } from './suites.ts';

const GREASE: Record<number, string> = Object.fromEntries(
  Array.from({ length: 65_536 }, (_, value) => value)
    .filter(isGrease)
    .map((value) => [value, 'Reserved (GREASE)']),
);
const versions = { ...VERSIONS, ...GREASE };
const groups = { ...GROUPS, ...GREASE };
const suites = { ...SUITE_NAMES, ...GREASE };
const schemes = { ...SIGNATURE_SCHEMES, ...GREASE };
const POINT_FORMATS = { 0: 'uncompressed', 1: 'ansiX962_compressed_prime', 2: 'ansiX962_compressed_char2' };
const COMPRESSION = { 0: 'null', 1: 'DEFLATE', 64: 'LZS' };

/** Fields of records. */
export const R = {
  record: field('tls.record', 'label', 'Record Layer'),
  contentType: field('tls.record.content_type', 'u8', 'Content Type', { names: CONTENT_TYPES }),
  opaqueType: field('tls.record.opaque_type', 'u8', 'Opaque Type', { names: CONTENT_TYPES }),
  version: field('tls.record.version', 'u16', 'Version', { base: 'hex', names: VERSIONS }),
  length: field('tls.record.length', 'u16', 'Length'),
  applicationData: field('tls.app_data', 'bytes', 'Encrypted Application Data'),
  applicationProtocol: field('tls.app_data_proto', 'str', 'Application Data Protocol'),
  decrypted: field('tls.segment.data', 'bytes', 'Decrypted application data'),
  changeCipherSpec: field('tls.change_cipher_spec', 'label', 'Change Cipher Spec Message'),
  alert: field('tls.alert_message', 'label', 'Alert Message'),
  alertLevel: field('tls.alert_message.level', 'u8', 'Level', { names: ALERT_LEVELS }),
  alertDescription: field('tls.alert_message.desc', 'u8', 'Description', { names: ALERTS }),
  heartbeat: field('tls.heartbeat_message', 'label', 'Heartbeat Message'),
  heartbeatType: field('tls.heartbeat_message.type', 'u8', 'Type', {
    names: { 1: 'Request', 2: 'Response' },
  }),
  heartbeatLength: field('tls.heartbeat_message.payload_length', 'u16', 'Payload Length'),
  handshake: field('tls.handshake', 'label', 'Handshake Protocol'),
};

/** Fields of handshake messages. */
export const H = {
  type: field('tls.handshake.type', 'u8', 'Handshake Type', { names: HANDSHAKE_TYPES }),
  length: field('tls.handshake.length', 'u24', 'Length'),
  version: field('tls.handshake.version', 'u16', 'Version', { base: 'hex', names: versions }),
  random: field('tls.handshake.random', 'bytes', 'Random'),
  sessionIdLength: field('tls.handshake.session_id_length', 'u8', 'Session ID Length'),
  sessionId: field('tls.handshake.session_id', 'bytes', 'Session ID'),
  suitesLength: field('tls.handshake.cipher_suites_length', 'u16', 'Cipher Suites Length'),
  suites: field('tls.handshake.ciphersuites', 'label', 'Cipher Suites'),
  suite: field('tls.handshake.ciphersuite', 'u16', 'Cipher Suite', { base: 'hex', names: suites }),
  compressionLength: field('tls.handshake.comp_methods_length', 'u8', 'Compression Methods Length'),
  compressions: field('tls.handshake.comp_methods', 'label', 'Compression Methods'),
  compression: field('tls.handshake.comp_method', 'u8', 'Compression Method', { names: COMPRESSION }),
  extensionsLength: field('tls.handshake.extensions_length', 'u16', 'Extensions Length'),
  extensionType: field('tls.handshake.extension.type', 'u16', 'Type', {
    names: { ...EXTENSIONS, ...GREASE },
  }),
  extensionLength: field('tls.handshake.extension.len', 'u16', 'Length'),
  extensionData: field('tls.handshake.extension.data', 'bytes', 'Data'),
  serverNameListLength: field(
    'tls.handshake.extensions_server_name_list_len',
    'u16',
    'Server Name list length',
  ),
  serverNameType: field('tls.handshake.extensions_server_name_type', 'u8', 'Server Name Type', {
    names: { 0: 'host_name' },
  }),
  serverNameLength: field('tls.handshake.extensions_server_name_len', 'u16', 'Server Name length'),
  serverName: field('tls.handshake.extensions_server_name', 'str', 'Server Name'),
  alpnLength: field('tls.handshake.extensions_alpn_len', 'u16', 'ALPN Extension Length'),
  alpnNameLength: field('tls.handshake.extensions_alpn_str_len', 'u8', 'ALPN string length'),
  alpn: field('tls.handshake.extensions_alpn_str', 'str', 'ALPN Next Protocol'),
  versionsLength: field('tls.handshake.extensions.supported_versions_len', 'u8', 'Supported Versions length'),
  supportedVersion: field('tls.handshake.extensions.supported_version', 'u16', 'Supported Version', {
    base: 'hex',
    names: versions,
  }),
  groupsLength: field(
    'tls.handshake.extensions_supported_groups_length',
    'u16',
    'Supported Groups List Length',
  ),
  group: field('tls.handshake.extensions_supported_group', 'u16', 'Supported Group', {
    base: 'hex',
    names: groups,
  }),
  pointFormatsLength: field(
    'tls.handshake.extensions_ec_point_formats_length',
    'u8',
    'EC point formats Length',
  ),
  pointFormat: field('tls.handshake.extensions_ec_point_format', 'u8', 'EC point format', {
    names: POINT_FORMATS,
  }),
  keySharesLength: field(
    'tls.handshake.extensions_key_share_client_length',
    'u16',
    'Client Key Share Length',
  ),
  keyShareGroup: field('tls.handshake.extensions_key_share_group', 'u16', 'Group', { names: groups }),
  keyShareSelected: field('tls.handshake.extensions_key_share_selected_group', 'u16', 'Selected Group', {
    names: groups,
  }),
  keyShareLength: field(
    'tls.handshake.extensions_key_share_key_exchange_length',
    'u16',
    'Key Exchange Length',
  ),
  keyShare: field('tls.handshake.extensions_key_share_key_exchange', 'bytes', 'Key Exchange'),
  schemesLength: field('tls.handshake.sig_hash_alg_len', 'u16', 'Signature Hash Algorithms Length'),
  scheme: field('tls.handshake.sig_hash_alg', 'u16', 'Signature Algorithm', { base: 'hex', names: schemes }),
  pskModesLength: field('tls.extension.psk_ke_modes_length', 'u8', 'PSK Key Exchange Modes Length'),
  pskMode: field('tls.extension.psk_ke_mode', 'u8', 'PSK Key Exchange Mode', {
    names: { 0: 'PSK-only key establishment (psk_ke)', 1: 'PSK with (EC)DHE key establishment (psk_dhe_ke)' },
  }),
  certificatesLength: field('tls.handshake.certificates_length', 'u24', 'Certificates Length'),
  certificates: field('tls.handshake.certificates', 'label', 'Certificates'),
  certificateLength: field('tls.handshake.certificate_length', 'u24', 'Certificate Length'),
  certificate: field('tls.handshake.certificate', 'bytes', 'Certificate'),
  contextLength: field(
    'tls.handshake.certificate_request_context_length',
    'u8',
    'Certificate Request Context Length',
  ),
  context: field('tls.handshake.certificate_request_context', 'bytes', 'Certificate Request Context'),
  certificateTypesCount: field('tls.handshake.cert_types_count', 'u8', 'Certificate types count'),
  certificateType: field('tls.handshake.cert_type', 'u8', 'Certificate type', {
    names: { 1: 'RSA Sign', 2: 'DSS Sign', 64: 'ECDSA Sign' },
  }),
  namesLength: field('tls.handshake.dnames_len', 'u16', 'Distinguished Names Length'),
  nameLength: field('tls.handshake.dname_len', 'u16', 'Distinguished Name Length'),
  curveType: field('tls.handshake.server_curve_type', 'u8', 'Curve Type', {
    base: 'hex',
    names: { 1: 'explicit_prime', 2: 'explicit_char2', 3: 'named_curve' },
  }),
  namedCurve: field('tls.handshake.server_named_curve', 'u16', 'Named Curve', { base: 'hex', names: groups }),
  serverPointLength: field('tls.handshake.server_point_len', 'u8', 'Pubkey Length'),
  serverPoint: field('tls.handshake.server_point', 'bytes', 'Pubkey'),
  clientPointLength: field('tls.handshake.client_point_len', 'u8', 'Pubkey Length'),
  clientPoint: field('tls.handshake.client_point', 'bytes', 'Pubkey'),
  primeLength: field('tls.handshake.p_len', 'u16', 'p Length'),
  prime: field('tls.handshake.p', 'bytes', 'p'),
  generatorLength: field('tls.handshake.g_len', 'u16', 'g Length'),
  generator: field('tls.handshake.g', 'bytes', 'g'),
  serverPublicLength: field('tls.handshake.ys_len', 'u16', 'Pubkey Length'),
  serverPublic: field('tls.handshake.ys', 'bytes', 'Pubkey'),
  clientPublicLength: field('tls.handshake.yc_len', 'u16', 'Pubkey Length'),
  clientPublic: field('tls.handshake.yc', 'bytes', 'Pubkey'),
  premasterLength: field('tls.handshake.epms_len', 'u16', 'Encrypted PreMaster length'),
  premaster: field('tls.handshake.epms', 'bytes', 'Encrypted PreMaster'),
  signatureLength: field('tls.handshake.sig_len', 'u16', 'Signature Length'),
  signature: field('tls.handshake.sig', 'bytes', 'Signature'),
  verifySignatureLength: field('tls.handshake.client_cert_vrfy.sig_len', 'u16', 'Signature length'),
  verifySignature: field('tls.handshake.client_cert_vrfy.sig', 'bytes', 'Signature'),
  verifyData: field('tls.handshake.verify_data', 'label', 'Verify Data'),
  ticketLifetime: field('tls.handshake.session_ticket_lifetime_hint', 'u32', 'Session Ticket Lifetime Hint'),
  ticketAgeAdd: field('tls.handshake.session_ticket_age_add', 'u32', 'Session Ticket Age Add'),
  ticketNonceLength: field('tls.handshake.session_ticket_nonce_length', 'u8', 'Session Ticket Nonce Length'),
  ticketNonce: field('tls.handshake.session_ticket_nonce', 'bytes', 'Session Ticket Nonce'),
  ticketLength: field('tls.handshake.session_ticket_length', 'u16', 'Session Ticket Length'),
  ticket: field('tls.handshake.session_ticket', 'bytes', 'Session Ticket'),
  keyUpdate: field('tls.handshake.key_update.request_update', 'u8', 'Key Update Request', {
    names: { 0: 'update_not_requested', 1: 'update_requested' },
  }),
  ja3Full: field('tls.handshake.ja3_full', 'str', 'JA3 Fullstring'),
  ja3: field('tls.handshake.ja3', 'str', 'JA3'),
  ja3sFull: field('tls.handshake.ja3s_full', 'str', 'JA3S Fullstring'),
  ja3s: field('tls.handshake.ja3s', 'str', 'JA3S'),
};

/** All of them. */
export const TLS_FIELDS = [...Object.values(R), ...Object.values(H)];
