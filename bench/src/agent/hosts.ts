/** The addresses of the bench's two hosts. */
import type { HostName } from '@wireside/trace';

export interface HostAddresses {
  ipv4: string;
  ipv6: string;
  mac: string;
}

/** Private addresses (RFC 1918, RFC 4193) and locally administered MAC addresses, short enough to remember. */
export const HOSTS: Readonly<Record<HostName, HostAddresses>> = {
  server: { ipv4: '10.0.0.1', ipv6: 'fd00::1', mac: '02:00:00:00:00:01' },
  station: { ipv4: '10.0.0.2', ipv6: 'fd00::2', mac: '02:00:00:00:00:02' },
};

/** The name by which a program can reach each host on a wire, besides the case's own names. */
export const HOST_DOMAIN: Readonly<Record<HostName, string>> = {
  server: 'server.lab',
  station: 'station.lab',
};
