/** The peers over TCP, TLS and WebSocket on the bench, each with our client: the conversation on the wire. */
import { selfSigned } from '@wireside/authority';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { expect } from 'vitest';
import { onTheBench, ourClient, protocols, TIMEOUT } from './on-the-bench.test.helper.ts';
import type { Outcome } from './on-the-bench.test.helper.ts';

const onBench = onTheBench();
const SERVER = '10.0.0.1';

/** Runs one peer with its options, and its client with its options. */
function talk(
  [peer, options]: [string, Record<string, unknown>],
  [client, record]: [string, Record<string, unknown>],
  input = '',
): Promise<Outcome> {
  return onBench(`${peer}-${JSON.stringify(options).length}`, {
    peers: [{ name: peer, options }],
    ...ourClient(client),
    arguments: [JSON.stringify('url' in record ? record : { server: SERVER, ...record })],
    input,
  });
}

itNeedsNamespaces(
  'echo: the sentence in one segment, back in pieces, and the client closes first',
  async () => {
    const { rows, count, output } = await talk(['echo', {}], ['echo', { stay: false }]);
    expect(count('tcp.dstport == 5002 && tcp.len == 42')).toBe(1);
    expect(count('tcp.srcport == 5002 && tcp.len > 0')).toBeGreaterThanOrEqual(2);
    const [first, second] = rows('tcp.flags.fin == 1');
    expect(rows('tcp.flags.fin == 1 && tcp.dstport == 5002')).toContain(first);
    expect(rows('tcp.flags.fin == 1 && tcp.srcport == 5002')).toContain(second);
    expect(count('tcp.completeness == 31')).toBeGreaterThan(0);
    expect(output).toMatch(/received 8 bytes: One sent/);
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'PMU and PDC over TCP: the command, the messages, the server closes first',
  async () => {
    const { rows, count, output } = await talk(
      ['pmu', { messages: 15, segmentation: 'one-by-one' }],
      ['pdc', { command: 'CMD_short:0' }],
    );
    expect(count('pmu.command == "CMD_short:0"')).toBe(1);
    expect(count('tcp.srcport == 5003 && tcp.len > 0')).toBe(15);
    expect(rows('tcp.flags.fin == 1')[0]).toBe(rows('tcp.flags.fin == 1 && tcp.srcport == 5003')[0]);
    expect(output).toContain('This is PMU data 14');
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'chat: PSH and ACK with the text, and the server closes first',
  async () => {
    const { rows, count, output } = await talk(
      ['chat', { closesAfter: 1, says: 'Hey yourself' }],
      ['chat', {}],
      'Hey...\n',
    );
    expect(count('tcp.dstport == 8989 && tcp.flags == 0x018 && tcp contains "Hey..."')).toBe(1);
    expect(count('tcp.srcport == 8989 && tcp contains "Hey yourself"')).toBe(1);
    expect(rows('tcp.flags.fin == 1').length).toBeGreaterThanOrEqual(2);
    expect(output).toContain('Hey yourself');
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'everyone can read a page over HTTP, only the two ends can over HTTPS',
  async () => {
    const plain = await talk(['page', { secret: 'xyzzy' }], ['page', { url: `http://${SERVER}:8080/` }]);
    expect(plain.count('http.request.method == "GET"')).toBe(1);
    expect(plain.count('http.response.code == 200')).toBe(1);
    expect(plain.count('tcp contains "xyzzy"')).toBe(1);
    expect(plain.output).toContain('xyzzy');
    expect(protocols(plain, 'http') ?? 'tcp:http').toContain('tcp:http');

    const identity = await selfSigned({ name: SERVER, algorithm: 'p256' });
    const secret = await talk(
      ['page-tls', { secret: 'xyzzy', ...identity }],
      ['page-tls', { url: `https://${SERVER}:8444/`, ca: identity.certificate }],
    );
    expect(secret.output).toContain('xyzzy');
    expect(secret.count('tcp contains "xyzzy" || http')).toBe(0);
    expect(secret.count('tls.handshake.type == 1')).toBe(1);
    expect(secret.count('tls.record.opaque_type == 23')).toBeGreaterThan(0);
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'PMU over TLS and the pair over TLS: Client Hello, Server Hello, and nothing readable after them',
  async () => {
    const identity = await selfSigned({ name: 'localhost', algorithm: 'p256' });
    const pmu = await talk(
      ['pmu-tls', { messages: 2, ...identity }],
      ['pdc-tls', { command: 'CMD_short:0', ca: identity.certificate }],
    );
    expect(pmu.count('tls.handshake.type == 1 && tcp.dstport == 5003')).toBe(1);
    expect(pmu.count('tls.handshake.type == 2 && tcp.srcport == 5003')).toBe(1);
    expect(pmu.count('tcp contains "CMD_short" || tcp contains "PMU data"')).toBe(0);
    expect(pmu.output).toContain('This is PMU data 1');
    expect(protocols(pmu, 'tls.handshake') ?? 'tcp:tls').toContain('tcp:tls');

    const pair = await talk(
      ['tls', { ...identity, maxVersion: 'TLSv1.2' }],
      ['tls', { ca: identity.certificate }],
    );
    expect(pair.output).toContain('TLSv1.2');
    // In TLS 1.2 the certificate is not encrypted.
    expect(pair.count('tls.handshake.type == 11')).toBe(1);
    expect(pair.count('x509sat.uTF8String == "localhost" || x509sat.printableString == "localhost"')).toBe(1);
    expect(pair.count('tcp contains "Only you"')).toBe(0);
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'PMU over WebSocket: the upgrade, a text frame, one binary frame per message, two close frames',
  async () => {
    const outcome = await talk(
      ['pmu-websocket', { messages: 3 }],
      ['pdc-websocket', { command: 'CMD_short:0.05', count: true }],
    );
    const { count, output } = outcome;
    expect(count('http.upgrade == "websocket" && http.response.code == 101')).toBe(1);
    expect(count('websocket.opcode == 1 && websocket.mask == 1 && tcp.dstport == 5006')).toBe(1);
    expect(count('websocket.opcode == 2 && websocket.mask == 0')).toBe(3);
    expect(count('websocket.opcode == 8')).toBe(2);
    expect(output).toContain('3 messages');
    expect(protocols(outcome, 'websocket') ?? ':websocket').toContain(':websocket');
  },
  TIMEOUT,
);
