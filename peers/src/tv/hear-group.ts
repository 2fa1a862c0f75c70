/** How the recorder and the answerer hear their group: beside the programs of students, which they must not disturb. */
import type { PeerLog } from '../peer.ts';
import { captureGroup } from '../transport/group-capture.ts';
import type { GroupCaptureOptions } from '../transport/group-capture.ts';
import type { Address, Inbox } from '../transport/inbox.ts';
import { bindUdp } from '../transport/udp.ts';

/** Which group, and for whom. */
export interface HearOptions extends GroupCaptureOptions {
  /** The name of the peer. */
  readonly name: string;
}

/** What hears the group until it is closed. */
export interface Hearing {
  readonly address: Address;
  close(): Promise<void>;
}

/** What the log adds when the port is held. */
const HOLDS = 'holds the port: a receiver on this computer needs SO_REUSEADDR';

/**
 * Joins the group; what is sent there goes to the inbox. Where this user may capture, the port stays free, and a receiver on
 * this computer can bind as if we were not there. Elsewhere a socket has to hold the port, and shares it with receivers that
 * share it too: the kernel refuses the others with EADDRINUSE.
 *
 * @throws {PeerListenError} when the port is not available.
 */
export async function hearGroup(options: HearOptions, inbox: Inbox, log: PeerLog): Promise<Hearing> {
  const capture = await captureGroup(options, inbox, log);
  if (capture) return capture;
  const sayHolds: PeerLog = (event) =>
    log(event.event === 'listen' ? { ...event, note: `${event.note ?? ''}; ${HOLDS}` } : event);
  return bindUdp({ ...options, host: options.group }, inbox, sayHolds);
}
