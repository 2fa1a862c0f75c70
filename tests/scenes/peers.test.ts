/** Scenes with clients and servers of ours, on any host: a server under test, a chat with three ends, a multicast group. */
import { describe, expect } from 'vitest';
import { selfSigned } from '@wireside/authority';
import type { Condition, Program } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import {
  ECHO_SERVER,
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
const SENTENCE = 'One sentence, sent by one call of send() .';
const TO_SERVER = { server: 'server.lab', port: 5000 };

/** Serves each client in a thread, or in turn. */
const THREADED = python(`
import socket, threading
def serve(connection):
    with connection:
        while data := connection.recv(4096): connection.sendall(data)
server = socket.create_server(('', 5000), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    connection, _ = server.accept()
    threading.Thread(target=serve, args=(connection,)).start()`);

const client = (name: string, after: object): ReturnType<typeof peerActor> =>
  peerActor('echo-client', { ...TO_SERVER, stay: false }, { name, host: 'client', ...after });

describe('a program as server', () => {
  itNeedsNamespaces(
    'serves three clients of ours at once',
    async () => {
      const start = whenListening('server', 5000);
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [on('server', THREADED), ...['a', 'b', 'c'].map((name) => client(name, start))],
        }),
      });
      expect(run.faults).toEqual([]);
      expect(endsOf(model)).toEqual(['server: signal SIGINT', 'a: exited 0', 'b: exited 0', 'c: exited 0']);
      expect(model.connections).toHaveLength(3);
      for (const connection of model.connections) {
        expectJoined(connection, { toServer: SENTENCE.length, toClient: SENTENCE.length });
      }
      expect(model.connections.map((each) => each.client.actor).toSorted()).toEqual(['a', 'b', 'c']);
      expect(stdoutOf(model, 'a')).toContain('received 8 bytes: One sent\n');
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'serves three of them one after another, and one on a third host',
    async () => {
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [
            on('server', ECHO_SERVER),
            client('a', whenListening('server', 5000)),
            client('b', { start: { event: 'ended', actor: 'a' } }),
            client('c', { host: 'other', start: { event: 'ended', actor: 'b' } }),
          ],
        }),
      });
      expect(run.faults).toEqual([]);
      expect(endsOf(model)).toEqual(['server: signal SIGINT', 'a: exited 0', 'b: exited 0', 'c: exited 0']);
      const served = model.connections.filter(({ server }) => server.actor === 'server');
      expect(served.map((each) => [each.client.actor, each.client.host])).toEqual([
        ['a', 'client'],
        ['b', 'client'],
        ['c', 'other'],
      ]);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'that refuses: the client of ours says what happened',
    async () => {
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [on('server', python('')), client('a', { start: { event: 'ended', actor: 'server' } })],
        }),
      });
      expect(run.faults).toEqual([]);
      expect(endsOf(model)).toEqual(['server: exited 0', 'a: exited 1']);
      expect(Buffer.from(model.output('stderr', 'a').bytes).toString()).toMatch(
        /no server|listening|refused/i,
      );
    },
    TEST_TIMEOUT,
  );
});

describe('a chat', () => {
  itNeedsNamespaces(
    'has three ends: a program that is its server, and two clients of ours that type',
    async () => {
      const server = python(`
import selectors, socket
selector = selectors.DefaultSelector()
server = socket.create_server(('', 5000), family=socket.AF_INET6, dualstack_ipv6=True)
selector.register(server, selectors.EVENT_READ)
clients = []
while True:
    for key, _ in selector.select():
        if key.fileobj is server:
            connection, _ = server.accept()
            clients.append(connection); selector.register(connection, selectors.EVENT_READ)
            continue
        data = key.fileobj.recv(1000)
        if not data:
            selector.unregister(key.fileobj); clients.remove(key.fileobj); key.fileobj.close()
        for other in clients:
            if other is not key.fileobj: other.sendall(data)`);
      const chat = (name: string): ReturnType<typeof peerActor> =>
        peerActor('chat-client', TO_SERVER, { name, host: name, ...whenListening('server', 5000) });
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [on('server', server), chat('ada'), chat('bob')],
          steps: [
            {
              when: { event: 'accepted', actor: 'server', count: 2 },
              actions: [{ action: 'type', actor: 'ada', line: 'hello Bob' }],
            },
            {
              when: { event: 'printed', actor: 'bob', line: 'hello Bob' },
              actions: [{ action: 'type', actor: 'bob', line: 'hello Ada' }],
            },
            {
              when: { event: 'printed', actor: 'ada', line: 'hello Ada' },
              actions: [
                { action: 'close-input', actor: 'ada' },
                { action: 'type', actor: 'bob', line: '' },
              ],
            },
          ],
        }),
      });
      expect(run.faults).toEqual([]);
      expect(stdoutOf(model, 'bob')).toContain('hello Bob\n');
      expect(stdoutOf(model, 'ada')).toContain('hello Ada\n');
      expect(endsOf(model)).toEqual(['server: signal SIGINT', 'ada: exited 0', 'bob: exited 0']);
    },
    TEST_TIMEOUT,
  );
});

describe('a multicast group', () => {
  itNeedsNamespaces(
    'is received by those that joined it, on two hosts, and not by one that did not',
    async () => {
      const receiver = (joins: boolean): ReturnType<typeof python> =>
        python(`
import socket, struct, sys
receiver = socket.socket(type=socket.SOCK_DGRAM)
receiver.bind(('', 5000))
if ${joins ? 'True' : 'False'}:
    receiver.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('239.1.2.3') + bytes(4))
print('ready', flush=True)
print(receiver.recv(100).decode(), flush=True)`);
      const sender = python(`
import socket
sender = socket.socket(type=socket.SOCK_DGRAM)
sender.sendto(b'to all', ('239.1.2.3', 5000))`);
      const ready = ['one', 'two', 'three'].map(
        (actor) => ({ event: 'printed', actor, line: 'ready' }) as const,
      );
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [
            on('one', receiver(true), { role: 'server' }),
            on('two', receiver(true), { role: 'server' }),
            on('three', receiver(false), { role: 'server' }),
            on('station', sender, { start: { event: 'all', of: ready } }),
          ],
        }),
      });
      expect(run.faults).toEqual([]);
      expect(stdoutOf(model, 'one')).toBe('ready\nto all\n');
      expect(stdoutOf(model, 'two')).toBe('ready\nto all\n');
      expect(stdoutOf(model, 'three')).toBe('ready\n');
      const datagram = model.datagrams.find(({ destination }) => destination === '239.1.2.3:5000');
      expect(datagram?.from.actor).toBe('station');
      const received = datagram?.to.filter(({ receive }) => receive !== undefined).map(({ actor }) => actor);
      expect(received?.toSorted()).toEqual(['one', 'two']);
    },
    TEST_TIMEOUT,
  );
});

/** Greets each client over TLS. */
const TLS_SERVER = `
import socket, ssl
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain('certificate.pem', 'key.pem')
server = socket.create_server(('', 5000), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    plain, _ = server.accept()
    try:
        with context.wrap_socket(plain, server_side=True) as connection:
            connection.sendall(b'hello over TLS')
            connection.recv(1)
    except (ssl.SSLError, OSError) as error: print(error, flush=True)`;

describe('a server over TLS', () => {
  itNeedsNamespaces(
    'is trusted by a client of ours, but not under another name, and not by one that trusts another',
    async () => {
      const [identity, other] = await Promise.all([
        selfSigned({ name: 'server.lab' }),
        selfSigned({ name: 'server.lab' }),
      ]);
      const plain = python(TLS_SERVER);
      const file = (path: string, text: string): Program['files'][number] => ({
        path,
        bytes: Buffer.from(text),
        executable: false,
      });
      const program: Program = {
        ...plain,
        files: [...plain.files, file('certificate.pem', identity.certificate), file('key.pem', identity.key)],
      };
      const tls = (name: string, options: object, after: Condition): ReturnType<typeof peerActor> =>
        peerActor(
          'tls-client',
          { ...TO_SERVER, ca: identity.certificate, serverName: 'server.lab', ...options },
          { name, host: 'client', start: after },
        );
      const { run, model } = await own.play({
        seed: 'seed',
        scene: scene({
          actors: [
            on('server', program, { role: 'server' }),
            tls('good', {}, { event: 'listening', actor: 'server', port: 5000 }),
            tls('misled', { serverName: 'other.lab' }, { event: 'ended', actor: 'good' }),
            tls('wary', { ca: other.certificate }, { event: 'ended', actor: 'misled' }),
          ],
        }),
      });
      expect(run.faults).toEqual([]);
      expect(endsOf(model)).toEqual([
        'server: signal SIGINT',
        'good: exited 0',
        'misled: exited 1',
        'wary: exited 1',
      ]);
      expect(model.connections.length).toBe(3);
      expect(stdoutOf(model, 'good')).toContain('hello over TLS');
    },
    TEST_TIMEOUT,
  );
});
