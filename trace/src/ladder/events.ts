/** Ends of actors, name lookups, and what the scene did, as items of the ladder. */
import { splitEndpoint } from '../endpoint.ts';
import type { LookupRecord } from '../format.ts';
import type { Model } from '../model.ts';
import type { Columns } from './columns.ts';
import type { Item } from './item.ts';
import { OtherItem } from './item.ts';
import type { EndCell, SceneCell } from './types.ts';

/** Records of the scene that other cells show: starts are calls or records, and ends are {@link EndCell}s. */
const SHOWN_OTHERWISE: ReadonlySet<string> = new Set(['start', 'ended']);
/** UDP port of name servers (RFC 1035). */
const DNS = ':53';

/** The ends of the actors that have ended. */
export function endItems(model: Model, columns: Columns): Item[] {
  return model.run.actors.flatMap(({ name, kind, ended }): Item[] => {
    const column = columns.ofActor(name);
    if (ended === undefined || column === undefined) return [];
    const { at } = ended;
    const isBad = ended.reason === 'signal' || ended.reason === 'limit' || (ended.code ?? 0) !== 0;
    const last =
      kind === 'program'
        ? model.callsOf(name).findLast((call) => call.kind === 'exit' && call.process === 1)
        : undefined;
    const cell: EndCell = { kind: 'end', column, at, end: ended, ...(isBad ? { mood: 'bad' } : {}) };
    return [new OtherItem(['end', at, column, 0], () => cell, { call: last?.n ?? 0 })];
  });
}

/** What the scene did to actors and hosts; the end of the scene is in the first column. */
export function sceneItems({ trace }: Model, columns: Columns): Item[] {
  return trace.scene.flatMap((record): Item[] => {
    const { n, at, event, actor, host, text } = record;
    if (SHOWN_OTHERWISE.has(event)) return [];
    const ofActor = actor === undefined ? undefined : columns.ofActor(actor);
    const column = ofActor ?? (host === undefined ? 0 : columns.ofHost(host));
    if (column === undefined) return [];
    const cell: SceneCell = {
      kind: 'scene',
      column,
      at,
      event,
      ...(text === undefined ? {} : { text }),
      ...(host === undefined ? {} : { host }),
    };
    return [new OtherItem(['scene', at, column, n], () => cell)];
  });
}

/** The name lookups that are not on the wire: those that are, are drawn as packets. */
export function lookupItems(model: Model, columns: Columns): Item[] {
  const { lookups } = model.trace;
  if (lookups.length === 0) return [];
  const drawn = new Set(
    model.datagrams.filter(({ destination }) => destination.endsWith(DNS)).map(({ source }) => source),
  );
  const askers = new Map(
    model.trace.calls
      .filter(({ socket }) => socket?.local !== undefined && socket.protocol.startsWith('UDP'))
      .map(({ socket, actor }) => [socket!.local!, actor]),
  );
  return lookups
    .filter(({ remote }) => !drawn.has(remote))
    .flatMap((record) => {
      const column = askerOf(record, askers, columns);
      return column === undefined ? [] : [lookupItem(record, column)];
    });
}

/** Who asked: the actor with that socket, or the first one on the host. */
function askerOf(
  { remote }: LookupRecord,
  askers: ReadonlyMap<string, string>,
  columns: Columns,
): number | undefined {
  const actor = askers.get(remote);
  if (actor !== undefined) return columns.ofActor(actor);
  return columns.ofAddress(splitEndpoint(remote).address);
}

function lookupItem({ n, at, name, type, answer, code }: LookupRecord, column: number): Item {
  return new OtherItem(['lookup', at, column, n], () => ({
    kind: 'lookup',
    column,
    at,
    name,
    type,
    answer,
    code,
    ...(code === 'NOERROR' ? {} : { mood: 'bad' as const }),
  }));
}
