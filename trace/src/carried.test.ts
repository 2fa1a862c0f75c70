/** Messages that WebSocket carries, on a connection written by hand. What TLS carries is in fixtures.test.ts. */
import { describe, expect, it } from 'vitest';
import { placeOf } from './carried.ts';
import type { LiteralPacket } from './literal.test.helper.ts';
import { HANDSHAKE, literalModel } from './literal.test.helper.ts';

const request =
  'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
const response =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';
const frame = (text: string, first = 0x81): Uint8Array =>
  Uint8Array.from([first, text.length, ...new TextEncoder().encode(text)]);

const begin = response.length;
const packets: LiteralPacket[] = [
  ...HANDSHAKE,
  [200, '>', 'PA', 1, 1, request],
  [300, '<', 'PA', 1, 1 + request.length, response],
  [400, '<', 'PA', 1 + begin, 1 + request.length, frame('one')],
  // A ping is no part of the messages.
  [410, '<', 'PA', 6 + begin, 1 + request.length, frame('hi', 0x89)],
  [420, '<', 'PA', 10 + begin, 1 + request.length, frame('three')],
];
const messages = ['one', 'three', 'never sent'].map((text) => ({
  length: text.length,
  text,
  over: 'websocket' as const,
}));
const peer = [{ event: 'accept', at: 130 }];

describe('messages over WebSocket', () => {
  const { toClient } = literalModel({ packets, peer, messages, output: [[500, 'one\nthree\n']] })
    .connections[0]!;

  it('lie where their frames are', () => {
    expect(toClient.messages).toMatchObject([
      { index: 0, offset: begin, length: 5, content: { offset: 0, length: 3 } },
      { index: 1, offset: begin + 9, length: 7, content: { offset: 3, length: 5 } },
      { index: 2, offset: toClient.carried, length: 0, content: { offset: 8, length: 10 } },
    ]);
    expect(
      toClient.messages.map((message) => String.fromCharCode(...toClient.messageBytes(message))),
    ).toEqual(['one', 'three', '']);
  });

  it('are found in what the receiver printed', () => {
    expect(toClient.shown.map(({ message, from }) => [message, from])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(toClient.lineContents).toMatchObject([{ kind: 'message' }, { kind: 'message' }]);
  });

  it('were sent where the peer says so, as far as their frames were captured', () => {
    const sends = ['one', 'three', 'never sent'].map(({ length }, i) => ({
      event: 'send',
      at: 390 + i,
      length,
    }));
    const { connections } = literalModel({ packets, messages, peer: [...peer, ...sends] });
    expect(connections[0]!.toClient.carriedSends).toMatchObject([
      { lane: 'peer', n: 2, offset: begin, length: 5 },
      { lane: 'peer', n: 3, offset: begin + 9, length: 7 },
    ]);
  });

  it('are none where no frame was captured', () => {
    const model = literalModel({ packets: packets.slice(0, 5), peer, messages });
    expect(model.connections[0]!.toClient.messages).toEqual([]);
  });
});

describe('placeOf', () => {
  const stream = {
    bytes: new Uint8Array(10),
    parts: [
      { offset: 0, length: 4, in: { offset: 100, length: 20 } },
      { offset: 4, length: 6, in: { offset: 120, length: 30 } },
    ],
  };

  it.each([
    [0, 4, { offset: 100, length: 20 }],
    [4, 1, { offset: 120, length: 30 }],
    [3, 2, { offset: 100, length: 50 }],
    [9, 99, { offset: 120, length: 30 }],
    [10, 1, undefined],
  ])('of %i, %i', (offset, length, place) => {
    expect(placeOf(stream, { offset, length })).toEqual(place);
  });
});
