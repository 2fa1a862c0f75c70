/** Turns what the kernel says when a peer cannot listen into an error that says what to do. */
import { formatAddress } from '../peer.ts';
import { PeerListenError } from './peer-error.ts';
import { portOwner } from './port-owner.ts';

/**
 * Explains an error of bind(2) or listen(2). Beginners meet "EADDRINUSE" first. It usually means that an earlier server
 * still runs in another terminal, so the error names the process where the system lets us see it.
 */
export function listenError(
  error: NodeJS.ErrnoException,
  {
    name,
    host,
    port,
    protocol = 'tcp',
  }: {
    readonly name: string;
    readonly host: string;
    readonly port: number;
    readonly protocol?: 'tcp' | 'udp';
  },
): PeerListenError {
  const observed = error.message;
  const where = formatAddress(host, port);
  switch (error.code) {
    // Two sockets cannot listen on the same address and port; SO_REUSEADDR does not change that on Linux (socket(7)).
    case 'EADDRINUSE': {
      const owner = portOwner(port, protocol);
      const shown = `${protocol.toUpperCase()} port ${port}`;
      const holder = owner ? `, by process ${owner.pid} (${owner.command})` : '';
      return new PeerListenError({
        code: 'PEER_PORT_IN_USE',
        message: `${name}: ${shown} on ${host} is in use${holder}.`,
        observed,
        expected: `${shown} free`,
        hint: owner
          ? `Stop that process (kill ${owner.pid}), or choose another port.`
          : `Find the process with "ss ${protocol === 'tcp' ? '-ltnp' : '-lunp'}", or choose another port.`,
      });
    }
    // Ports under net.ipv4.ip_unprivileged_port_start need CAP_NET_BIND_SERVICE (ip(7), capabilities(7)).
    case 'EACCES':
      return new PeerListenError({
        code: 'PEER_PORT_FORBIDDEN',
        message: `${name}: this user is not permitted to listen on ${where}.`,
        observed,
        expected: 'a port that ordinary users may use',
        hint: 'On most systems ports under 1024 are reserved for root: choose a higher one.',
      });
    // A socket can be bound only to an address of this computer: not to the address of the server that you want to
    // reach.
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
    // Joining a group on an address that no interface has (ip(7), IP_ADD_MEMBERSHIP).
    case 'ENODEV':
      return new PeerListenError({
        code: 'PEER_ADDRESS_ABSENT',
        message: `${name}: ${host} is not an address of this computer.`,
        observed,
        expected: 'an address that "ip address" shows, or 0.0.0.0 for all IPv4 addresses',
        hint: 'Use 127.0.0.1 for this computer only, or 0.0.0.0.',
      });
    default:
      return new PeerListenError({
        code: 'PEER_LISTEN_FAILED',
        message: `${name}: cannot listen on ${where}.`,
        observed,
        expected: 'a listening socket',
        hint: "The kernel's message is above; listen(2) and bind(2) explain it.",
      });
  }
}
