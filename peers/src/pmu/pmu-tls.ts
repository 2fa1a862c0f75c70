/**
 * The PMU over TLS: the conversation of pmu.ts, after a handshake in which the server shows who it is.
 *
 *     connect()                          accept()
 *     Client Hello             ----->
 *                              <-----    Server Hello, and from here on everything is encrypted:
 *                              <-----    its certificate, its signature over all that was said, Finished
 *     Finished                 ----->
 *     send("CMD_short:0")      ----->    …as in pmu.ts
 *
 * One side proves who it is: the server has a certificate, the client has none. The client believes it because an authority
 * has signed it that the client was told to trust beforehand.
 *
 * Nothing of the protocol changes, and so this file is short: the states are those of pmu.ts.
 */
import type { Peer, PeerHooks } from '../peer.ts';
import { listenTls } from '../transport/tls.ts';
import { serveAsPmu } from './pmu.ts';
import { type PmuTlsInput, pmuTlsOptions } from './pmu-tls-options.ts';

/** LISTEN. Resolves when clients can connect. Throws PeerOptionError and PeerListenError. */
export async function listenPmuTls(input: PmuTlsInput, hooks: PeerHooks): Promise<Peer> {
  const options = pmuTlsOptions(input);
  return listenTls({ name: 'pmu-tls', ...options }, hooks, serveAsPmu(options));
}
