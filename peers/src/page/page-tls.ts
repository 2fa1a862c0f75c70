/**
 * The page over HTTPS: the same request and the same answer as in page.ts, inside TLS.
 *
 * Capture both, and look for the secret in the bytes. What is left to be read here: the addresses and ports, the name of the
 * server in Client Hello, how many bytes went which way, and when.
 */
import { createServer } from 'node:https';
import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:tls';
import type { Peer, PeerHooks } from '../peer.ts';
import { tlsSettings, watchTls } from '../transport/tls.ts';
import { tlsIdentity } from '../transport/tls-identity.ts';
import { listenPageOver } from './page.ts';
import { type PageTlsInput, pageTlsOptions } from './page-tls-options.ts';

/** LISTEN. Resolves when clients can connect. Throws PeerOptionError and PeerListenError. */
export async function listenPageTls(input: PageTlsInput, hooks: PeerHooks): Promise<Peer> {
  const options = pageTlsOptions(input);
  const identity = await tlsIdentity('page-tls', options);
  const { note } = identity;
  const log: PeerHooks['log'] = (event) =>
    hooks.log(event.event === 'listen' && note !== undefined ? { ...event, note } : event);
  return listenPageOver(
    {
      name: 'page-tls',
      ready: 'secureConnection',
      // An HTTPS server is a server of HTTP that gets its connections from TLS; the types do not say so.
      create: (http, tell) => {
        const server = createServer({ ...http, ...tlsSettings(options, identity) });
        watchTls(options, server as unknown as TlsServer, tell);
        return server as unknown as Server;
      },
    },
    options,
    { ...hooks, log },
  );
}
