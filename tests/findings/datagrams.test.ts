/** UDP and multicast. */
import { describe, expect } from 'vitest';
import {
  expectExample,
  expectNothing,
  FindingsBench,
  found,
  itFinds,
  python,
} from './findings.test.helper.ts';

const bench = new FindingsBench();
const tv = { peers: [{ name: 'tv', options: { interval: 0.1 } }] };
const receiver = (
  bind: string,
  join: string,
  receive = 'for _ in range(4): s.recvfrom(2000)',
): ReturnType<typeof python> =>
  python(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('${bind}', 10505))
${join}
s.settimeout(3)
${receive}
`);
const joined = (on = '0.0.0.0'): string =>
  `s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton('224.1.1.1') + socket.inet_aton('${on}'))`;

describe('datagram-truncated', () => {
  itFinds('a buffer that is too small', async () => {
    // So much of each text that no two are the same.
    const receive = 'long = 0\nwhile long < 2: long += len(s.recvfrom(40)[0]) == 40';
    expectExample(await bench.run(receiver('', joined(), receive), tv), 'datagram-truncated');
  });
  itFinds('not a buffer that is large enough', async () => {
    expectNothing(await bench.run(receiver('', joined()), tv));
  });
  itFinds('not a peek, in C', async () => {
    const program = await bench.source(
      'peek.c',
      `
#include <arpa/inet.h>
#include <sys/socket.h>
int main(void) {
  int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(5000), .sin_addr = {htonl(INADDR_LOOPBACK)}};
  char text[100] = "hello";
  bind(a, (void *)&to, sizeof to);
  sendto(b, text, 60, 0, (void *)&to, sizeof to);
  recv(a, text, 4, MSG_PEEK | MSG_TRUNC);
  return recv(a, text, sizeof text, 0) != 60;
}`,
    );
    expectNothing(await bench.run(program, { network: 'localhost' }));
  });
});

describe('datagram-refused', () => {
  const send = `
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(('10.0.0.1', 5000))
s.send(b'hello')
`;
  itFinds('a connected socket, whose next call reports it', async () => {
    const run = await bench.run(python(`${send}s.settimeout(2)\ns.recv(100)`));
    expectExample(run, 'datagram-refused');
    expect(run.findings.map(({ rule }) => rule)).toEqual(['datagram-refused', 'crash']);
  });
  itFinds('not a program that sends again, and gets its answer', async () => {
    const again = python(`
import socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(('127.0.0.1', 5000))
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect(('127.0.0.1', 5009))
s.send(b'hello')
try: s.send(b'hello')
except ConnectionRefusedError: s.connect(('127.0.0.1', 5000))
s.send(b'hello')
print(server.recv(100))
`);
    const run = await bench.run(again, { network: 'localhost' });
    expectNothing(run);
    expect(found(run, 'datagram-refused').severity).toBe('note');
  });
  itFinds('not one that is never told', async () => {
    expectNothing(await bench.run(python(send)));
  });
});

describe('multicast-not-received', () => {
  itFinds('a receiver that did not join', async () => {
    expectExample(await bench.run(receiver('', ''), tv), 'multicast-not-received');
  });
  itFinds('a receiver that is bound to its own address', async () => {
    const { text } = found(await bench.run(receiver('10.0.0.2', joined()), tv), 'multicast-not-received');
    expect(text).toMatch(
      /^bind\(\) \(call \d+\) bound the socket to 10\.0\.0\.2, and a datagram to the group 224\.1\.1\.1 is not sent to that address/,
    );
  });
  itFinds('a receiver that joined on its loopback interface', async () => {
    const { text } = found(await bench.run(receiver('', joined('127.0.0.1')), tv), 'multicast-not-received');
    expect(text).toContain(
      'joined the group 224.1.1.1 on the interface with 127.0.0.1, but its datagrams come in on another one',
    );
  });
  itFinds(
    'not a server of datagrams whose port is the group’s, nor a receiver of another group',
    async () => {
      // Nothing shows that either wants the group.
      const own = await bench.run(receiver('10.0.0.2', ''), tv);
      expect(own.findings.map(({ rule }) => rule)).not.toContain('multicast-not-received');
      const any = found(await bench.run(receiver('', ''), tv), 'multicast-not-received');
      expect(any.severity).toBe('suspicious');
      const other = await bench.run(receiver('', joined().replace('224.1.1.1', '224.1.1.2')), tv);
      expect(other.findings.map(({ rule }) => rule)).not.toContain('multicast-not-received');
    },
  );
  itFinds('not a receiver that is bound to the group', async () => {
    expectNothing(await bench.run(receiver('224.1.1.1', joined()), tv));
  });
});

describe('multicast-sent-elsewhere', () => {
  const sender = (option: string): ReturnType<typeof python> =>
    python(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
${option}
s.sendto(b'hello', ('224.1.1.1', 10505))
`);
  itFinds('a sender that chose its loopback interface', async () => {
    const option = "s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('127.0.0.1'))";
    expectExample(await bench.run(sender(option)), 'multicast-sent-elsewhere');
  });
  itFinds('not one that leaves it to the route, or chose its own address', async () => {
    expectNothing(await bench.run(sender('')));
    const own = "s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('10.0.0.2'))";
    expectNothing(await bench.run(sender(own)));
  });
});

describe('never-bound', () => {
  itFinds('a receiver that did not bind, in Python and in C', async () => {
    const waits = `
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
print(s.recvfrom(100))
`;
    expectExample(await bench.run(python(waits), { limits: { idle: 1 } }), 'never-bound');
    const c = await bench.source(
      'receiver.c',
      `
#include <sys/socket.h>
int main(void) {
  char text[100];
  return recv(socket(AF_INET, SOCK_DGRAM, 0), text, sizeof text, 0) < 0;
}`,
    );
    found(await bench.run(c, { limits: { idle: 1 } }), 'never-bound');
  });
  itFinds('not a client that sent first: the kernel gave it a port', async () => {
    const sent = `
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(b'hello', ('10.0.0.1', 5001))
print(s.recvfrom(100))
`;
    const run = await bench.run(python(sent), { limits: { idle: 1 } });
    expect(run.findings.map(({ rule }) => rule)).not.toContain('never-bound');
  });
});

describe('group-without-members', () => {
  const sender = python(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(3): s.sendto(b'123456hello', ('224.1.1.1', 5005))
`);
  itFinds('a sender alone', async () => {
    expectExample(await bench.run(sender), 'group-without-members');
  });
  itFinds('not a sender whose group has a member', async () => {
    const run = await bench.run(sender, { peers: [{ name: 'tv-answerer', options: { port: 5005 } }] });
    expect(run.findings.map(({ rule }) => rule)).not.toContain('group-without-members');
  });
});

describe('request-repeated', () => {
  const client = python(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1)
while True:
    s.sendto(b'RESET:20', ('10.0.0.1', 5004))
    try: print(s.recvfrom(100)); break
    except TimeoutError: pass
`);
  const pmu = (dropFirst: number): Parameters<typeof bench.run>[1] => ({
    peers: [{ name: 'pmu-udp', options: { loss: 0, family: 'ipv4', dropFirst } }],
  });
  itFinds('requests that are lost, with the times between them', async () => {
    const run = await bench.run(client, pmu(2));
    const { text } = expectExample(run, 'request-repeated');
    expect(text).toContain('sent the same 8 bytes to 10.0.0.1:5004 3 times');
    expectNothing(run);
  });
  itFinds('not a request that is answered at once', async () => {
    const run = await bench.run(client, pmu(0));
    expect(run.findings).toEqual([]);
  });
});

describe('nothing-written', () => {
  const prints = (flush: string): ReturnType<typeof python> =>
    python(`
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(('', 10505))
${joined()}
for _ in range(4): print(s.recvfrom(100)[0]${flush})
while True: s.recvfrom(100)
`);
  const wanted = { ...tv, limits: { wall: 3 } };
  itFinds('a receiver whose output stays in its buffer', async () => {
    expectExample(await bench.run(prints(''), wanted), 'nothing-written');
  });
  itFinds('not one that flushes', async () => {
    const run = await bench.run(prints(', flush=True'), wanted);
    expect(run.findings.map(({ rule }) => rule)).not.toContain('nothing-written');
  });
});
