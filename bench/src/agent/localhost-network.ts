/** The network of a scene whose only host is localhost: the agent's own host, with all actors on its lo. */
import type { SceneHost } from '../request.ts';
import { IP, NFT, silentRules } from './configure-host.ts';
import { describeLocalhost, NAME_SERVER } from './hosts.ts';
import { hostOf } from './network.ts';
import type { Network, NetworkHost, Port } from './network.ts';
import type { Shell } from './shell.ts';

/**
 * Makes lo the way to all addresses. With AI_ADDRCONFIG, getaddrinfo(3) finds only families of which a computer has an
 * address besides 127.0.0.1 and ::1. Every computer on a network has one; this one gets some from which nothing is sent.
 */
function addressing(families: NonNullable<SceneHost['families']>): string[] {
  return [
    ...(families === 'ipv6' ? [] : ['address add 127.0.1.1/8 dev lo']),
    ...(families === 'ipv4' ? [] : ['address add fd00::1/128 dev lo nodad preferred_lft 0']),
    'route add local default dev lo',
    'route add 224.0.0.0/4 dev lo',
    'route add local ::/0 dev lo src ::1',
  ];
}

/** The agent's own host alone. What is sent to other addresses is answered by a reset. */
export class LocalhostNetwork implements Network {
  readonly kind = 'localhost';
  readonly nameServer = NAME_SERVER.localhost;
  readonly shell: Shell;
  readonly hosts: readonly NetworkHost[];

  private constructor(shell: Shell, host: SceneHost) {
    this.shell = shell;
    const description = describeLocalhost(host);
    this.hosts = [{ description, shell, process: 'self', devices: [] }];
  }

  /**
   * Prepares the host. The agent can serve no other scene after that.
   * @throws {ToolError} when ip fails
   */
  static async make(shell: Shell, host: SceneHost): Promise<LocalhostNetwork> {
    const network = new LocalhostNetwork(shell, host);
    await shell.run(IP, addressing(host.families ?? 'both').join('\n'));
    await shell.script([
      'echo 0 >/proc/sys/net/ipv4/icmp_ratelimit',
      'echo 0 >/proc/sys/net/ipv6/icmp/ratelimit',
    ]);
    if (host.silent !== undefined) await shell.run(NFT, silentRules(host.silent));
    return network;
  }

  host(name: string): NetworkHost {
    return hostOf(this.hosts, name);
  }

  towards(): Port {
    return { shell: this.shell, device: 'lo' };
  }

  async setWire(): Promise<void> {
    throw new Error('a scene on lo has no wire');
  }

  async plugIn(): Promise<void> {}
}
