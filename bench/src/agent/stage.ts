/** The stage of a run: a network with a capture on it, made ahead so that a run need not wait for it. */
import { type Capture, startCapture } from './capture.ts';
import { makeWire, type Network, ownHost } from './network.ts';

export interface Stage {
  network: Network;
  capture: Capture;
  /** Takes everything away; nothing of it is left when this resolves. */
  remove(): Promise<void>;
}

/** Makes a network of two hosts, or takes the own one, and starts capturing there. */
export async function makeStage(kind: 'wire' | 'localhost'): Promise<Stage> {
  const network = kind === 'wire' ? await makeWire() : ownHost();
  try {
    const capture = await startCapture(network.device);
    return {
      network,
      capture,
      remove: async () => {
        await capture.kill();
        await network.remove();
      },
    };
  } catch (error) {
    await network.remove();
    throw error;
  }
}
