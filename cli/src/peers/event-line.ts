/** One event of a peer or of a client as one line. */
import { escape } from '@wireside/trace';
import type { PeerEvent } from '@wireside/peers';

/** `  0.512 s  connection 1  receive 11 bytes at 0: CMD_short:0`. */
export function eventLine(event: PeerEvent, milliseconds: number): string {
  const time = `${(milliseconds / 1000).toFixed(3)} s`.padStart(10);
  const connection = event.connection === undefined ? '' : `connection ${event.connection}  `;
  const bytes =
    event.length === undefined ? '' : ` ${event.length.toLocaleString('en')} bytes${placeOf(event)}`;
  const data = event.data === undefined ? '' : `: ${escape(event.data)}`;
  const note = event.note === undefined ? '' : ` (${escape(event.note)})`;
  return `${time}  ${connection}${event.event}${whereOf(event)}${bytes}${data}${note}`;
}

function placeOf({ offset }: PeerEvent): string {
  return offset === undefined ? '' : ` at ${offset}`;
}

function whereOf({ event, local = '', remote }: PeerEvent): string {
  if (event === 'listen') return ` on ${local}`;
  if (event === 'connect') return ` to ${remote ?? ''}`;
  if (event === 'send' && remote !== undefined) return ` to ${remote}`;
  return remote === undefined ? '' : ` from ${remote}`;
}
