/** Secrets in the format of SSLKEYLOGFILE (RFC 9850), from the file's secrets blocks and from the caller. */
import type { CaptureData } from '../../core/capture-data.ts';
import { derivedKey } from '../../core/derived.ts';
import { hexBytes, text } from '../../basics/bytes.ts';
import { TLS_KEY_LOG } from '../../files/pcapng-writer.ts';

/** Labels that this library uses. */
const LABELS = new Set([
  'CLIENT_RANDOM',
  'CLIENT_EARLY_TRAFFIC_SECRET',
  'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
  'SERVER_HANDSHAKE_TRAFFIC_SECRET',
  'CLIENT_TRAFFIC_SECRET_0',
  'SERVER_TRAFFIC_SECRET_0',
]);

/** Maximum lines that are read. */
const MAX_LINES = 1_000_000;
const LINE = /^([A-Z_0-9]{1,40}) ([0-9a-f]{64}) ([0-9a-f]{2,128})\r?$/i;

/** Secrets by label and client random. */
export class KeyLog {
  readonly #secrets = new Map<string, string>();

  /** Number of secrets. */
  get size(): number {
    return this.#secrets.size;
  }

  /** Reads lines of `LABEL client-random secret`; anything else is skipped. */
  add(lines: string): void {
    let count = 0;
    for (let at = 0; at < lines.length && count < MAX_LINES; count++) {
      let end = lines.indexOf('\n', at);
      if (end < 0) end = lines.length;
      const found = end - at <= 240 ? LINE.exec(lines.slice(at, end)) : undefined;
      if (found && LABELS.has(found[1]!)) {
        this.#secrets.set(`${found[1]} ${found[2]!.toLowerCase()}`, found[3]!);
      }
      at = end + 1;
    }
  }

  /** One secret; undefined if the log does not have it. */
  secret(label: string, clientRandom: string): Uint8Array | undefined {
    const digits = this.#secrets.get(`${label} ${clientRandom}`);
    if (digits === undefined || digits.length % 2 !== 0) return undefined;
    return hexBytes(digits);
  }
}

const KEY_LOG = derivedKey<KeyLog>('TLS secrets');

/** All secrets that go with a capture: those inside the file and those of the option `keyLog`. */
export function keyLogOf(capture: CaptureData): KeyLog {
  return capture.derived(KEY_LOG, () => readKeyLog(capture));
}

function readKeyLog({ secrets, bytes, keyLog }: CaptureData): KeyLog {
  const log = new KeyLog();
  for (const { type, offset, length } of secrets) {
    if (type === TLS_KEY_LOG) log.add(text(bytes.subarray(offset, offset + length)));
  }
  if (keyLog !== undefined) log.add(typeof keyLog === 'string' ? keyLog : text(keyLog));
  return log;
}
