/** Other software accepts certificates of the authority in real handshakes. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import type { Server } from 'node:tls';
import { promisify } from 'node:util';
import { initAuthority, selfSigned, signRequest } from '@wireside/authority';
import type { Algorithm } from '@wireside/authority';
import { findTool } from '@wireside/bench/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
/** The machine may be busy. ms. */
const TIMEOUT = 360_000;
const PATH = process.env['PATH'] ?? '';
const has = (command: string): boolean => findTool(command, PATH) !== undefined;

/** The kind of the authority's key, and the arguments after -newkey with which openssl makes the server's. */
const KINDS: readonly (readonly [Algorithm, readonly string[]])[] = [
  ['rsa2048', ['rsa:2048']],
  ['p256', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ['p384', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
  ['ed25519', ['ed25519']],
];

/** Connects to each port with the root certificate before it, and compares host names. Prints a line for each. */
const PYTHON = `
import socket, ssl, sys
for i in range(1, len(sys.argv), 2):
    context = ssl.create_default_context(cafile=sys.argv[i])
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    with socket.create_connection(("127.0.0.1", int(sys.argv[i + 1]))) as raw:
        with context.wrap_socket(raw, server_hostname="localhost") as tls:
            print(tls.version())
`;
const GO = `package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
)

func main() {
	for i := 1; i < len(os.Args); i += 2 {
		pem, _ := os.ReadFile(os.Args[i])
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(pem)
		conn, err := tls.Dial("tcp", "127.0.0.1:"+os.Args[i+1], &tls.Config{RootCAs: roots, ServerName: "localhost"})
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Printf("%x\\n", conn.ConnectionState().Version)
		conn.Close()
	}
}
`;

describe.skipIf(!has('openssl'))('certificates', () => {
  let folder = '';
  const servers: Server[] = [];
  /** Root certificate and port of each server: first the kinds signed by an authority, then the self-signed kinds. */
  const places: { root: string; port: number }[] = [];

  async function serve(root: string, cert: string, key: string): Promise<void> {
    const server = createServer({ cert, key }, (socket) => {
      socket.on('error', () => {});
      socket.end();
    });
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    places.push({ root, port: (server.address() as AddressInfo).port });
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wireside-software-'));
    for (const [algorithm, newkey] of KINDS) {
      const own = join(folder, algorithm);
      await initAuthority(own, { algorithm });
      const words = ['req', '-new', '-newkey', ...newkey, '-nodes', '-subj', '/CN=Juliet Capulet'];
      await run('openssl', [...words, '-keyout', join(own, 'key'), '-out', join(own, 'request')]);
      const { certificate } = await signRequest(own, readFileSync(join(own, 'request')));
      writeFileSync(join(own, 'crt'), certificate);
      await serve(join(own, 'ca.crt'), certificate, readFileSync(join(own, 'key'), 'utf8'));
    }
    for (const [algorithm] of KINDS) {
      const { certificate, key } = await selfSigned({ name: 'localhost', algorithm });
      const root = join(folder, `${algorithm}.pem`);
      writeFileSync(root, certificate);
      await serve(root, certificate, key);
    }
  }, TIMEOUT);
  afterAll(() => {
    for (const server of servers) server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const words = (): string[] => places.flatMap(({ root, port }) => [root, String(port)]);

  it(
    'are valid for openssl, strictly and for both purposes',
    async () => {
      for (const [algorithm] of KINDS) {
        const own = join(folder, algorithm);
        for (const purpose of ['sslserver', 'sslclient']) {
          const args = ['verify', '-x509_strict', '-purpose', purpose, '-CAfile', join(own, 'ca.crt')];
          const { stdout } = await run('openssl', [...args, join(own, 'crt')]);
          expect(stdout).toBe(`${join(own, 'crt')}: OK\n`);
        }
      }
    },
    TIMEOUT,
  );

  it('are accepted by Node, which compares the host name', async () => {
    for (const { root, port } of places) {
      const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ca: readFileSync(root) });
      await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
      expect(socket.authorized).toBe(true);
      socket.destroy();
    }
  });

  it.skipIf(!has('python3'))(
    'are accepted by Python, strictly',
    async () => {
      const { stdout } = await run('python3', ['-c', PYTHON, ...words()]);
      expect(stdout).toBe('TLSv1.3\n'.repeat(places.length));
    },
    TIMEOUT,
  );

  it.skipIf(!has('go'))(
    'are accepted by Go',
    async () => {
      const own = join(folder, 'go');
      mkdirSync(own);
      writeFileSync(join(own, 'main.go'), GO);
      const { stdout } = await run('go', ['run', 'main.go', ...words()], { cwd: own });
      expect(stdout).toBe('304\n'.repeat(places.length));
    },
    TIMEOUT,
  );
});
