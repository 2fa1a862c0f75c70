/** What stands above the columns of a ladder: which actor, on which host, with which address. */
import type { Column, Ladder } from '@wireside/trace';
import { escape } from '@wireside/trace';
import { textWidth } from './width.ts';

/** `client on host`: the actor, and its host if that has another name. */
export function columnName({ kind, actor, host, title }: Column): string {
  if (kind === 'outside' || actor === undefined) return title;
  return host === undefined || host === actor ? actor : `${actor} on ${host}`;
}

/**
 * The head of a column: the actor, its host and address, and the command line or the peer's kind; on one line if there is
 * room, otherwise the address on a second one.
 */
export function columnHead(column: Column, width: number): string[] {
  const name = columnName(column);
  const [endpoint] = column.endpoints;
  const hasTitle = column.kind === 'program' || (column.kind === 'peer' && column.title !== column.actor);
  const about = hasTitle ? `: ${column.title}` : '';
  const where = endpoint === undefined ? '' : ` ${endpoint}`;
  const whole = `${name}${where}${about}`;
  if (fits(whole, width)) return [whole];
  if (endpoint === undefined) return [name];
  if (fits(`${name}${where}`, width)) return [`${name}${where}`];
  return [name, endpoint];
}

const fits = (text: string, width: number): boolean => textWidth(escape(text)) <= width;

/** What the wire does to packets, as far as there is room: `wire, 10 % lost`. */
export function networkText({ network, impairments }: Ladder, width: number): string {
  const name = network === 'wire' ? 'wire' : network === 'localhost' ? 'loopback' : 'network';
  const all = [name, ...impairments].join(', ');
  return fits(all, width) ? all : impairments.length > 0 ? `${name}, impaired` : name;
}
