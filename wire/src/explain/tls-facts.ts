/** The facts of a TLS connection that an explanation needs, read from the fields of its packets. */
import type { Life } from '../conversations/life.ts';
import { otherSide, sideOf } from '../conversations/opening.ts';
import type { Side } from '../conversations/opening.ts';
import type { Item } from '../protocols/field.ts';
import type { ExplainContext } from './context.ts';
import { PacketFields } from './packet-fields.ts';
import { protocolRows } from './stream-rows.ts';

/** What is known of a TLS connection; packets are numbers counted from 1. */
export interface TlsFacts {
  /** Which side of the stream is TLS's client. */
  client: Side;
  /** Packets in which readable handshake messages are complete. */
  handshakePackets: number[];
  clientHellos: {
    packet: number;
    versions: string[];
    suites: string[];
    serverName: string | undefined;
    applicationProtocols: string[];
    keyShares: string[];
    offersResumption: boolean;
  }[];
  serverHellos: {
    packet: number;
    version: string;
    suite: string;
    keyShare: string | undefined;
    applicationProtocol: string | undefined;
    /** It asks for another Client Hello (RFC 8446 section 4.1.4). */
    isRetry: boolean;
    isResumed: boolean;
  }[];
  /** The first certificate of each chain. */
  certificates: {
    packet: number;
    from: 'tls-client' | 'tls-server';
    subject: string;
    issuer: string;
    notBefore: string | undefined;
    notAfter: string | undefined;
    chain: number;
    isSelfSigned: boolean;
  }[];
  /** The group of the key agreement, where a ServerKeyExchange says it, and the packet of the client's key exchange. */
  group: string | undefined;
  keyExchange: number | undefined;
  /** The first packet of each side with encrypted content. */
  encryptedFrom: Partial<Record<Side, number>>;
  alerts: { packet: number; from: Side; text: string }[];
  isDecrypted: boolean;
}

/** Packets looked into; a handshake is at the begin. */
const MOST = 60;

const CLIENT_HELLO = 1;
const SERVER_HELLO = 2;
const CERTIFICATE = 11;
const SERVER_KEY_EXCHANGE = 12;
const CLIENT_KEY_EXCHANGE = 16;
const APPLICATION_DATA = 23;
const PRE_SHARED_KEY = 41;
/** The random that marks a Hello Retry Request begins so (RFC 8446 section 4.1.3). */
const RETRY = [0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11];

/** The facts, or undefined where nobody speaks TLS in the stream. */
export function tlsFacts(context: ExplainContext, life: Life): TlsFacts | undefined {
  const found = protocolRows(context, life.stream, 'tls', MOST);
  if (!found) return undefined;
  const facts: TlsFacts = {
    client: 'client',
    handshakePackets: [],
    clientHellos: [],
    serverHellos: [],
    certificates: [],
    group: undefined,
    keyExchange: undefined,
    encryptedFrom: {},
    alerts: [],
    isDecrypted: false,
  };
  const changed = new Set<Side>();
  for (const row of found.rows) {
    const side = sideOf(context.capture, row);
    const fields = context.fields(row);
    for (const handshake of fields.items('tls.handshake')) handshakeFact(facts, handshake, row, side);
    for (const record of fields.items('tls.record')) recordFact(facts, record, row, side, changed);
    if (fields.has('tls.segment.data')) facts.isDecrypted = true;
  }
  return facts;
}

function handshakeFact(facts: TlsFacts, item: Item, row: number, side: Side): void {
  const fields = new PacketFields([item]);
  const type = fields.number('tls.handshake.type');
  if (type === undefined) return;
  const packet = row + 1;
  if (facts.handshakePackets.at(-1) !== packet) facts.handshakePackets.push(packet);
  const extensions = fields.items('tls.handshake.extension.type').map(({ value }) => value);
  const versions = fields.names('tls.handshake.extensions.supported_version');
  const version = fields.names('tls.handshake.version')[0] ?? 'an unknown version';
  const suites = fields.names('tls.handshake.ciphersuite');
  if (type === CLIENT_HELLO) {
    facts.client = side;
    facts.clientHellos.push({
      packet,
      versions: (versions.length > 0 ? versions : [version]).filter((name) => !isGrease(name)),
      suites: suites.filter((name) => !isGrease(name)),
      serverName: fields.text('tls.handshake.extensions_server_name'),
      applicationProtocols: fields.texts('tls.handshake.extensions_alpn_str'),
      keyShares: fields.names('tls.handshake.extensions_key_share_group').filter((name) => !isGrease(name)),
      offersResumption: extensions.includes(PRE_SHARED_KEY),
    });
  } else if (type === SERVER_HELLO) {
    facts.client = otherSide(side);
    const random = fields.value('tls.handshake.random');
    facts.serverHellos.push({
      packet,
      version: versions[0] ?? version,
      suite: suites[0] ?? 'an unknown suite',
      keyShare:
        fields.names('tls.handshake.extensions_key_share_group')[0] ??
        fields.names('tls.handshake.extensions_key_share_selected_group')[0],
      applicationProtocol: fields.text('tls.handshake.extensions_alpn_str'),
      isRetry: random instanceof Uint8Array && RETRY.every((byte, i) => random[i] === byte),
      isResumed: extensions.includes(PRE_SHARED_KEY),
    });
  } else if (type === CERTIFICATE) certificateFact(facts, item, packet, side);
  else if (type === SERVER_KEY_EXCHANGE) facts.group = fields.names('tls.handshake.server_named_curve')[0];
  else if (type === CLIENT_KEY_EXCHANGE) facts.keyExchange = packet;
}

function certificateFact(facts: TlsFacts, item: Item, packet: number, side: Side): void {
  const all = new PacketFields([item]);
  const certificates = all.items('tls.handshake.certificate');
  const [first] = certificates;
  if (!first) return;
  const fields = new PacketFields([first]);
  const inBrackets = (text: string | undefined): string =>
    /\((.*)\)$/s.exec(text ?? '')?.[1] ?? 'a name that is not readable';
  const subject = inBrackets(
    (fields.items('x509af.subject')[0] ?? fields.items('x509af.subject_element')[0])?.text,
  );
  const issuer = inBrackets(
    (fields.items('x509af.issuer')[0] ?? fields.items('x509af.issuer_element')[0])?.text,
  );
  const times = [...fields.texts('x509af.utcTime'), ...fields.texts('x509af.generalizedTime')];
  facts.certificates.push({
    packet,
    from: side === facts.client ? 'tls-client' : 'tls-server',
    subject,
    issuer,
    notBefore: times[0],
    notAfter: times[1],
    chain: certificates.length,
    isSelfSigned: subject === issuer,
  });
}

function recordFact(facts: TlsFacts, record: Item, row: number, side: Side, changed: Set<Side>): void {
  const fields = new PacketFields([record]);
  const type = fields.number('tls.record.opaque_type') ?? fields.number('tls.record.content_type');
  const isAfterChange = changed.has(side) && !fields.has('tls.change_cipher_spec');
  if (type === APPLICATION_DATA || isAfterChange) facts.encryptedFrom[side] ??= row + 1;
  if (fields.has('tls.change_cipher_spec')) changed.add(side);
  const level = fields.names('tls.alert_message.level')[0];
  const description = fields.names('tls.alert_message.desc')[0];
  if (level !== undefined && description !== undefined) {
    facts.alerts.push({ packet: row + 1, from: side, text: `${level}: ${description}` });
  } else if (fields.has('tls.alert_message')) {
    facts.alerts.push({ packet: row + 1, from: side, text: 'encrypted' });
  }
}

/** Values that clients throw in so that servers learn to ignore what they do not know (RFC 8701). */
function isGrease(name: string): boolean {
  return /GREASE/i.test(name) || /Reserved/i.test(name) || /RENEGOTIATION_INFO|FALLBACK_SCSV/.test(name);
}
