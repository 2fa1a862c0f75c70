/**
 * The page over HTTPS: the same request and the same answer as in page.ts, inside TLS.
 *
 * Capture both, and look for the secret in the bytes. What can still be read here: the addresses and ports, the name of the
 * server in Client Hello, how many bytes went in each direction, and when.
 */
import type { Server } from 'node:http';
import { createServer } from 'node:https';
import type { Server as TlsServer } from 'node:tls';
import type { Peer, PeerHooks } from '../peer.ts';
import { tlsIdentity } from '../transport/tls-identity.ts';
import { tlsSettings, watchTls, withNote } from '../transport/tls.ts';
import { pageTlsOptions } from './page-tls-options.ts';
import type { PageTlsInput } from './page-tls-options.ts';
import { listenPageOver } from './page.ts';

/**
 * LISTEN. Resolves when clients can connect.
 *
 * @throws {PeerOptionError} when an option is not valid, or the certificate or the key cannot be used.
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenPageTls(input: PageTlsInput, hooks: PeerHooks): Promise<Peer> {
  const options = pageTlsOptions.read(input);
  const identity = await tlsIdentity('page-tls', options);
  return listenPageOver(
    {
      name: 'page-tls',
      ready: 'secureConnection',
      // An HTTPS server is an HTTP server that gets its connections from TLS; the types do not say so.
      create: (http, log) => {
        const server = createServer({ ...http, ...tlsSettings(options, identity) });
        watchTls(options, server as unknown as TlsServer, hooks, log);
        return server as unknown as Server;
      },
    },
    options,
    withNote(hooks, identity),
  );
}
