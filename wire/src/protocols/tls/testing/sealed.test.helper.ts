/** A TLS 1.3 conversation encrypted by hand, with what Node's TLS does not do: early data, padding and key updates. */
import { gcm } from '@noble/ciphers/aes.js';
import { ciphers } from '../../../decrypt/ciphers.ts';
import { concat, utf8 } from '../../../basics/bytes.ts';
import { hexBytes } from '../../../testing/hex-bytes.test.helper.ts';
import { hexText } from '../../text.ts';
import { nextSecret, tls13Keys } from '../key-schedule.ts';
import { suiteCipher } from '../suites.ts';
import type { Chunk } from './exchange.test.helper.ts';

const SUITE = suiteCipher(0x1301)!;
const RANDOM = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const HELLO = hexBytes(`
  16 0301 0048  01 000044  0303 ${RANDOM}
  00  0002 1301  01 00  0019
  002b 0003 02 0304  0033 000a 0008 001d 0004 01020304  002a 0000`);
const SERVER_HELLO = hexBytes(`
  16 0303 003c  02 000038  0303 202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f
  00 1301 00  0010  002b 0002 0304  0033 0006 001d 0002 0506`);
const FINISHED = concat([hexBytes('14 000020'), new Uint8Array(32).fill(7)]);
const END_OF_EARLY_DATA = hexBytes('05 000000');
const KEY_UPDATE = hexBytes('18 000001 00');

/** One direction's sender. */
class Sealer {
  #secret: Uint8Array;
  #sequence = 0;

  constructor(fill: number) {
    this.#secret = new Uint8Array(32).fill(fill);
  }

  get digits(): string {
    return hexText(this.#secret);
  }

  update(): void {
    this.#secret = nextSecret(ciphers, SUITE.hash, this.#secret);
    this.#sequence = 0;
  }

  /** A sealed record; its content may be followed by zeros (RFC 8446 section 5.4). */
  seal(type: number, content: Uint8Array, padding = 0): Uint8Array {
    const { key, iv } = tls13Keys(ciphers, SUITE, this.#secret);
    const nonce = iv.slice();
    nonce[11]! ^= this.#sequence++;
    const plain = concat([content, Uint8Array.of(type), new Uint8Array(padding)]);
    const header = hexBytes('17 0303 0000');
    new DataView(header.buffer).setUint16(3, plain.length + 16);
    return concat([header, gcm(key, nonce, header).encrypt(plain)]);
  }
}

/** Early data, handshake, application data with a key update of each side, and all secrets. */
export function sealedConversation(): { chunks: Chunk[]; keyLog: string } {
  const [early, clientHandshake, serverHandshake] = [new Sealer(1), new Sealer(2), new Sealer(3)];
  const [client, server] = [new Sealer(4), new Sealer(5)];
  const keyLog = [
    `CLIENT_EARLY_TRAFFIC_SECRET ${RANDOM} ${early.digits}`,
    `CLIENT_HANDSHAKE_TRAFFIC_SECRET ${RANDOM} ${clientHandshake.digits}`,
    `SERVER_HANDSHAKE_TRAFFIC_SECRET ${RANDOM} ${serverHandshake.digits}`,
    `CLIENT_TRAFFIC_SECRET_0 ${RANDOM} ${client.digits}`,
    `SERVER_TRAFFIC_SECRET_0 ${RANDOM} ${server.digits}`,
    '# a comment and a line of nonsense',
    '',
  ].join('\n');
  const chunks: Chunk[] = [];
  const from = (side: Chunk['from'], ...data: Uint8Array[]): void => {
    for (const one of data) chunks.push({ from: side, data: one });
  };
  from('client', HELLO, early.seal(23, utf8('early\n')));
  from(
    'server',
    SERVER_HELLO,
    serverHandshake.seal(22, hexBytes('08 000002 0000'), 9),
    serverHandshake.seal(22, FINISHED),
  );
  from('client', early.seal(22, END_OF_EARLY_DATA), clientHandshake.seal(22, FINISHED));
  from('client', client.seal(23, utf8('one\n')), client.seal(22, KEY_UPDATE));
  client.update();
  from('client', client.seal(23, utf8('two\nthr')), client.seal(23, utf8('ee\n')));
  from(
    'server',
    server.seal(23, utf8('lost\n')),
    server.seal(23, utf8('answer\n')),
    server.seal(22, KEY_UPDATE),
  );
  server.update();
  from('server', server.seal(23, utf8('last\n'), 100), server.seal(21, hexBytes('0100')));
  return { chunks, keyLog };
}
