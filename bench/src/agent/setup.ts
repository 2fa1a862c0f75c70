/** What a run needs before it starts: a network with a capture on it, and an empty workspace. Made in advance. */
import { DEFAULT_LIMITS } from '../limits.ts';
import type { Scene, SceneHost } from '../request.ts';
import { Capture } from './capture.ts';
import { LocalhostNetwork } from './localhost-network.ts';
import { offloadOff } from './configure-host.ts';
import { SWITCH_DEVICE } from './hosts.ts';
import { WireNetwork } from './network.ts';
import type { Network, NetworkHost } from './network.ts';
import { ownHost } from './scene/own-host.ts';
import type { Shell } from './shell.ts';
import { mountCommand } from './workspace.ts';

/** A network, a capture and a workspace, for one run. */
export interface Setup {
  readonly network: Network;
  readonly capture: Capture;
  /** Removes everything; nothing of it is left when this resolves. */
  remove(): Promise<void>;
}

/** A setup whose hosts have no place in a scene yet. */
export interface ReadySetup extends Setup {
  readonly network: WireNetwork;
}

/** The names of hosts that a scene is expected to have, and of that on which the agent stands. */
export interface ExpectedHosts {
  readonly names: readonly string[];
  readonly own: string;
}

/** The hosts of a scene. */
export function hostsOf(scene: Scene): ExpectedHosts {
  return { names: scene.hosts.map(({ name }) => name), own: ownHost(scene) };
}

/** The hosts of most scenes. */
export const USUAL: ExpectedHosts = { names: ['server', 'client'], own: 'server' };

/**
 * Makes a network, mounts a workspace at `folder`, and starts the capture.
 * @param expected the hosts that the network gets; each has its addresses then
 * @throws {ToolError} when one of the tools fails
 */
export async function makeReadySetup(
  shell: Shell,
  folder: string,
  { names, own }: ExpectedHosts,
): Promise<ReadySetup> {
  await shell.run(mountCommand(folder, DEFAULT_LIMITS));
  const hosts = names.map((name): SceneHost => ({ name, names: [] }));
  const network = await WireNetwork.make(shell, hosts, own);
  const capture = new Capture();
  const remove = async (): Promise<void> => {
    await Promise.all([capture.kill(), network.remove(), unmount(shell, folder)]);
  };
  try {
    await capture.add({ name: SWITCH_DEVICE, shell: network.switchShell, marker: 'broadcast' });
    return { network, capture, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Makes what a scene needs; takes over what was made in advance if it can, and else removes it.
 * @param folder where a workspace is, or will be, mounted
 * @throws {ToolError} when one of the tools fails
 */
export async function setupFor(
  shell: Shell,
  ready: ReadySetup | undefined,
  scene: Scene,
  folder: string,
): Promise<Setup> {
  const [first] = scene.hosts;
  if (scene.hosts.length === 1 && first!.name === 'localhost') {
    return makeLocalhost(shell, ready, first!, folder);
  }
  const setup = ready ?? (await makeReadySetup(shell, folder, hostsOf(scene)));
  const { network, capture } = setup;
  try {
    await network.configure(scene.hosts, ownHost(scene));
    await Promise.all([
      ...network.hosts
        .filter(({ description }) => countOn(scene, description.name) > 1)
        .map((host) => captureLo(capture, host)),
      ...(scene.capturesHosts === true ? network.hosts : []).flatMap(({ description, shell: on, devices }) =>
        devices.slice(0, 1).map((device) =>
          capture.add({
            name: device,
            shell: on,
            marker: 'broadcast',
            file: `wire-${description.name}.pcapng`,
          }),
        ),
      ),
    ]);
    return setup;
  } catch (error) {
    await setup.remove();
    throw error;
  }
}

/** What was made in advance goes while the rest is made; its workspace stays. */
async function makeLocalhost(
  shell: Shell,
  ready: ReadySetup | undefined,
  host: SceneHost,
  folder: string,
): Promise<Setup> {
  if (ready === undefined) await shell.run(mountCommand(folder, DEFAULT_LIMITS));
  const capture = new Capture();
  const remove = async (): Promise<void> => {
    await Promise.all([capture.kill(), unmount(shell, folder)]);
  };
  try {
    const [network] = await Promise.all([
      LocalhostNetwork.make(shell, host),
      capture.add({ name: 'lo', shell, marker: 'loopback' }),
      ready?.network.remove(),
      ready?.capture.kill(),
    ]);
    return { network, capture, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function unmount(shell: Shell, folder: string): Promise<void> {
  await shell.run(['umount', folder]);
}

/** Captures on the lo of one of several hosts. That of the agent's own is prepared for it already. */
async function captureLo(capture: Capture, { description, shell }: NetworkHost): Promise<void> {
  if (!shell.isOwn) await shell.run(offloadOff('lo'));
  await capture.add({ name: `lo of ${description.name}`, device: 'lo', shell, marker: 'loopback' });
}

/** How many actors stand on a host. Two of them may talk over its lo. */
function countOn({ actors }: Scene, name: string): number {
  return actors.filter(({ host }) => host === name).length;
}
