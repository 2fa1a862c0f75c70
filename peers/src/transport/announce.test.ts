/** Messages are announced before they are sent, with their place in the stream of what carries them. */
import { selfSigned } from '@wireside/authority';
import { expect, test } from 'vitest';
import { listenPeer } from '../catalog.ts';
import { runClient } from '../client-catalog.ts';
import { Log } from '../common/client.test.helper.ts';
import { Terminal } from '../common/run.test.helper.ts';
import type { PeerMessage } from '../peer.ts';

/** Runs a server with its client, and returns what the server announced, and the events of both. */
async function announced(
  [server, client]: readonly [string, string],
  serverOptions: Record<string, unknown>,
  clientOptions: Record<string, unknown>,
) {
  const messages: PeerMessage[] = [];
  const log = new Log();
  const message = (each: PeerMessage): void => {
    // Nothing of it is sent yet.
    expect(log.of('send')).toEqual([]);
    messages.push(each);
  };
  const peer = await listenPeer(server, { port: 0, ...serverOptions }, { log: log.log, message });
  const terminal = new Terminal();
  await runClient(client, { server: '127.0.0.1', port: peer.address.port, ...clientOptions }, terminal);
  await peer.close();
  return { messages, log, terminal };
}

const TEXTS = ['This is PMU data 9', 'This is PMU data 10'];
const PLACES = [
  { connection: 0, message: 0, offset: 0, length: 18, text: TEXTS[0] },
  { connection: 0, message: 1, offset: 18, length: 19, text: TEXTS[1] },
];

test('PMU over TCP: nothing carries them but TCP', async () => {
  const { messages } = await announced(['pmu', 'pdc'], { messages: 2, firstNumber: 9 }, {});
  expect(messages).toMatchObject(PLACES);
  for (const message of messages) expect(message).not.toHaveProperty('over');
});

test('PMU over TLS: offsets count the bytes inside TLS', async () => {
  const own = await selfSigned({ name: 'localhost' });
  const { messages, log } = await announced(
    ['pmu-tls', 'pdc-tls'],
    { messages: 2, firstNumber: 9, segmentation: 'bytes', ...own },
    { ca: own.certificate },
  );
  expect(messages).toMatchObject(PLACES.map((place) => ({ ...place, over: 'tls' })));
  const { local, remote } = log.of('accept')[0]!;
  expect(messages[0]).toMatchObject({ local, remote, peer: 'pmu-tls' });
});

test('PMU over WebSocket: offsets count the payloads, whatever the number of frames', async () => {
  const { messages, terminal } = await announced(
    ['pmu-websocket', 'pdc-websocket'],
    { messages: 2, firstNumber: 9, frames: 3 },
    {},
  );
  expect(messages).toMatchObject(PLACES.map((place) => ({ ...place, over: 'websocket' })));
  expect(terminal.output).toBe(`${TEXTS.join('\n')}\n`);
});

test('a flood is one message without a text; a greeting is one with its text', async () => {
  const flood = { flood: { bytes: 5000 } };
  const command = { command: 'CMD_floodme' };
  const { messages } = await announced(['pmu-websocket', 'pdc-websocket'], flood, command);
  expect(messages).toMatchObject([{ message: 0, offset: 0, length: 5000, over: 'websocket' }]);
  expect(messages[0]).not.toHaveProperty('text');
  const own = await selfSigned({ name: 'localhost' });
  const pair = await announced(['tls', 'tls'], { greeting: 'Hé', ...own }, { ca: own.certificate });
  expect(pair.messages).toMatchObject([{ offset: 0, length: 4, text: 'Hé\n', over: 'tls' }]);
});
