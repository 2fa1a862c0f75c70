/** Transport Layer Security, SSL 3.0 to TLS 1.3 (RFC 8446, 5246, 4346, 2246, 6101), as a protocol in TCP streams. */
import { X509_FIELDS } from '../x509/fields.ts';
import type { StreamProtocol } from '../../core/stream-protocol.ts';
import { TLS_FIELDS } from './fields.ts';
import { cutRecord, looksLikeRecord } from './record.ts';
import type { TlsRecord } from './tls-record.ts';
import { recordTree } from './record-tree.ts';
import { cutSsl2Hello, looksLikeSsl2Hello, ssl2HelloTree, SSL2_FIELDS } from './ssl2-hello.ts';
import type { Ssl2Hello } from './ssl2-hello.ts';
import { TlsState } from './state.ts';

/** Ports that Wireshark assigns to TLS: HTTPS, SMTPS, NNTPS, LDAPS, FTPS, TELNETS, IMAPS, POP3S and others. */
const PORTS = [443, 465, 563, 636, 989, 990, 992, 993, 994, 995, 5061];

/** TLS. */
export const tls: StreamProtocol<TlsState> = {
  name: 'tls',
  label: 'TLS',
  title: 'Transport Layer Security',
  fields: [...TLS_FIELDS, ...SSL2_FIELDS, ...X509_FIELDS],
  ports: PORTS,
  looksLike: (begin) => looksLikeRecord(begin) || looksLikeSsl2Hello(begin),
  open: ({ capture, serverPort }) => new TlsState(capture, serverPort),
  cut: (state, pending) => cutSsl2Hello(state, pending) ?? cutRecord(state, pending),
  dissect(d, message, at) {
    const record = message.data as TlsRecord | Ssl2Hello;
    if ('isSsl2' in record) ssl2HelloTree(d, this, at, message.bytes.length);
    else recordTree(d, this, record, at, message.bytes.length);
  },
};
