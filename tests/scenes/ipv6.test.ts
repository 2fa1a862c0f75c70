/** Peers over IPv6: each listens where the name of its host leads, and is reached there by programs of the user. */
import type { PeerActor, Program, SceneHost } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { describe, expect } from 'vitest';
import {
  endsOf,
  on,
  peerActor,
  python,
  scene,
  stdoutOf,
  TEST_TIMEOUT,
  TestBench,
} from './scenes.test.helper.ts';
import type { Observed } from './scenes.test.helper.ts';

const own = new TestBench();

/** The beginning of every client: a connection to the first address of the name, over TLS too, and all that comes on it. */
const CLIENT = `
import base64, os, socket, ssl, struct
def connection(tls=False):
    family, kind, _, _, address = socket.getaddrinfo('server.lab', 5000, type=socket.SOCK_STREAM)[0]
    plain = socket.socket(family, kind)
    plain.connect(address)
    if not tls: return plain
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(plain, server_hostname='server.lab')
def ask(text, tls=False):
    with connection(tls) as server:
        server.sendall(text)
        data = b''
        while piece := server.recv(4096): data += piece
        return data.decode()
def udp(text, answers=True):
    family, kind, _, _, address = socket.getaddrinfo('server.lab', 5000, type=socket.SOCK_DGRAM)[0]
    client = socket.socket(family, kind)
    client.sendto(text, address)
    if answers: print(client.recv(100).decode())
`;
const GET = String.raw`b'GET / HTTP/1.1\r\nHost: server.lab\r\nConnection: close\r\n\r\n'`;

/** What a client of each server does, and what it then prints. */
const SERVERS: Readonly<Record<string, { program: string; prints: RegExp; options?: object }>> = {
  echo: {
    program: `server = connection(); server.sendall(b'hello'); server.shutdown(1); print(server.recv(100).decode())`,
    prints: /^hello$/,
  },
  chat: {
    program: `
one, two = connection(), connection()
one.settimeout(20); two.settimeout(20)
one.sendall(b'first\\n'); two.sendall(b'second\\n')
print(one.recv(100).decode())`,
    prints: /second/,
  },
  page: { program: `print(ask(${GET}))`, prints: /^HTTP\/1\.1 200/ },
  'page-tls': { program: `print(ask(${GET}, True))`, prints: /^HTTP\/1\.1 200/ },
  pmu: { program: `print(ask(b'CMD_short:0'))`, prints: /^This is PMU data 0/ },
  'pmu-tls': { program: `print(ask(b'CMD_short:0', True))`, prints: /This is PMU data/ },
  'pmu-udp': { program: `udp(b'RESET:20')`, prints: /^OFFSET[=:]\d+$/, options: { loss: 0 } },
  'pmu-websocket': {
    program: `
server = connection()
key = base64.b64encode(os.urandom(16)).decode()
server.sendall(f'GET / HTTP/1.1\\r\\nHost: server.lab\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Key: {key}\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n'.encode())
text = b'CMD_short:0'
server.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
data = b''
while b'PMU data 0' not in data: data += server.recv(4096)
print(data[:12].decode())`,
    prints: /^HTTP\/1\.1 101/,
  },
  tls: { program: `print(connection(True).recv(100).decode())`, prints: /./ },
  hello: { program: `udp(b'Hello, Romeo ', False); print('sent')`, prints: /^sent$/ },
};

const IPV6: readonly SceneHost[] = [
  { name: 'server', names: [], families: 'ipv6' },
  { name: 'client', names: [], families: 'ipv6' },
];

/** Plays a peer and a program, each on the host that has its name. */
async function play(
  server: PeerActor,
  program: Program,
  hosts: readonly SceneHost[] = IPV6,
): Promise<Observed> {
  const actors = [server, on('client', program)];
  const played = await own.play({ seed: 'seed', scene: { ...scene({ actors }), hosts } });
  expect(played.run.faults).toEqual([]);
  return played;
}

describe('a server of ours on a host with IPv6 alone', () => {
  for (const [name, { program, prints, options = {} }] of Object.entries(SERVERS)) {
    itNeedsNamespaces(
      `serves a program: ${name}`,
      async () => {
        const server = peerActor(name, { port: 5000, ...options }, { name: 'server' });
        const { model } = await play(server, python(CLIENT + program));
        expect(stdoutOf(model, 'client').trim()).toMatch(prints);
        const remote = model.trace.peer.find(
          ({ event }) => event === 'receive' || event === 'accept',
        )?.remote;
        expect(remote).toMatch(/^\[fd00::2\]:/);
      },
      TEST_TIMEOUT,
    );
  }
});

/** The client of each server, and its options beside the server's name and port. */
const CLIENTS: Readonly<Record<string, { server: string; options: Readonly<Record<string, unknown>> }>> = {
  'echo-client': { server: 'echo', options: { server: 'server.lab', port: 5000, stay: false } },
  pdc: { server: 'pmu', options: { server: 'server.lab', port: 5000 } },
  'pdc-udp': { server: 'pmu-udp', options: { server: 'server.lab', port: 5000 } },
  'pdc-websocket': { server: 'pmu-websocket', options: { server: 'server.lab', port: 5000 } },
  'page-client': { server: 'page', options: { url: 'http://server.lab:5000/' } },
  'hello-client': { server: 'hello', options: { host: 'server.lab', port: 5000 } },
};

describe('a client of ours on a host with IPv6 alone', () => {
  for (const [name, { server, options }] of Object.entries(CLIENTS)) {
    itNeedsNamespaces(
      `finds a server by its name: ${name}`,
      async () => {
        const start = { event: 'listening', actor: 'server', port: 5000 } as const;
        const actors = [
          peerActor(server, { port: 5000 }, { name: 'server' }),
          peerActor(name, options, { name: 'ours', host: 'client', start }),
          on('client', python('')),
        ];
        const { run, model } = await own.play({ seed: 'seed', scene: { ...scene({ actors }), hosts: IPV6 } });
        expect(run.faults).toEqual([]);
        expect(endsOf(model)).toContain('ours: exited 0');
        const seen = model.trace.peer.find(({ event }) => event === 'receive' || event === 'accept');
        expect(seen?.remote).toMatch(/^\[fd00::2\]:/);
      },
      TEST_TIMEOUT,
    );
  }
});

/** Asks at every address of the server, again and again, until each has answered. */
const ALL_ADDRESSES = `
import select, socket
paths = []
for family, kind, _, _, address in socket.getaddrinfo('server.lab', 5000, type=socket.SOCK_DGRAM):
    client = socket.socket(family, kind)
    client.connect(address)
    paths.append(client)
answers = {}
while len(answers) < len(paths):
    for client in paths:
        try: client.send(b'RESET:20')
        except ConnectionRefusedError: pass
    for client in select.select(paths, [], [], 0.1)[0]:
        try: answers[client.getpeername()[0]] = client.recv(100)[:6].decode()
        except ConnectionRefusedError: pass
print(sorted(answers.items()))
`;

describe('a PMU over UDP', () => {
  const both = ['server', 'client'].map((name): SceneHost => ({ name, names: [] }));
  itNeedsNamespaces(
    'listens in turn at both addresses of its name',
    async () => {
      const options = { port: 5000, loss: 0, alternate: 0.5 };
      const { model } = await play(
        peerActor('pmu-udp', options, { name: 'server' }),
        python(ALL_ADDRESSES),
        both,
      );
      expect(stdoutOf(model, 'client')).toBe("[('10.0.0.1', 'OFFSET'), ('fd00::1', 'OFFSET')]\n");
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'listens at the IPv6 address of its name where a case asks for IPv6',
    async () => {
      const options = { port: 5000, loss: 0, family: 'ipv6' };
      const program = python(`
import socket
client = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
client.sendto(b'RESET:20', ('server.lab', 5000))
print(client.recv(100)[:6].decode())`);
      const { model } = await play(peerActor('pmu-udp', options, { name: 'server' }), program, both);
      expect(stdoutOf(model, 'client')).toBe('OFFSET\n');
      expect(model.trace.peer.find(({ event }) => event === 'listen')?.local).toBe('[fd00::1]:5000');
    },
    TEST_TIMEOUT,
  );
});

/**
 * The PMU over UDP as it was: one program starts a server of one family and kills it, then one of the other family. Between
 * them nobody has the port. Each server loses every second answer. The turns are shorter than the 10 s of the real one.
 */
const IN_TURNS = python(`
import multiprocessing, socket, time
def serve(family, port):
    s = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET6: s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    s.bind(('0.0.0.0' if family == socket.AF_INET else '::', port))
    requests = 0
    while True:
        text, client = s.recvfrom(2000)
        requests += 1
        if requests % 2 == 0: s.sendto(b'OFFSET:7' if text == b'RESET:20' else b'Wrong command.', client)
while True:
    for family in socket.AF_INET, socket.AF_INET6:
        server = multiprocessing.Process(target=serve, args=(family, 5000))
        server.start()
        time.sleep(0.3)
        server.kill()
        server.join()
        time.sleep(0.1)
`);

describe('our PDC over UDP', () => {
  itNeedsNamespaces(
    'hears a server that lives in turns, in either family',
    async () => {
      // A run takes at least 0.1 s, because the first request is lost: twelve do not fit in one turn.
      const options = { server: 'server.lab', port: 5000, timeout: 0.1, runs: 12 };
      const start = { event: 'listening', actor: 'server', port: 5000 } as const;
      const actors = [on('server', IN_TURNS), peerActor('pdc-udp', options, { name: 'client', start })];
      const { run, model } = await own.play({ seed: 'seed', scene: scene({ actors }) });
      expect(run.faults).toEqual([]);
      expect(endsOf(model)).toContain('client: exited 0');
      const answered = model.trace.peer
        .filter(({ event }) => event === 'receive')
        .map(({ remote }) => remote);
      expect(answered.length).toBeGreaterThanOrEqual(12);
      expect(new Set(answered)).toEqual(new Set(['10.0.0.1:5000', '[fd00::1]:5000']));
    },
    TEST_TIMEOUT,
  );
});
