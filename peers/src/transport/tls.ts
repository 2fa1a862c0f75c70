/** The common part of every peer over TLS: as over TCP, with a handshake before the first byte of the protocol. */
import { constants } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Server as TlsServer, TLSSocket } from 'node:tls';
import { formatAddress } from '../peer.ts';
import type { Peer, PeerHooks, PeerLog } from '../peer.ts';
import { opensslReason } from './openssl-reason.ts';
import type { TcpConnection } from './tcp-connection.ts';
import { listenTcp } from './tcp.ts';
import type { TcpLayer, TcpListenOptions } from './tcp.ts';
import { tlsIdentity } from './tls-identity.ts';
import type { TlsIdentity } from './tls-identity.ts';
import type { TlsOptions } from './tls-options.ts';

/**
 * LISTEN, with TLS (RFC 8446). The kernel does TCP and this process does TLS: the kernel completes TCP's handshake, then
 * this process the one of TLS, and only then `serve` gets the connection. What a client does wrong before that is logged as
 * `refuse`.
 *
 * @throws {PeerListenError} when the address or the port is not available.
 * @throws {PeerOptionError} when the certificate or the key cannot be used.
 */
export async function listenTls(
  options: TcpListenOptions & TlsOptions,
  hooks: PeerHooks,
  serve: (connection: TcpConnection) => Promise<void>,
): Promise<Peer> {
  const identity = await tlsIdentity(options.name, options);
  return listenTcp(options, withNote(hooks, identity), serve, serverLayer(options, identity, hooks));
}

/** The hooks, with the note about a new certificate added to the `listen` event. */
export function withNote(hooks: PeerHooks, { note }: TlsIdentity): PeerHooks {
  if (note === undefined) return hooks;
  return { ...hooks, log: (event) => hooks.log(event.event === 'listen' ? { ...event, note } : event) };
}

/** The settings of a TLS server, whatever it serves. */
export function tlsSettings(options: TlsOptions, identity: TlsIdentity) {
  return {
    cert: identity.certificate,
    key: identity.key,
    minVersion: options.minVersion,
    maxVersion: options.maxVersion,
    handshakeTimeout: options.handshakeTimeout * 1000,
    // A client of TLS 1.2 may request a new handshake at any time, which costs it nothing and us an RSA signature. TLS 1.3
    // has removed this, and so do we (RFC 8446 section 1.2).
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
}

/** Reports the secrets and the handshakes that fail. */
export function watchTls(options: TlsOptions, server: TlsServer, hooks: PeerHooks, log: PeerLog): void {
  watchSecrets(server, hooks, (line) => {
    if (options.keylog !== '') appendSecret(options.keylog, line, log);
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    const { remoteAddress, remotePort } = socket;
    // If the connection is closed already, the kernel no longer knows the address.
    const remote = remoteAddress === undefined ? {} : { remote: formatAddress(remoteAddress, remotePort) };
    log({ event: 'refuse', ...remote, note: `no TLS connection: ${reasonOf(error)}` });
    socket.destroy();
  });
}

/**
 * Reports each secret of a server's connections, or of one connection of a client. A handshake has several: the keys are
 * made in steps, for each direction (RFC 8446 section 7.1). OpenSSL writes a line for each (SSL_CTX_set_keylog_callback(3)).
 */
export function watchSecrets(
  source: TlsServer | TLSSocket,
  hooks: Pick<PeerHooks, 'secrets'>,
  also: (line: string) => void = () => {},
): void {
  // Both have this event, but the types of the two say nothing about each other.
  (source as TLSSocket).on('keylog', (line: Buffer) => {
    const text = line.toString('latin1');
    hooks.secrets?.(text);
    also(text);
  });
}

/** Appends a line to the file of secrets. A full disk costs the line, and not the server. */
function appendSecret(file: string, line: string, log: PeerLog): void {
  try {
    appendFileSync(file, line, { mode: 0o600 });
  } catch (error) {
    log({ event: 'error', note: `cannot write the secrets: ${(error as Error).message}` });
  }
}

/** `TLSv1.3, TLS_AES_256_GCM_SHA384`: what the two ends have agreed on. */
export function agreement(socket: Socket): string {
  const { getProtocol, getCipher } = socket as TLSSocket;
  return `${getProtocol.call(socket)}, ${getCipher.call(socket).standardName}`;
}

/** TLS between TCP and the peer. */
function serverLayer(options: TlsOptions, identity: TlsIdentity, hooks: PeerHooks): TcpLayer {
  return {
    create: () => createServer(tlsSettings(options, identity)),
    ready: 'secureConnection',
    describe: (socket) => {
      // Half-open from here on and not before. A client may say that it has sent everything (close_notify, RFC 8446 section
      // 6.1) and still want the answer. But half a connection cannot complete a handshake, and a client that goes away
      // during it, perhaps because it does not trust us, would keep us waiting until the handshake times out.
      socket.allowHalfOpen = true;
      return agreement(socket);
    },
    watch: (server: Server, log) => watchTls(options, server as TlsServer, hooks, log),
  };
}

/** Why a handshake failed, in words; OpenSSL's message follows in parentheses. */
function reasonOf(error: NodeJS.ErrnoException): string {
  const { code = '' } = error;
  const message = opensslReason(error);
  if (code === 'ERR_SSL_HTTP_REQUEST') return 'the client speaks HTTP without TLS';
  if (/WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL|PACKET_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE/.test(code)) {
    return `the client does not speak TLS (${message})`;
  }
  if (code === 'ERR_TLS_HANDSHAKE_TIMEOUT') return 'the handshake took too long';
  if (code === 'ECONNRESET') return 'the client closed the connection during the handshake';
  if (/ALERT_UNKNOWN_CA|CERTIFICATE_UNKNOWN|BAD_CERTIFICATE/.test(code)) {
    return `the client does not trust our certificate (${message})`;
  }
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/.test(code))
    return `client and server have no TLS version in common (${message})`;
  if (/NO_SHARED_CIPHER/.test(code)) return `client and server have no cipher suite in common (${message})`;
  return message;
}
