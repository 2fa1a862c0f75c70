/**
 * Our clients with servers that students write: they close at once, close without a word, never close, end each message with
 * a line break, or say nothing. Nothing that came is lost, and no client waits without end or succeeds without an answer.
 */
import { runClient } from '@wireside/peers';
import type { PeerEvent } from '@wireside/peers';
import { describe, expect, test } from 'vitest';
import {
  freePort,
  has,
  localhostCertificate,
  pythonWith,
  startedServer,
  TIMEOUT,
} from './software.test.helper.ts';

const { certificate, key } = localhostCertificate();

/** `c` is a connection of a client, over TLS if there is a certificate. */
const server = (body: string): string => `
import socket, ssl, sys, time
context = None
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
messages = [b'This is PMU data %d' % i for i in range(3)]
held = []
s = socket.create_server(('127.0.0.1', int(sys.argv[1])))
while True:
    c, _ = s.accept()
    try:
        c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context: c = context.wrap_socket(c, server_side=True)
        ${body.trim().replaceAll('\n', '\n        ')}
    except OSError: pass
`;
const MESSAGES = 'This is PMU data 0\nThis is PMU data 1\nThis is PMU data 2\n';

interface Outcome {
  readonly code: string;
  readonly observed: string;
  readonly output: string;
  readonly events: readonly PeerEvent[];
}

async function ask(client: string, record: Record<string, unknown>): Promise<Outcome> {
  let output = '';
  const events: PeerEvent[] = [];
  const error = await runClient(client, record, {
    signal: new AbortController().signal,
    log: (event) => void events.push(event),
    print: (line) => void (output += `${Buffer.from(line).toString()}\n`),
    write: async (bytes) => void (output += Buffer.from(bytes).toString()),
    input: (async function* () {})(),
  }).then(
    () => undefined,
    (caught: unknown) => caught as { code: string; observed: string },
  );
  return { code: error?.code ?? 'ok', observed: error?.observed ?? '', output, events };
}

describe.skipIf(!has('python3')).each([
  ['pdc', []],
  ['pdc-tls', [certificate, key]],
] as const)('%s', (client, words) => {
  const withServer = async (
    body: string,
    record: Record<string, unknown> = {},
    times = 1,
  ): Promise<Outcome[]> => {
    const port = await freePort();
    await startedServer(['python3', '-c', server(body), String(port), ...words], port);
    const ca = client === 'pdc-tls' ? { ca: certificate } : {};
    const outcomes: Outcome[] = [];
    for (let i = 0; i < times; i++)
      outcomes.push(await ask(client, { server: '127.0.0.1', port, ...ca, ...record }));
    return outcomes;
  };

  test('a server that sends and closes at once', { timeout: TIMEOUT }, async () => {
    const outcomes = await withServer('for one in messages: c.sendall(one)\nc.close()', {}, 20);
    for (const { code, output } of outcomes) {
      // The server's system may reset the connection, because the command was never read. Then that is an error.
      if (code === 'ok') expect(output).toBe(MESSAGES);
      else expect(code).toMatch(/^PEER_CLIENT_(?:RESET|NO_ANSWER|TLS)$/);
    }
  });

  test('a server that sends at once, and goes on', { timeout: TIMEOUT }, async () => {
    const body = 'for one in messages: c.sendall(one)\nc.recv(100)\nc.close()';
    for (const { code, output } of await withServer(body, {}, 5))
      expect(`${code} ${output}`).toBe(`ok ${MESSAGES}`);
  });

  test('a server that ends without a word: FIN, and no close_notify', { timeout: TIMEOUT }, async () => {
    const [one] = await withServer('c.recv(100)\nfor one in messages: c.sendall(one)\nc.close()');
    expect(`${one!.code} ${one!.output}`).toBe(`ok ${MESSAGES}`);
  });

  test('a server that never closes', { timeout: TIMEOUT }, async () => {
    const body = 'held.append(c)\nc.recv(100)\nfor one in messages: c.sendall(one)';
    const [one] = await withServer(body, { timeout: 0.5 });
    expect(one).toMatchObject({
      code: 'PEER_CLIENT_SILENT',
      output: MESSAGES,
      observed: 'the server sent nothing for 0.5 s, after 54 bytes, and has not closed the connection',
    });
  });

  test('a server that says nothing', { timeout: TIMEOUT }, async () => {
    const [one] = await withServer('held.append(c)', { timeout: 0.5 });
    expect(one).toMatchObject({ code: 'PEER_CLIENT_SILENT', output: '' });
    expect(one!.observed).toContain('after 0 bytes');
  });

  test('a server that ends each message with a line break', { timeout: TIMEOUT }, async () => {
    for (const end of [String.raw`\n`, String.raw`\r\n`]) {
      const body = `c.recv(100)\nfor one in messages: c.sendall(one + b'${end}')\nc.close()`;
      const [one] = await withServer(body);
      expect(one!.output.replaceAll('\r', '')).toBe(MESSAGES);
    }
  });

  test('a server that closes without an answer', { timeout: TIMEOUT }, async () => {
    const [one] = await withServer('c.recv(100)\nc.close()');
    expect(one).toMatchObject({ code: 'PEER_CLIENT_NO_ANSWER', output: '' });
  });
});

test.skipIf(!has('python3'))(
  'after five seconds of silence, a client says for what it waits',
  { timeout: TIMEOUT },
  async () => {
    const port = await freePort();
    await startedServer(
      ['python3', '-c', server('held.append(c)\nc.recv(100)\nc.sendall(messages[0])'), String(port)],
      port,
    );
    const { events } = await ask('pdc', { server: '127.0.0.1', port, timeout: 5.2 });
    expect(events.filter(({ event }) => event === 'wait').map(({ note }) => note)).toEqual([
      'nothing has come for 5 s, after 18 bytes; the server has not closed the connection',
    ]);
  },
);

const websockets = pythonWith('websockets');
describe.skipIf(websockets === undefined)('pdc-websocket', () => {
  const withServer = async (body: string, record: Record<string, unknown> = {}): Promise<Outcome> => {
    const port = await freePort();
    const text = `
import asyncio, sys
import websockets
async def talk(ws, *_):
    ${body.trim().replaceAll('\n', '\n    ')}
async def main():
    async with websockets.serve(talk, '127.0.0.1', int(sys.argv[1])): await asyncio.Future()
asyncio.run(main())`;
    await startedServer([websockets!, '-c', text, String(port)], port);
    return ask('pdc-websocket', { server: '127.0.0.1', port, ...record });
  };
  const all = "for i in range(3): await ws.send('This is PMU data %d' % i)";

  test('a server that sends and closes at once', { timeout: TIMEOUT }, async () => {
    const { code, output } = await withServer(all);
    expect(`${code} ${output}`).toBe(`ok ${MESSAGES}`);
  });
  test('a server that never closes', { timeout: TIMEOUT }, async () => {
    const one = await withServer(`${all}\nawait asyncio.Future()`, { timeout: 0.5 });
    expect(one).toMatchObject({
      code: 'PEER_CLIENT_SILENT',
      output: MESSAGES,
      observed: 'the server sent nothing for 0.5 s, after 3 messages, and has not closed the connection',
    });
  });
});
