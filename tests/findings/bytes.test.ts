/** What is sent and received on connections. */
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
/** A server on port 5000 that does this with its one connection, `c`. */
const server = (text: string): ReturnType<typeof python> =>
  python(`
import socket, struct
s = socket.create_server(('', 5000))
c, _ = s.accept()
${text}
`);
/** A client that does this with its connection, `c`. */
const client = (text: string): ReturnType<typeof python> =>
  python(`
import socket, sys
c = socket.create_connection(('server.lab', 5000))
${text}
`);

describe('reset-unread', () => {
  itFinds('a server that answers before it has read everything', async () => {
    const run = await bench.both(
      server("c.recv(20)\nc.sendall(b'503 busy')\nc.close()"),
      client('c.sendall(bytes(100000))\nwhile c.recv(100): pass'),
    );
    const { text } = found(run, 'reset-unread');
    expect(text).toMatch(
      /^server closed the connection with [\d,]+ bytes unread \(close\(\), call \d+\), so the kernel sent RST instead of FIN \(packet \d+\)\. .*failed with (ECONNRESET|EPIPE)\.$/,
    );
    expect(run.findings.map(({ rule }) => rule)).not.toContain('reset');
  });
  itFinds('not one that reads to the end', async () => {
    expectNothing(
      await bench.both(
        server("while c.recv(5000): pass\nc.sendall(b'200 fine')\nc.close()"),
        client('c.sendall(bytes(100000))\nc.shutdown(socket.SHUT_WR)\nwhile c.recv(100): pass'),
      ),
    );
  });
  itFinds('not one that asks for the reset', async () => {
    const run = await bench.both(
      server(
        "c.recv(20)\nc.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))\nc.close()",
      ),
      client('c.sendall(bytes(100))\ntry: c.recv(100)\nexcept OSError: pass'),
    );
    expectExample(run, 'reset-by-linger');
    expectNothing(run);
  });
});

describe('short-send', () => {
  const sink = server('while c.recv(65536): pass');
  itFinds('a non-blocking send whose rest is forgotten, in Python and in C', async () => {
    expectExample(
      await bench.both(sink, client('c.setblocking(False)\nc.send(bytes(16 << 20))\nc.close()')),
      'short-send',
    );
    const c = await bench.source(
      'client.c',
      `
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
static char all[16 << 20];
int main(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(5000)};
  inet_pton(AF_INET, "10.0.0.1", &a.sin_addr);
  if (connect(fd, (void *)&a, sizeof a)) return 1;
  fcntl(fd, F_SETFL, O_NONBLOCK);
  return write(fd, all, sizeof all) <= 0;
}`,
    );
    found(await bench.both(sink, c), 'short-send');
  });
  itFinds('not sends that go on until all is sent', async () => {
    const whole = `
import select
c.setblocking(False)
data = memoryview(bytes(8 << 20))
while data:
    select.select([], [c], [])
    data = data[c.send(data):]
c.close()`;
    expectNothing(await bench.both(sink, client(whole)));
  });
});

describe('sigpipe', () => {
  const leaves = server('c.recv(100)\nc.close()');
  const twice = (handle: string): string => `
#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>
int main(void) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(5000)};
  inet_pton(AF_INET, "10.0.0.1", &a.sin_addr);
  ${handle}
  if (connect(fd, (void *)&a, sizeof a)) return 1;
  struct pollfd end = {fd, POLLIN, 0}, reset = {fd, 0, 0};
  write(fd, "one", 3);
  poll(&end, 1, -1);
  if (write(fd, "two", 3) < 0) return 1;
  poll(&reset, 1, -1);
  int n = write(fd, "three", 5) < 0;
  return signal(SIGPIPE, SIG_DFL) == SIG_IGN && n ? 0 : n;
}`;
  itFinds('a write after the reset', async () => {
    const run = await bench.both(leaves, await bench.source('client.c', twice('')));
    expectExample(run, 'sigpipe');
    expect(run.findings.map(({ rule }) => rule)).toEqual(['sigpipe']);
  });
  itFinds('a write that fails in Python, whose run-time system ignores the signal', async () => {
    const run = await bench.both(
      leaves,
      client(
        "import select\nc.sendall(b'one')\nc.recv(1)\nc.sendall(b'two')\nselect.poll().poll(100)\nc.sendall(b'three')",
      ),
    );
    expect(found(run, 'sigpipe').text).toMatch(
      /^client failed with EPIPE in sendto\(\) \(call \d+\)\. The other end had closed the connection \(packet \d+\), and answered the data in packet \d+ with RST/,
    );
  });
  itFinds('not a program that handles it', async () => {
    expectNothing(
      await bench.both(leaves, await bench.source('client.c', twice('signal(SIGPIPE, SIG_IGN);'))),
    );
  });
});

describe('receive-taken-for-message', () => {
  const peers = [{ name: 'pmu', options: { messages: 5, segmentation: 'cut' } }];
  const pdc = (loop: string): ReturnType<typeof python> =>
    python(`
import socket
c = socket.create_connection(('server.lab', 5003))
c.sendall(b'CMD_short:0')
${loop}
`);
  itFinds('a line for each receive, with a text before it', async () => {
    const run = await bench.run(pdc("while data := c.recv(18): print('record:', data.decode())"), {
      peers,
      seed: '1',
    });
    expectExample(run, 'receive-taken-for-message');
  });
  itFinds('not one that prints what it received on standard error, and the messages as lines', async () => {
    const run = await bench.run(
      pdc(`
import re, sys
all = b''
while data := c.recv(18):
    print(data, file=sys.stderr)
    all += data
for one in re.findall(rb'This is PMU data \\d+', all): print(one.decode())`),
      { peers, seed: '1' },
    );
    expectNothing(run);
  });
});

describe('character-cut', () => {
  const peers = [
    { name: 'pmu', options: { flood: { bytes: 4000, text: 'utf8' }, floodSegmentation: 'cut' } },
  ];
  const program = (ondata: string): string => `
import { connect } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
const decoder = new StringDecoder('utf8');
const socket = connect(5003, 'server.lab', () => socket.write('CMD_floodme'));
socket.on('data', (data) => process.stdout.write(${ondata}));`;
  itFinds('a decoder for each piece, in Node', async () => {
    const run = await bench.run(await bench.source('client.mjs', program('data.toString()')), {
      peers,
      seed: '1',
    });
    expectExample(run, 'character-cut');
  });
  itFinds('a decoder that refuses, in Python', async () => {
    const text =
      "import socket\nc = socket.create_connection(('server.lab', 5003))\nc.sendall(b'CMD_floodme')\nwhile d := c.recv(64): print(d.decode(), end='')";
    const run = await bench.run(python(text), { peers, seed: '1' });
    expect(found(run, 'character-cut').text).toMatch(
      /was still to be received \(packet \d+\)\. The decoder got only a part of it, and refused it\.$/,
    );
  });
  itFinds('not a decoder that keeps the beginning', async () => {
    expectNothing(
      await bench.run(await bench.source('client.mjs', program('decoder.write(data)')), { peers, seed: '1' }),
    );
  });
});
