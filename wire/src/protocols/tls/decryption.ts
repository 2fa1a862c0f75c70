/** Chooses the secrets for a connection and opens its records with them. */
import { hexText } from '../text.ts';
import { keyLogOf } from './key-log.ts';
import { tls12Keys } from './key-schedule.ts';
import { EXTENSION, isTls13 } from './names.ts';
import { RecordOpener } from './record-opener.ts';
import type { Opened } from './record-opener.ts';
import type { Side, TlsState } from './state.ts';
import { suiteCipher, suiteName } from './suites.ts';

/** After this many records in a row that no key opens, a direction is no longer decrypted. */
const MAX_FAILURES = 8;
/** This many records may be missing in a gap of the capture. */
const MAX_MISSING = 64;
/** AES with both key lengths, and ChaCha20: early data can have no other keys. */
const MAX_EARLY = 3;

/**
 * Early data is encrypted before the server has chosen a suite: every suite offered is a candidate (RFC 8446 section
 * 4.2.10).
 */
export function expectEarlyData(state: TlsState): void {
  const hello = state.clientHello;
  const { ciphers } = state.capture;
  const { openers } = state.sideOf('client');
  if (!hello || !ciphers || openers.length > 0 || !hello.extensions.includes(EXTENSION.earlyData)) return;
  const secret = secretOf(state, 'CLIENT_EARLY_TRAFFIC_SECRET');
  if (!secret) return;
  const tried = new Set<string>();
  for (const suite of hello.suites) {
    const cipher = suite >>> 8 === 0x13 ? suiteCipher(suite) : undefined;
    if (!cipher || tried.has(JSON.stringify(cipher))) continue;
    if (secret.length !== (cipher.hash === 'sha256' ? 32 : 48)) continue;
    tried.add(JSON.stringify(cipher));
    openers.push(new RecordOpener(ciphers, cipher, secret));
  }
}

/** TLS 1.3, after ServerHello: both directions are encrypted under their handshake secrets, later under others. */
export function expectTls13(state: TlsState): void {
  const { ciphers } = state.capture;
  const cipher = suiteCipher(state.suite ?? 0);
  if (!ciphers || !cipher) return;
  for (const role of ['client', 'server'] as const) {
    const name = role.toUpperCase();
    const side = state.sideOf(role);
    side.openers = side.openers.slice(0, MAX_EARLY);
    const labels = [`${name}_HANDSHAKE_TRAFFIC_SECRET`, `${name}_TRAFFIC_SECRET_0`];
    for (const label of labels) {
      const secret = secretOf(state, label);
      if (secret) side.openers.push(new RecordOpener(ciphers, cipher, secret));
    }
  }
}

/** TLS 1.2, after a ChangeCipherSpec: that direction is encrypted under the keys of the master secret. */
export function expectTls12(state: TlsState, fromClient: boolean): void {
  const side = state.side(fromClient);
  side.openers = [];
  side.failures = 0;
  side.hasMissed = false;
  const { ciphers } = state.capture;
  const [client, server] = [state.clientHello, state.serverHello];
  const cipher = suiteCipher(state.suite ?? 0);
  const master = secretOf(state, 'CLIENT_RANDOM');
  if (!ciphers || !client || !server || !cipher || !master) return;
  const keys = tls12Keys(ciphers, cipher, master, client.random, server.random);
  const own = side === state.sideOf('client') ? keys.client : keys.server;
  side.openers = [new RecordOpener(ciphers, cipher, own)];
}

/** A message after which its sender uses the next secret: Finished, EndOfEarlyData (RFC 8446 section 4). */
export function advance(side: Side): void {
  if (side.openers.length > 1) side.openers = side.openers.slice(1);
}

/** A KeyUpdate: its sender continues with a secret derived from the current one. */
export function update(side: Side): void {
  const next = side.openers[0]?.updated();
  if (next) side.openers = [next];
}

/** Decrypts one record, header included; undefined if no key fits. */
export function openRecord(side: Side, record: Uint8Array): Opened | undefined {
  if (side.failures > MAX_FAILURES) return undefined;
  const ahead = side.failures + (side.hasMissed ? MAX_MISSING : 0);
  for (const [position, opener] of side.openers.entries()) {
    const opened = opener.open(record, ahead);
    if (!opened) continue;
    side.openers = side.openers.slice(position);
    side.failures = 0;
    side.hasMissed = false;
    return opened;
  }
  side.failures++;
  return undefined;
}

/** Why a record was not decrypted, if there are secrets; undefined if there are none. */
export function whyClosed(state: TlsState, side: Side): string | undefined {
  if (keyLogOf(state.capture).size === 0) return undefined;
  if (!state.capture.ciphers) return 'Not decrypted: there are secrets, but the ciphers are not loaded';
  if (state.suite === undefined || !state.clientHello) {
    return 'Not decrypted: the hellos of this connection are not in the capture';
  }
  if (!suiteCipher(state.suite)) return `Not decrypted: ${suiteName(state.suite)} is not supported`;
  if (!isTls13(state.version) && state.version !== 0x0303)
    return 'Not decrypted: only TLS 1.2 and 1.3 are supported';
  if (side.openers.length === 0) return 'Not decrypted: the key log has no secret for this connection';
  return 'Not decrypted: the secrets in the key log do not fit this record';
}

function secretOf(state: TlsState, label: string): Uint8Array | undefined {
  const random = state.clientHello?.random;
  return random && keyLogOf(state.capture).secret(label, hexText(random));
}
