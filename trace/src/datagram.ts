/** What a UDP datagram of a run is. */
import type { RecordSpan } from './join.ts';

/** An end of a datagram. */
export interface DatagramEnd {
  /** Name of the host that has the address; absent for one outside of the run. */
  readonly host?: string;
  /** Name of the actor whose socket it is; absent where it is not known. */
  readonly actor?: string;
}

/** A receiver of a datagram. */
export interface DatagramReceiver extends DatagramEnd {
  /** The call or the peer's record that received it; absent where none is known to have done so. */
  readonly receive?: RecordSpan;
  /** The network dropped it on purpose. */
  readonly lost?: true;
}

/** One UDP datagram of the capture. */
export interface Datagram {
  /** Packet number, from 1; that of the last fragment, if it is in several. */
  readonly packet: number;
  /** µs since the epoch. */
  readonly at: number;
  /** udp.stream of the capture. */
  readonly stream: number;
  /** Its ends as `address:port`, IPv6 in brackets. */
  readonly source: string;
  readonly destination: string;
  readonly from: DatagramEnd;
  /** One receiver, or those that joined the group to which it was sent. */
  readonly to: readonly DatagramReceiver[];
  /** The call or the peer's record that sent it. */
  readonly send?: RecordSpan;
  /** Bytes of payload. */
  readonly length: number;
  /** Packet of the ICMP error that quotes it. */
  readonly icmpError?: number;
  /** The call that reported this error to the sender, as ECONNREFUSED. */
  readonly refused?: number;
}
