/** The protocol inside TLS, by what was negotiated (RFC 7301) or else by the server's port. */
import type { TlsState } from './state.ts';

const HTTP = 'Hypertext Transfer Protocol';
const BY_ALPN: Readonly<Record<string, string>> = {
  'http/1.1': HTTP,
  'http/1.0': HTTP,
  'http/0.9': HTTP,
  h2: 'HyperText Transfer Protocol 2',
  imap: 'Internet Message Access Protocol',
  pop3: 'Post Office Protocol',
  ftp: 'File Transfer Protocol (FTP)',
};
const BY_PORT: Readonly<Record<number, string>> = {
  25: 'Simple Mail Transfer Protocol',
  110: 'Post Office Protocol',
  143: 'Internet Message Access Protocol',
  443: HTTP,
  465: 'Simple Mail Transfer Protocol',
  587: 'Simple Mail Transfer Protocol',
  636: 'Lightweight Directory Access Protocol',
  993: 'Internet Message Access Protocol',
  995: 'Post Office Protocol',
  3306: 'MySQL Protocol',
  5222: 'XMPP Protocol',
};

/** Its full name; undefined if it is unknown. */
export function applicationProtocol(state: TlsState): string | undefined {
  return state.alpn === undefined ? BY_PORT[state.serverPort] : (BY_ALPN[state.alpn] ?? state.alpn);
}
