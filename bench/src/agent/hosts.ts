/** The names and addresses of the hosts of a scene. */
import type { HostDescription } from '@wireside/trace';
import type { SceneHost } from '../request.ts';

/** The devices of a host: its wire, and a second one. */
export const DEVICES = ['eth0', 'eth1'] as const;

/** The device of the switch that each frame passes once. */
export const SWITCH_DEVICE = 'lan';

/** The gateway of the network, which answers for all addresses that are not in it. */
export const GATEWAY = { ipv4: '10.0.0.254', ipv6: 'fd00::fe', mac: '02:00:00:00:00:fe' } as const;

/** Where the name server listens: an address of the agent's own host, or of the lo of the only one. */
export const NAME_SERVER = {
  wire: { ipv4: '10.0.0.253', ipv6: 'fd00::fd' },
  localhost: '127.0.0.53',
} as const;

/** Addresses of one device. */
export interface DeviceAddresses {
  readonly ipv4?: string;
  readonly ipv6?: string;
  /** Locally administered (IEEE 802, 8.2.2). */
  readonly mac: string;
}

/**
 * Addresses of a host's devices: private ones (RFC 1918, RFC 4193), short enough to remember.
 * @param number the place of the host in the scene, from 1
 */
export function deviceAddresses(
  { families = 'both', interfaces = 1 }: SceneHost,
  number: number,
): DeviceAddresses[] {
  return DEVICES.slice(0, interfaces).map((_, device) => ({
    ...(families === 'ipv6' ? {} : { ipv4: `10.0.${device}.${number}` }),
    ...(families === 'ipv4' ? {} : { ipv6: `fd0${device}::${number}` }),
    mac: `02:00:00:00:0${device}:0${number}`,
  }));
}

/** What run.json says of a host. @param number as in {@link deviceAddresses} */
export function describeHost(host: SceneHost, number: number): HostDescription {
  const [first, ...others] = deviceAddresses(host, number);
  const more = others.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6].filter((address) => address !== undefined));
  return {
    name: host.name,
    ...first,
    ...(more.length === 0 ? {} : { more }),
    names: [`${host.name}.lab`, ...host.names],
  };
}

/** What run.json says of the only host of a scene on lo. */
export function describeLocalhost({ name, names, families = 'both' }: SceneHost): HostDescription {
  return {
    name,
    ...(families === 'ipv6' ? {} : { ipv4: '127.0.0.1' }),
    ...(families === 'ipv4' ? {} : { ipv6: '::1' }),
    names: [`${name}.lab`, ...names],
  };
}
