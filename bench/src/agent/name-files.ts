/** The files of /etc that say what names mean: hosts(5), host.conf(5), gai.conf(5), nsswitch.conf(5), resolv.conf(5). */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostDescription } from '@wireside/trace';
import type { Families, SceneHost } from '../request.ts';

/** What a program's system files say about the network. */
export interface NetworkNames {
  /** The name server's address. Names that it alone knows are asked for on the network. */
  readonly nameServer?: string;
  /** The addresses that `localhost` stands for. */
  readonly localhost: Families;
  /** The family that comes first among the addresses of a name. Default `ipv4`. */
  readonly first?: SceneHost['first'];
}

/** The files that getaddrinfo(3) reads, in /etc. */
export const NAME_FILES = ['hosts', 'host.conf', 'gai.conf', 'nsswitch.conf', 'resolv.conf'] as const;

/** All addresses of a name that is in several lines of /etc/hosts, as on Debian. */
const HOST_CONF = 'multi on\n';

/**
 * Of a name's addresses, those with the higher precedence come first: ::1 before 127.0.0.1, as everywhere, and of the
 * addresses of hosts those of one family.
 */
function gaiConf(first: SceneHost['first']): string {
  return `precedence ::1/128 50
precedence ::ffff:0:0/96 40
precedence ::/0 30
precedence fd00::/8 ${first === 'ipv6' ? 45 : 20}
`;
}

/** Where each kind of name comes from, as on Debian, but without its databases and services, which are not here. */
function nsswitchConf(nameServer: string | undefined): string {
  const others = ['passwd', 'group', 'shadow', 'networks', 'protocols', 'services', 'ethers', 'rpc'];
  const lines = others.map((name) => `${name}: files\n`);
  return `${lines.join('')}hosts: files${nameServer === undefined ? '' : ' dns'}\n`;
}

function resolvConf(nameServer: string | undefined): string {
  return nameServer === undefined
    ? '# there is no name server here: names come from /etc/hosts\n'
    : `nameserver ${nameServer}\noptions timeout:2 attempts:2\n`;
}

/**
 * Writes the files.
 * @param own the name of the host whose names come first, and which has this name too; undefined for none
 */
export function writeNameFiles(
  folder: string,
  own: string | undefined,
  hosts: readonly HostDescription[],
  network: NetworkNames,
): void {
  const texts: Readonly<Record<(typeof NAME_FILES)[number], string>> = {
    hosts: hostsText(own, hosts, network),
    'host.conf': HOST_CONF,
    'gai.conf': gaiConf(network.first),
    'nsswitch.conf': nsswitchConf(network.nameServer),
    'resolv.conf': resolvConf(network.nameServer),
  };
  for (const name of NAME_FILES) writeFileSync(join(folder, name), texts[name]);
}

/**
 * The text of /etc/hosts, with the lines that Debian gives each computer. The program's own host is first, so that its
 * address leads to its name. Its first name is the canonical one, with the domain; gethostname(2) is the last.
 */
function hostsText(
  own: string | undefined,
  hosts: readonly HostDescription[],
  { localhost }: NetworkNames,
): string {
  const lines: string[] = [];
  if (localhost !== 'ipv6') lines.push('127.0.0.1 localhost');
  lines.push(`::1 ${localhost === 'ipv4' ? '' : 'localhost '}ip6-localhost ip6-loopback`);
  lines.push('ff02::1 ip6-allnodes', 'ff02::2 ip6-allrouters');
  const ownFirst = hosts.toSorted((a, b) => Number(b.name === own) - Number(a.name === own));
  for (const { name, names, ipv4, ipv6 } of ownFirst) {
    const all = name === own && name !== 'localhost' ? new Set([...names, name]) : names;
    for (const address of [ipv4, ipv6])
      if (address !== undefined) lines.push(`${address} ${[...all].join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}
