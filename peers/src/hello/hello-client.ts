/**
 * The UDP hello client: it sends one datagram and ends.
 *
 *     getaddrinfo("localhost")
 *     socket()
 *     sendto("Hello, Romeo ")
 *     close()
 *
 * There is no recv(): no one answers.
 */
import type { ClientHooks } from '../client.ts';
import { countBytes } from '../common/escape.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { peerLog } from '../common/peer-log.ts';
import { Inbox } from '../transport/inbox.ts';
import { resolveOne } from '../transport/resolve.ts';
import { openUdp } from '../transport/udp-socket.ts';
import { helloClientOptions } from './hello-options.ts';

/**
 * RUN. Sends the datagram, and resolves when the kernel has it.
 *
 * There is no connect() before it and no wait after it. When sendto() returns, the datagram belongs to the kernel, and this
 * program will never know whether anyone receives it. Run it without a server: it ends just the same. An ICMP message comes
 * back then, but the kernel does not report it to a socket that is not connected.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} when the name has no address, or the kernel does not accept the datagram.
 */
export async function runHello(record: Readonly<Record<string, unknown>>, hooks: ClientHooks): Promise<void> {
  const options = helloClientOptions.read(record);
  if (hooks.signal.aborted) return;
  // For "localhost" no packet is needed: the name is in /etc/hosts.
  const to = { host: await resolveOne('hello', options.host), port: options.port };
  if (hooks.signal.aborted) return;

  const log = peerLog('hello', hooks);
  const bytes = Buffer.from(options.text);
  // With port 0 the kernel chooses a free one. It is the sender's port that the server sees.
  const any = { host: to.host.includes(':') ? '::' : '0.0.0.0', port: 0 };
  const socket = await openUdp(any, new Inbox(log), log);
  const sent = await socket.send(bytes, to);
  await socket.close();
  if (sent) return;
  throw new PeerClientError({
    code: 'PEER_CLIENT_NOT_SENT',
    message: `hello: the kernel did not accept the datagram to ${to.host}.`,
    observed: `a text of ${countBytes(bytes.length)}, and the error in the log`,
    expected: 'a text of at most 65,507 bytes, and a route to the server',
    hint: 'Check the error in the log, and the output of "ip route get" for the address.',
  });
}
