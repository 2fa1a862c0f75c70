/** The rows that many option tables share: where a server listens, how long it waits, and where a client connects to. */

/** The highest port number (RFC 9293 section 3.1, RFC 768). */
const MAX_PORT = 65_535;

/** Upper limit of most times, in seconds: an hour. */
const HOUR = 3600;

/**
 * The address that a server binds to decides who can reach it: 127.0.0.1 is this computer only, 0.0.0.0 everyone with a
 * route to one of its IPv4 addresses (ip(7)). The default is the safe one.
 */
export const HOST = {
  name: 'host',
  type: 'text',
  default: '127.0.0.1',
  description: 'Address to listen on; 0.0.0.0 accepts other computers too.',
} as const;

/** The port that a server binds to. Port 0 suits tests: two servers never get the same port. */
export function listenPort(
  port: number,
  description = 'Port to listen on; 0 lets the kernel choose a free one.',
) {
  return { name: 'port', type: 'integer', min: 0, max: MAX_PORT, default: port, description } as const;
}

/** The port that a client connects to, as a positional argument. */
export function serverPort(port: number, description = 'Port of the server.') {
  return {
    name: 'port',
    type: 'integer',
    argument: true,
    min: 1,
    max: MAX_PORT,
    default: port,
    description,
  } as const;
}

/** The server that a client connects to, as a positional argument. A name may have several addresses. */
export function serverName(name: string, description = 'Name or address of the server.') {
  return { name: 'server', type: 'text', argument: true, default: name, description } as const;
}

/**
 * The random seed. Every verdict carries it, so that anyone who sees a program fail can send it the same bytes in the same
 * pieces again.
 */
export function seedOf(description: string) {
  return { name: 'seed', type: 'text', default: 'wireside', description } as const;
}

/** Seconds that a server waits for a silent client before it closes the connection. */
export function idleTimeout(seconds: number, max: number, description: string) {
  return { name: 'idleTimeout', type: 'number', min: 0.01, max, default: seconds, description } as const;
}

/** A client may close its receive window while data waits for it (RFC 9293 section 3.8.6.1), but not forever. */
export const STALL_TIMEOUT = {
  name: 'stallTimeout',
  type: 'number',
  min: 0.01,
  max: HOUR,
  default: 60,
  description: 'Seconds that a client may read nothing while data is waiting for it.',
} as const;

/** Seconds that a client may take before the first byte of the protocol: for TLS, or for the upgrade to WebSocket. */
export function handshakeTimeout(description: string) {
  return {
    name: 'handshakeTimeout',
    type: 'number',
    min: 0.05,
    max: HOUR,
    default: 10,
    description,
  } as const;
}

/** Descriptors and memory are limited (getrlimit(2)), so every server has a known limit of its own. */
export function maxConnections(
  count: number,
  max = 100_000,
  description = 'Maximum number of connections; more are closed immediately.',
) {
  return { name: 'maxConnections', type: 'integer', min: 1, max, default: count, description } as const;
}
