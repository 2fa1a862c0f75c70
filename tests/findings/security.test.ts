/** TLS and WebSocket. */
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
const tls = (context: string, rest = 'print(t.recv(100))'): ReturnType<typeof python> =>
  python(`
import socket, ssl
${context}
c = socket.create_connection(('server.lab', 5003))
t = k.wrap_socket(c, server_hostname='server.lab')
${rest}
`);
const pmu = { peers: [{ name: 'pmu-tls', options: { port: 5003, messages: 3 } }] };

describe('tls', () => {
  itFinds('an authority that the client does not trust', async () => {
    const run = await bench.run(tls('k = ssl.create_default_context()'), pmu);
    expect(found(run, 'tls-alert').text).toMatch(
      /^The client 10\.0\.0\.2:\d+ gave up TLS with the alert "Unknown CA" \(packet \d+\): it does not trust the authority that signed the certificate/,
    );
  });
  itFinds('not a client that trusts everybody', async () => {
    const run = await bench.run(
      tls(
        'k = ssl._create_unverified_context()',
        "t.sendall(b'CMD_short:0')\nwhile d := t.recv(100): print(d)\nt.close()",
      ),
      pmu,
    );
    expectNothing(run);
  });
  itFinds('TLS to a server without it: an echo, and HTTP', async () => {
    const context = 'k = ssl._create_unverified_context()';
    const echo = await bench.run(tls(context), { peers: [{ name: 'echo', options: { port: 5003 } }] });
    expect(found(echo, 'tls-not-spoken').text).toMatch(
      /does not: it sends the Client Hello back \(packet \d+\)\.$/,
    );
    expect(echo.findings.map(({ rule }) => rule)).not.toContain('tls-alert');
    const page = await bench.run(tls(context), { peers: [{ name: 'page', options: { port: 5003 } }] });
    expectExample(page, 'tls-not-spoken');
  });
  itFinds('two clients of TLS', async () => {
    const server = python(`
import socket, ssl
a, _ = socket.create_server(('', 5003)).accept()
ssl._create_unverified_context().wrap_socket(a).recv(100)
`);
    const run = await bench.both(server, tls('k = ssl._create_unverified_context()'));
    expectExample(run, 'tls-two-clients');
    const told = run.findings.filter(({ severity }) => severity === 'wrong').map(({ rule }) => rule);
    expect(told[0]).toBe('tls-two-clients');
    expect(told).not.toContain('tls-alert');
  });
  itFinds('plain text to a server with TLS', async () => {
    const plain = python(`
import socket
c = socket.create_connection(('server.lab', 5003))
c.sendall(b'GET / HTTP/1.1\\r\\n\\r\\n')
while c.recv(100): pass
`);
    const run = await bench.run(plain, pmu);
    expectExample(run, 'peer-refused');
    expect(run.findings.map(({ rule }) => rule)).toEqual(['peer-refused']);
  });
});

describe('websocket', () => {
  const ws = (key: string, frame: string): ReturnType<typeof python> =>
    python(`
import socket
c = socket.create_connection(('server.lab', 5006))
c.sendall(b'GET / HTTP/1.1\\r\\nHost: server.lab\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n${key}Sec-WebSocket-Version: 13\\r\\n\\r\\n')
head = b''
while not head.endswith(b'\\r\\n\\r\\n'):
    d = c.recv(1)
    if not d: raise SystemExit
    head += d
${frame}
while c.recv(100): pass
`);
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n';
  const server = { peers: [{ name: 'pmu-websocket', options: { port: 5006, messages: 3 } }] };
  itFinds('a frame that is not masked', async () => {
    expectExample(await bench.run(ws(key, "c.sendall(b'\\x81\\x0bCMD_short:0')"), server), 'websocket-mask');
  });
  itFinds('a request without its key', async () => {
    expectExample(await bench.run(ws('', ''), server), 'websocket-refused');
  });
  itFinds('not a frame that is masked, and a close', async () => {
    const masked = `
text = b'CMD_short:0'
c.sendall(bytes([0x81, 0x80 | len(text), 1, 2, 3, 4]) + bytes(b ^ (1 + i % 4) for i, b in enumerate(text)))
while d := c.recv(100):
    if d[-4:-2] == b'\\x88\\x02' or d[:1] == b'\\x88': break
c.sendall(bytes([0x88, 0x82, 0, 0, 0, 0, 3, 0xe8]))`;
    expectNothing(await bench.run(ws(key, masked), server));
  });
});

describe('held-by-tls', () => {
  itFinds('a client that waits for the socket while the library has the rest', async () => {
    const server = await bench.source(
      'server.py',
      `
import os, socket, ssl, subprocess, time
subprocess.run('openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=server.lab', shell=True, check=True, capture_output=True)
k = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
k.load_cert_chain('cert.pem', 'key.pem')
s = socket.create_server(('', 5003))
c = k.wrap_socket(s.accept()[0], server_side=True)
c.sendall(b'hello, this is a line of the server\\n')
c.recv(1)
`,
    );
    const client = (loop: string): ReturnType<typeof python> =>
      python(`
import select, socket, ssl
t = ssl._create_unverified_context().wrap_socket(socket.create_connection(('server.lab', 5003)))
${loop}`);
    const stuck = client(
      'while True:\n    select.select([t], [], [])\n    d = t.recv(12)\n    if not d: break\n    print(d.decode(), flush=True)',
    );
    expectExample(await bench.both(server, stuck), 'held-by-tls');
    const asks = client(
      "while True:\n    if not t.pending(): select.select([t], [], [])\n    d = t.recv(12)\n    if not d: break\n    print(d.decode(), end='', flush=True)",
    );
    expect((await bench.both(server, asks)).findings.map(({ rule }) => rule)).not.toContain('held-by-tls');
  });
});

describe('frame-after-upgrade', () => {
  const server = python(`
import base64, hashlib, socket
s = socket.create_server(('', 5000))
c, _ = s.accept()
head = b''
while not head.endswith(b'\\r\\n\\r\\n'): head += c.recv(1)
key = next(l.split()[1] for l in head.split(b'\\r\\n') if l.lower().startswith(b'sec-websocket-key'))
accept = base64.b64encode(hashlib.sha1(key + b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest())
c.sendall(b'HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + b'\\r\\n\\r\\n' + b'\\x81\\x05hello')
c.recv(100)
c.sendall(b'\\x81\\x05world\\x88\\x02\\x03\\xe8')
c.recv(100)
`);
  const client = (head: string): ReturnType<typeof python> =>
    python(`
import select, socket
c = socket.create_connection(('server.lab', 5000))
c.sendall(b'GET / HTTP/1.1\\r\\nHost: server.lab\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n')
${head}
c.sendall(bytes([0x89, 0x80, 1, 2, 3, 4]))
while len(data) < 14 and (d := c.recv(100)): data += d
print(data)
c.sendall(bytes([0x88, 0x82, 0, 0, 0, 0, 3, 0xe8]))
`);
  itFinds('a client that throws away what came with the answer', async () => {
    expectExample(await bench.both(server, client("c.recv(4096)\ndata = b'       '")), 'frame-after-upgrade');
  });
  itFinds('not one that keeps it', async () => {
    const keeps = client("data = c.recv(4096).split(b'\\r\\n\\r\\n')[1]");
    expectNothing(await bench.both(server, keeps));
  });
});
