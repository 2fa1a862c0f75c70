/** Real TLS connections made with Node's TLS, with the bytes on the wire and the secrets. */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import * as tls from 'node:tls';
import type { Chunk } from './exchange.test.helper.ts';

/** A key and a certificate for tests alone. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqhfEJaQDUAr6cJ7E
OA5LF6t/aIu8BT8PM/qhEUavVLuhRANCAAS298c8VGOFlo0M9dwNhF+wOFi8e5li
Nsh8/rBUJ0SJFNhBvn19rGE6hYiRz27tn+17G5SVH1yEbecJUwBmOwHC
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBrDCCAVOgAwIBAgIBBzAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjYxMTIwMjMzMzA2WhgPMjA4MTA4MjMyMzMzMDZaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABLb3xzxUY4WWjQz1
3A2EX7A4WLx7mWI2yHz+sFQnRIkU2EG+fX2sYTqFiJHPbu2f7XsblJUfXIRt5wlT
AGY7AcKjgZMwgZAwCQYDVR0TBAIwADAOBgNVHQ8BAf8EBAMCBaAwHQYDVR0lBBYw
FAYIKwYBBQUHAwEGCCsGAQUFBwMCMDUGA1UdEQQuMCyCB3BtdS5sYWKCCSoucG11
LmxhYocECgAAAocQ/QAAAAAAAAAAAAAAAAAAAjAdBgNVHQ4EFgQUp9uiWYf6rN6y
Ck2nShrujL4ohhQwCgYIKoZIzj0EAwIDRwAwRAIgEyahSNrINGaqyeUdqx4T385j
4cfptjj8iIAKhDvFT28CIF0VN3Bu2EsU97oMW+O/IGr9n+Kmg1opU6ovXkFxJndy
-----END CERTIFICATE-----`;

/** The request inside. */
export const REQUEST = 'GET /secret HTTP/1.1\r\nHost: pmu.lab\r\n\r\n';
/** The response inside. */
export const RESPONSE = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n';

/** One connection. */
export interface Recorded {
  /** What crossed the wire, in order. */
  chunks: Chunk[];
  /** Secrets, as SSLKEYLOGFILE has them. */
  readonly keyLog: string;
  /** The error of the client or the server, if there was one. */
  readonly error: Error | undefined;
}

/** Options of both ends. */
export interface ConnectionOptions {
  readonly server?: tls.TlsOptions;
  readonly client?: tls.ConnectionOptions;
  /** Request and response; by default REQUEST and RESPONSE. */
  readonly request?: string;
  readonly response?: string;
  /** Connections one after the other, each resuming the session before; by default 1. */
  readonly times?: number;
}

/** Connects, exchanges request and response and closes, `times` times; returns what was on the wire each time. */
export async function recordTls(options: ConnectionOptions): Promise<Recorded[]> {
  const server = tls.createServer({ key: KEY, cert: CERTIFICATE, ...options.server }, (socket) => {
    socket.on('data', () => socket.end(options.response ?? RESPONSE));
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const recorded: Recorded[] = [];
  let session: Buffer | undefined;
  for (let i = 0; i < (options.times ?? 1); i++) {
    const one = await connectOnce(server, options.client ?? {}, options.request ?? REQUEST, session);
    session = one.session;
    recorded.push(one);
  }
  server.close();
  return recorded;
}

async function connectOnce(
  server: tls.Server,
  options: tls.ConnectionOptions,
  request: string,
  session: Buffer | undefined,
): Promise<Recorded & { session: Buffer | undefined }> {
  const chunks: Chunk[] = [];
  const tap = createServer((client) => {
    const upstream = connect((server.address() as AddressInfo).port, '127.0.0.1');
    pass(client, upstream, (data) => chunks.push({ from: 'client', data }));
    pass(upstream, client, (data) => chunks.push({ from: 'server', data }));
  });
  tap.listen(0, '127.0.0.1');
  await once(tap, 'listening');
  const { port } = tap.address() as AddressInfo;
  let [keyLog, error] = ['', undefined as Error | undefined];
  let kept: Buffer | undefined;
  const socket = tls.connect({
    port,
    host: '127.0.0.1',
    servername: 'pmu.lab',
    rejectUnauthorized: false,
    ...(session ? { session } : {}),
    ...options,
  });
  socket.on('keylog', (line: Buffer) => (keyLog += line.toString()));
  socket.on('session', (ticket: Buffer) => (kept = ticket));
  socket.on('error', (reason: Error) => (error = reason));
  socket.on('secureConnect', () => socket.write(request));
  socket.resume();
  await new Promise((done) => socket.once('close', done));
  await new Promise<void>((done) => tap.close(() => done()));
  return { chunks, keyLog, error, session: kept };
}

function pass(from: Socket, to: Socket, seen: (data: Uint8Array) => void): void {
  from.on('data', (data: Buffer) => {
    seen(new Uint8Array(data));
    to.write(data);
  });
  from.on('end', () => to.end());
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroy());
}
