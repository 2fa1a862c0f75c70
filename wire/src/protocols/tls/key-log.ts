/** Secrets in the form of SSLKEYLOGFILE (RFC 9850), from the file's secrets blocks and from the caller. */
import type { Capture } from '../../capture/capture.ts';
import { text } from '../../files/bytes.ts';
import { TLS_KEY_LOG } from '../../files/pcapng-writer.ts';

/** Labels that this library knows what to do with. */
const LABELS = new Set([
  'CLIENT_RANDOM',
  'CLIENT_EARLY_TRAFFIC_SECRET',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
]);

/** More lines than this are not read. */
const MAX_LINES = 1_000_000;
const LINE = /^([A-Z_0-9]{1,40}) ([0-9a-f]{64}) ([0-9a-f]{2,128})\r?$/i;

/** Secrets by label and client random. */
export class KeyLog {
  readonly #secrets = new Map<string, string>();

  /** Number of secrets. */
  get size(): number {
    return this.#secrets.size;
  }

  /** Reads lines of `LABEL client-random secret`; anything else is passed over. */
  add(lines: string): void {
    let count = 0;
    for (let at = 0; at < lines.length && count < MAX_LINES; count++) {
      let end = lines.indexOf('\n', at);
      if (end < 0) end = lines.length;
      const found = end - at <= 240 ? LINE.exec(lines.slice(at, end)) : null;
      if (found && LABELS.has(found[1]!)) {
        this.#secrets.set(`${found[1]} ${found[2]!.toLowerCase()}`, found[3]!);
      }
      at = end + 1;
    }
  }

  /** One secret; undefined where the log has none. */
  secret(label: string, clientRandom: string): Uint8Array | undefined {
    const digits = this.#secrets.get(`${label} ${clientRandom}`);
    if (digits === undefined || digits.length % 2 !== 0) return undefined;
    return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
      parseInt(digits.slice(i * 2, i * 2 + 2), 16),
    );
  }
}

const known = new WeakMap<Capture, { blocks: number; log: KeyLog }>();

/** All secrets that go with a capture: those inside the file and those of the option `keyLog`. */
export function keyLogOf(capture: Capture): KeyLog {
  const { secrets, bytes, keyLog } = capture;
  const before = known.get(capture);
  if (before?.blocks === secrets.length) return before.log;
  const log = new KeyLog();
  for (const { type, offset, length } of secrets) {
    if (type === TLS_KEY_LOG) log.add(text(bytes.subarray(offset, offset + length)));
  }
  if (keyLog !== undefined) log.add(typeof keyLog === 'string' ? keyLog : text(keyLog));
  known.set(capture, { blocks: secrets.length, log });
  return log;
}
