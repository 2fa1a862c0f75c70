import { afterEach, expect, test } from 'vitest';
import { Client, Log } from '../common/client.test.helper.ts';
import type { Peer, PeerMessage } from '../peer.ts';
import { listenPeer } from '../catalog.ts';
import { pmuMessages } from './pmu-answer.ts';

const started: Peer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((peer) => peer.close()));
});

/** Sends a command to a new PMU. Returns the announced messages, and how many there were before the first send(). */
async function ask(command: string, options: Record<string, unknown>) {
  const log = new Log();
  const messages: PeerMessage[] = [];
  let early: number | undefined;
  const peer = await listenPeer(
    'pmu',
    { port: 0, ...options },
    {
      log: (event) => {
        if (event.event === 'send') early ??= messages.length;
        log.log(event);
      },
      message: (message) => messages.push(message),
    },
  );
  started.push(peer);
  const client = new Client(peer);
  const local = `127.0.0.1:${peer.address.port}`;
  await client.write(command);
  const stream = await client.all();
  const { remote } = await log.find((event) => event.event === 'accept');
  return { messages, early, stream, local, remote };
}

test.each(['natural', 'coalesced', 'bytes'])(
  'each message is announced before the first byte, with its place in the stream: %s',
  async (segmentation) => {
    const options = { messages: 12, segmentation };
    const { messages, early, stream, local, remote } = await ask('CMD_short:0', options);
    expect(messages.map(({ text }) => text)).toEqual(pmuMessages({ messages: 12 }));
    expect(messages.map(({ message }) => message)).toEqual([...messages.keys()]);
    for (const { offset, length, text } of messages) {
      expect(String(stream.subarray(offset, offset + length))).toBe(text);
    }
    expect(messages[0]).toMatchObject({ peer: 'pmu', connection: 0, local, remote, offset: 0, length: 18 });
    expect(early).toBe(12);
  },
);

test('with a delay, all messages are announced at once', async () => {
  const { messages, early } = await ask('CMD_short:0.01', { messages: 3 });
  expect([messages.length, early]).toEqual([3, 3]);
});

test('a flood is one message without its text', async () => {
  const { messages, stream } = await ask('CMD_floodme', { flood: { bytes: 3000 } });
  expect(messages).toMatchObject([{ message: 0, offset: 0, length: 3000 }]);
  expect(messages[0]).not.toHaveProperty('text');
  expect(stream.length).toBe(3000);
});

test('a refusal is not announced', async () => {
  const { messages } = await ask('hello', { messages: 3 });
  expect(messages).toEqual([]);
});
