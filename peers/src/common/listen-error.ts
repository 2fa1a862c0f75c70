/** Words for what the kernel says when a peer cannot listen. */
import { formatAddress } from '../peer.ts';
import { PeerListenError } from './peer-error.ts';
import { portOwner } from './port-owner.ts';

/**
 * What went wrong in bind(2) or listen(2), as an error that tells what to do. "EADDRINUSE" is what a beginner
 * meets first: as a rule it is the server of before, still running in another terminal, so the process is named where the
 * system lets us see it.
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
      const held = owner ? `, by process ${owner.pid} (${owner.command})` : '';
      return new PeerListenError({
        code: 'PEER_PORT_IN_USE',
        message: `${name}: ${shown} on ${host} is in use${held}.`,
        observed,
        expected: `${shown} free`,
        hint: owner
          ? `End that process (kill ${owner.pid}), or choose another port.`
          : `Look with "ss ${protocol === 'tcp' ? '-ltnp' : '-lunp'}" who has it, or choose another port.`,
      });
    }
    // Ports under net.ipv4.ip_unprivileged_port_start need CAP_NET_BIND_SERVICE (ip(7), capabilities(7)).
    case 'EACCES':
      return new PeerListenError({
        code: 'PEER_PORT_FORBIDDEN',
        message: `${name}: this user may not listen on ${where}.`,
        observed,
        expected: 'a port that ordinary users may have',
        hint: 'Ports under 1024 are for root on most systems: choose a higher one.',
      });
    // A socket can only be bound to an address of this host: not to the server's own, when one means to be its client.
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
    // Joining a group on an address that no interface has (ip(7), IP_ADD_MEMBERSHIP).
    case 'ENODEV':
      return new PeerListenError({
        code: 'PEER_ADDRESS_ABSENT',
        message: `${name}: ${host} is no address of this computer.`,
        observed,
        expected: 'an address that "ip address" shows, or 0.0.0.0 for all of IPv4',
        hint: 'Use 127.0.0.1 for this computer only, or 0.0.0.0.',
      });
    default:
      return new PeerListenError({
        code: 'PEER_LISTEN_FAILED',
        message: `${name}: cannot listen on ${where}.`,
        observed,
        expected: 'a listening socket',
        hint: 'The words of the kernel are above; listen(2) and bind(2) explain them.',
      });
  }
}
