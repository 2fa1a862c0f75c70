/**
 * The PMU over TLS: the conversation of pmu.ts, after a handshake in which the server shows who it is.
 *
 *     connect()                          accept()
 *     Client Hello             ----->
 *                              <-----    Server Hello, and from here on everything is encrypted:
 *                              <-----    its certificate, its signature over the handshake so far, Finished
 *     Finished                 ----->
 *     send("CMD_short:0")      ----->    …as in pmu.ts
 *
 * Only one side proves who it is: the server has a certificate, the client has none. The client believes it because the
 * certificate is signed by an authority that the client trusts already.
 *
 * Nothing in the protocol changes, so this file is short: the states are those of pmu.ts.
 */
import type { Peer, PeerHooks } from '../peer.ts';
import { listenTls } from '../transport/tls.ts';
import { pmuTlsOptions } from './pmu-tls-options.ts';
import type { PmuTlsInput } from './pmu-tls-options.ts';
import { serveAsPmu } from './pmu.ts';

/**
 * LISTEN. Resolves when clients can connect.
 *
 * @throws {PeerOptionError} when an option is not valid, or the certificate or the key cannot be used.
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenPmuTls(input: PmuTlsInput, hooks: PeerHooks): Promise<Peer> {
  const options = pmuTlsOptions.read(input);
  return listenTls({ name: 'pmu-tls', ...options }, hooks, serveAsPmu(options));
}
