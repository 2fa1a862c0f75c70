/** The network of a scene whose only host is localhost: the agent's own host, with all actors on its lo. */
import type { SceneHost } from '../request.ts';
import { runCommand } from './command.ts';
import { configureScript } from './configure-host.ts';
import { describeLocalhost, NAME_SERVER } from './hosts.ts';
import { hostOf } from './network.ts';
import type { Network, NetworkHost, Port } from './network.ts';

/**
 * Makes lo the way to all addresses. With AI_ADDRCONFIG, getaddrinfo(3) finds only families of which a computer has an
 * address besides 127.0.0.1 and ::1. Every computer on a network has one; this one gets some from which nothing is sent.
 */
function script(families: NonNullable<SceneHost['families']>): string {
  return `${families === 'ipv6' ? '' : 'ip address add 127.0.1.1/8 dev lo'}
${families === 'ipv4' ? '' : 'ip address add fd00::1/128 dev lo nodad preferred_lft 0'}
ip route add local default dev lo
ip route add 224.0.0.0/4 dev lo
ip -6 route add local default dev lo src ::1
echo 0 >/proc/sys/net/ipv4/icmp_ratelimit
echo 0 >/proc/sys/net/ipv6/icmp/ratelimit`;
}

/** The agent's own host alone. What is sent to other addresses is answered by a reset. */
export class LocalhostNetwork implements Network {
  readonly kind = 'localhost';
  readonly nameServer = NAME_SERVER.localhost;
  readonly hosts: readonly NetworkHost[];

  private constructor(host: SceneHost) {
    this.hosts = [{ description: describeLocalhost(host), enter: [], process: 'self', devices: [] }];
  }

  /**
   * Prepares the host. The agent can serve no other scene after that.
   * @throws {ToolError} when ip fails
   */
  static async make(host: SceneHost): Promise<LocalhostNetwork> {
    const network = new LocalhostNetwork(host);
    await runCommand(['sh', '-c', script(host.families ?? 'both')]);
    const rules = configureScript({ host, number: 0, isOwn: true, port: '', switchProcess: 0 });
    if (host.silent !== undefined) await runCommand(['sh', '-c', rules]);
    return network;
  }

  host(name: string): NetworkHost {
    return hostOf(this.hosts, name);
  }

  towards(): Port {
    return { enter: [], device: 'lo' };
  }

  async setWire(): Promise<void> {
    throw new Error('a scene on lo has no wire');
  }

  async plugIn(): Promise<void> {}
}
