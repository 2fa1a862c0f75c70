/** The traffic of a busy network: many conversations of different kinds and sizes at once, the same in every run. */
import { connection } from './connection.ts';
import type { Sending } from './connection.ts';
import { PcapFile } from './pcap-file.ts';
import type { End } from './pcap-file.ts';
import { LETTERS, NOISE, Random } from './random.ts';

/** Conversations at one time. */
const AT_ONCE = 160;

/** Writes a file of at least this many packets and bytes. */
export function makeFile(path: string, packets: number, bytes: number): { packets: number; bytes: number } {
  const file = new PcapFile(path);
  const random = new Random(20_260_101);
  const talks: Generator<void>[] = [];
  while (file.packets < packets || file.bytes < bytes) {
    if (talks.length < AT_ONCE) talks.push(conversation(file, random));
    const place = random.below(talks.length);
    file.clock += random.below(60);
    if (talks[place]!.next().done) {
      talks[place] = talks[talks.length - 1]!;
      talks.pop();
    }
  }
  file.close();
  return { packets: file.packets, bytes: file.bytes };
}

function conversation(file: PcapFile, random: Random): Generator<void> {
  const kind = random.next();
  if (kind < 0.28) return names(file, random);
  if (kind < 0.3) return echo(file, random);
  if (kind < 0.31) return neighbors(file, random);
  if (kind < 0.33) return datagrams(file, random);
  if (kind < 0.78) return connection(file, random, ends(random, 443), encrypted(random));
  if (kind < 0.96) return connection(file, random, ends(random, 80), pages(random));
  return connection(file, random, ends(random, 1024 + random.below(9000)), dialogue(random));
}

/** A client and a server, one pair in six over IPv6. */
function ends(random: Random, port: number): [End, End] {
  const client = random.below(2000);
  const server = Math.floor(random.next() ** 2 * 3000);
  const own = 32_768 + random.below(28_000);
  const low = (number: number): [number, number] => [number >>> 8, number & 255];
  const address = (...begin: number[]): Uint8Array => Uint8Array.from(begin);
  const isNew = random.happens(1 / 6);
  const from = isNew
    ? address(0x20, 1, 0xd, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, ...low(client))
    : address(10, 0, ...low(client));
  const to = isNew
    ? address(0x20, 1, 0xd, 0xb8, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, ...low(server))
    : address(203, 0, ...low(server));
  return [
    { address: from, port: own, station: client & 255 },
    { address: to, port, station: 1 },
  ];
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const NONE = new Uint8Array(0);
const word = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => (value >>> (8 * (bytes - 1 - i))) & 255);

/** One TLS record around a body. */
function record(type: number, body: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(type, 3, 3, ...word(body.length, 2)), body]);
}

function clientHello(random: Random): Uint8Array {
  const name = ascii(`www${random.below(3000)}.example.org`);
  const serverName = [
    0,
    0,
    ...word(name.length + 5, 2),
    ...word(name.length + 3, 2),
    0,
    ...word(name.length, 2),
    ...name,
  ];
  const extensions = [...serverName, 0, 43, 0, 3, 2, 3, 4, 0, 10, 0, 4, 0, 2, 0, 29];
  const noise = random.below(1000);
  const body = [
    3,
    3,
    ...NOISE.subarray(noise, noise + 32),
    32,
    ...NOISE.subarray(noise + 32, noise + 64),
    0,
    6,
    0x13,
    1,
    0x13,
    2,
    0x13,
    3,
    1,
    0,
    ...word(extensions.length, 2),
    ...extensions,
  ];
  return record(22, Uint8Array.of(1, ...word(body.length, 3), ...body));
}

function serverHello(random: Random): Uint8Array {
  const noise = random.below(1000);
  const body = [
    3,
    3,
    ...NOISE.subarray(noise, noise + 32),
    32,
    ...NOISE.subarray(noise + 32, noise + 64),
    0x13,
    1,
    0,
    0,
    6,
    0,
    43,
    0,
    2,
    3,
    4,
  ];
  return Buffer.concat([
    record(22, Uint8Array.of(2, ...word(body.length, 3), ...body)),
    Uint8Array.of(20, 3, 3, 0, 1, 1),
  ]);
}

/** TLS 1.3: hellos in plaintext, then records of encrypted bytes. */
function* encrypted(random: Random): Generator<Sending> {
  yield { fromClient: true, head: clientHello(random), bytes: NOISE, length: 0 };
  yield { fromClient: false, head: serverHello(random), bytes: NOISE, length: 0 };
  yield sealed(false, 2000 + random.below(2500));
  yield sealed(true, 74);
  for (let turns = random.size(1.5, 12); turns > 0; turns--) {
    yield sealed(true, 100 + random.below(900));
    for (let left = random.size(6000, 3_000_000); left > 0; left -= 16_000) {
      yield sealed(false, Math.min(left, 16_000) + 17);
    }
  }
}

function sealed(fromClient: boolean, length: number): Sending {
  return { fromClient, head: Uint8Array.of(23, 3, 3, ...word(length, 2)), bytes: NOISE, length };
}

/** HTTP/1.1: several requests over one connection. */
function* pages(random: Random): Generator<Sending> {
  for (let turns = random.size(2, 20); turns > 0; turns--) {
    const isPost = random.happens(0.15);
    const length = isPost ? random.below(4000) : 0;
    const head =
      `${isPost ? 'POST' : 'GET'} /page/${random.below(10_000)}.html HTTP/1.1\r\nHost: www.example.net\r\n` +
      'User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: text/html,application/xhtml+xml\r\n' +
      `${isPost ? `Content-Length: ${length}\r\n` : ''}Cookie: session=${random.word().toString(16)}\r\n\r\n`;
    yield { fromClient: true, head: ascii(head), bytes: LETTERS, length };
    const answer = random.size(5000, 2_000_000);
    const reply =
      `HTTP/1.1 ${random.happens(0.9) ? '200 OK' : '404 Not Found'}\r\nServer: example\r\n` +
      `Content-Type: text/html; charset=utf-8\r\nContent-Length: ${answer}\r\n\r\n`;
    yield { fromClient: false, head: ascii(reply), bytes: LETTERS, length: answer };
  }
}

/** Short lines back and forth. */
function* dialogue(random: Random): Generator<Sending> {
  for (let turns = random.size(10, 400); turns > 0; turns--) {
    yield { fromClient: turns % 2 === 0, head: NONE, bytes: LETTERS, length: 1 + random.below(300) };
  }
}

/** A question to a name server and its answer. */
function* names(file: PcapFile, random: Random): Generator<void> {
  const [client, server] = ends(random, 53);
  const number = word(random.below(65_536), 2);
  const labels = ['www', `host${random.below(5000)}`, 'example', 'org'];
  const name = labels.flatMap((label) => [label.length, ...ascii(label)]);
  const question = [...name, 0, 0, 1, 0, 1];
  file.udp(client, server, Uint8Array.of(...number, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...question));
  yield;
  if (random.happens(0.02)) return;
  const answer = [0xc0, 12, 0, 1, 0, 1, 0, 0, 1, 44, 0, 4, 203, 0, ...word(random.below(3000), 2)];
  file.udp(
    server,
    client,
    Uint8Array.of(...number, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, ...question, ...answer),
  );
}

/** A stream of datagrams, as of a call. */
function* datagrams(file: PcapFile, random: Random): Generator<void> {
  const [one, other] = ends(random, 20_000 + random.below(10_000));
  for (let left = random.size(60, 2000); left > 0; left--) {
    const from = random.below(100_000);
    const payload = NOISE.subarray(from, from + 172);
    if (random.happens(0.5)) file.udp(one, other, payload);
    else file.udp(other, one, payload);
    yield;
  }
}

/** A few pings. */
function* echo(file: PcapFile, random: Random): Generator<void> {
  const [one, other] = ends(random, 0);
  const [protocol, asked, answered] = one.address.length === 16 ? [58, 128, 129] : [1, 8, 0];
  const number = word(random.below(65_536), 2);
  for (let i = 1; i <= 4; i++) {
    const payload = LETTERS.subarray(0, 56);
    file.ip(one, other, protocol, Uint8Array.of(asked, 0, 0, 0, ...number, 0, i, ...payload));
    yield;
    file.ip(other, one, protocol, Uint8Array.of(answered, 0, 0, 0, ...number, 0, i, ...payload));
    yield;
  }
}

/** Who has that address? */
function* neighbors(file: PcapFile, random: Random): Generator<void> {
  const client = random.below(2000);
  const one = { address: Uint8Array.of(10, 0, client >>> 8, client & 255), port: 0, station: client & 255 };
  const other = { address: Uint8Array.of(10, 0, 0, 1), port: 0, station: 1 };
  file.arp(one, other, false);
  yield;
  file.arp(other, one, true);
}
