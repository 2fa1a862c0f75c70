/** The frame of every peer that serves TLS: the same as over TCP, with a handshake before the first byte of the protocol. */
import { constants } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { createServer, type Server as TlsServer, type TLSSocket } from 'node:tls';
import { formatAddress, type Peer, type PeerEvent, type PeerHooks } from '../peer.ts';
import { opensslReason } from './openssl-reason.ts';
import { listenTcp, type TcpLayer, type TcpListenOptions } from './tcp.ts';
import type { TcpConnection } from './tcp-connection.ts';
import { type TlsIdentity, tlsIdentity, type TlsOptions } from './tls-identity.ts';

/**
 * LISTEN, with TLS (RFC 8446). The kernel does TCP and this process does TLS: a connection is accepted by the one, and is
 * handed to `serve` when the other has finished its handshake. What a client does wrong before that is said in the log, as
 * `refuse`.
 *
 * Throws PeerListenError, and PeerOptionError for a certificate or a key that cannot be used.
 */
export async function listenTls(
  options: TcpListenOptions & TlsOptions,
  hooks: PeerHooks,
  serve: (connection: TcpConnection) => Promise<void>,
): Promise<Peer> {
  const identity = await tlsIdentity(options.name, options);
  const told: PeerHooks = {
    ...hooks,
    log: (event) => {
      const isNew = event.event === 'listen' && identity.note !== undefined;
      hooks.log(isNew ? { ...event, note: identity.note } : event);
    },
  };
  return listenTcp(options, told, serve, tlsLayer(options, identity));
}

/** The settings of a TLS server, for every kind of it. */
export function tlsSettings(options: TlsOptions, identity: TlsIdentity) {
  return {
    cert: identity.certificate,
    key: identity.key,
    minVersion: options.minVersion,
    maxVersion: options.maxVersion,
    handshakeTimeout: options.handshakeTimeout * 1000,
    // A client of TLS 1.2 may ask for a new handshake at any time, which costs it nothing and us an RSA signature. TLS 1.3
    // has done away with it, and so do we (RFC 8446 section 1.2).
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
}

/** Writes the secrets to the file that they are wanted in, and says what becomes of handshakes that fail. */
export function watchTls(
  options: TlsOptions,
  server: TlsServer,
  log: (event: Omit<PeerEvent, 'at' | 'peer'>) => void,
): void {
  if (options.keylog !== '') server.on('keylog', (line: Buffer) => appendKey(options.keylog, line, log));
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    const { remoteAddress, remotePort } = socket;
    // The kernel no longer knows who it was when the connection is gone already.
    const remote = remoteAddress === undefined ? {} : { remote: formatAddress(remoteAddress, remotePort) };
    log({ event: 'refuse', ...remote, note: `no TLS connection: ${reasonOf(error)}` });
    socket.destroy();
  });
}

/** Appends a line to the file of secrets. A disk that is full costs the line, and not the server. */
function appendKey(file: string, line: Buffer, log: (event: Omit<PeerEvent, 'at' | 'peer'>) => void): void {
  try {
    appendFileSync(file, line, { mode: 0o600 });
  } catch (error) {
    log({ event: 'error', note: `no secrets written: ${(error as Error).message}` });
  }
}

/** `TLSv1.3, TLS_AES_256_GCM_SHA384`: what the two ends have agreed on. */
export function agreement(socket: Socket): string {
  const { getProtocol, getCipher } = socket as TLSSocket;
  return `${getProtocol.call(socket)}, ${getCipher.call(socket).standardName}`;
}

function tlsLayer(options: TlsOptions, identity: TlsIdentity): TcpLayer {
  return {
    create: () => createServer(tlsSettings(options, identity)),
    ready: 'secureConnection',
    describe: (socket) => {
      // Half-open from here on and not before. A client may say that it has sent all (close_notify, RFC 8446 section 6.1) and
      // still want the answer; but with half a connection no handshake can be finished, and one that goes away in it,
      // because it does not trust us perhaps, would otherwise be waited for until the handshake's time is up.
      socket.allowHalfOpen = true;
      return agreement(socket);
    },
    watch: (server: Server, log) => watchTls(options, server as TlsServer, log),
  };
}

/** Why a handshake failed, in words; OpenSSL's own are kept behind them. */
function reasonOf(error: NodeJS.ErrnoException): string {
  const { code = '' } = error;
  const message = opensslReason(error);
  if (code === 'ERR_SSL_HTTP_REQUEST') return 'the client speaks HTTP, without TLS';
  if (/WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL|PACKET_LENGTH_TOO_LONG|RECORD_LAYER_FAILURE/.test(code)) {
    return `what came is no TLS (${message})`;
  }
  if (code === 'ERR_TLS_HANDSHAKE_TIMEOUT') return 'the handshake took too long';
  if (code === 'ECONNRESET') return 'the client went away during the handshake';
  if (/ALERT_UNKNOWN_CA|CERTIFICATE_UNKNOWN|BAD_CERTIFICATE/.test(code)) {
    return `the client does not trust our certificate (${message})`;
  }
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION/.test(code)) return `no version of TLS in common (${message})`;
  if (/NO_SHARED_CIPHER/.test(code)) return `no cipher suite in common (${message})`;
  return message;
}
