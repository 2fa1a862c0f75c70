/** Scenes with a program as server and clients of ours that are rude to it: what each end says is still joined. */
import { describe, expect } from 'vitest';
import type { Model } from '@wireside/trace';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import {
  endsOf,
  expectJoined,
  on,
  peerActor,
  python,
  scene,
  stdoutOf,
  TEST_TIMEOUT,
  TestBench,
  whenListening,
} from './scenes.test.helper.ts';

const own = new TestBench();
const TO_SERVER = { server: 'server.lab', port: 5000 };

/**
 * Echoes what it reads, each client in a thread; answers "big" with a million bytes, and "endless" without an end, slowly
 * enough for the capture. It prints how each connection ended.
 */
const SERVER = python(`
import socket, threading, time
def serve(connection):
    try:
        with connection:
            while data := connection.recv(4096):
                while data == b'endless':
                    connection.sendall(b'x' * 1000)
                    time.sleep(0.001)
                connection.sendall(b'x' * 1000000 if data == b'big' else data)
        print('end', flush=True)
    except OSError as error:
        print(type(error).__name__, flush=True)
server = socket.create_server(('', 5000), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    connection, _ = server.accept()
    threading.Thread(target=serve, args=(connection,)).start()`);

/** Plays the server and one client, and returns the model when both have ended. */
async function play(options: Record<string, unknown>, code = 0): Promise<Model> {
  const wanted = { name: 'client', host: 'client', ...whenListening('server', 5000) };
  const { run, model } = await own.play({
    seed: 'seed',
    scene: scene({
      actors: [on('server', SERVER), peerActor('tcp-client', { ...TO_SERVER, ...options }, wanted)],
    }),
  });
  expect(run.faults).toEqual([]);
  expect(endsOf(model)[1]).toBe(`client: exited ${code}`);
  for (const each of model.connections)
    expect([each.client.actor, each.server.actor]).toEqual(['client', 'server']);
  return model;
}

describe('a program as server', () => {
  itNeedsNamespaces(
    'gets a text in pieces, one in each segment, and the first half of a connection closed',
    async () => {
      const model = await play({ text: 'abcdef', cut: '1,4', close: 'half' });
      const [connection] = model.connections;
      expectJoined(connection!, { toServer: 6, toClient: 6 });
      expect(connection!.toServer.packets.map(({ offset, length }) => [offset, length])).toEqual([
        [0, 1],
        [1, 3],
        [4, 2],
      ]);
      // A busy receiver may get several of them at once. Its last recv() returns nothing: our FIN.
      expect(connection!.toServer.receives.at(-1)).toMatchObject({ offset: 6, length: 0 });
      expect(connection!.toServer.messages).toHaveLength(1);
      expect(stdoutOf(model, 'client')).toBe('abcdef');
      expect(stdoutOf(model, 'server')).toBe('end\n');
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'meets a client that says nothing, and three at the same time',
    async () => {
      const quiet = await play({ leave: 'after-connect', pause: 0.01 });
      expectJoined(quiet.connections[0]!, { toServer: 0, toClient: 0 });
      const crowd = await play({ text: 'hello', expects: 5, connections: 3, together: true });
      expect(crowd.connections).toHaveLength(3);
      for (const each of crowd.connections) expectJoined(each, { toServer: 5, toClient: 5 });
      expect(stdoutOf(crowd, 'client')).toBe('hello'.repeat(3));
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'meets a client that resets what it has sent, and one that leaves during the answer',
    async () => {
      const gone = await play({ text: 'gone', leave: 'after-request', close: 'reset' });
      expect(gone.connections[0]!.toServer.reset).toBeDefined();
      const early = await play({ text: 'big', leave: 'during-answer', close: 'at-once' });
      const [connection] = early.connections;
      expect(connection!.toServer.received).toBe(3);
      expect(connection!.toClient.received).toBe(1);
      expect(stdoutOf(early, 'server')).toMatch(/^(ConnectionResetError|BrokenPipeError)\n$/);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'whose answer has no end is given up',
    async () => {
      const model = await play({ text: 'endless', maxAnswer: 20_000 }, 1);
      expect(model.connections[0]!.toClient.received).toBeGreaterThan(20_000);
      expect(Buffer.from(model.output('stderr', 'client').bytes).toString()).toContain('has no end');
    },
    TEST_TIMEOUT,
  );
});
