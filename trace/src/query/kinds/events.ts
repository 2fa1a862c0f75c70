/** The kind `events`: what peers saw and did. */
import type { PeerRecord } from '../../format.ts';
import type { OwnField } from '../kind.ts';
import { own, recordKind } from '../kind.ts';
import { dataBytes, endpoint, numberAndTime } from './common-fields.ts';

const fields: readonly OwnField<PeerRecord>[] = [
  own(
    'event.name',
    'str',
    'What happened: listen, accept, receive, send, close, …',
    'event.name == "accept"',
    ({ event }) => event,
  ),
  own('event.actor', 'str', 'The actor', 'event.actor == "pmu"', ({ actor }) => actor),
  own(
    'event.peer',
    'str',
    'The name of the peer in the catalog',
    'event.peer == "echo"',
    ({ actor }, model) => {
      const found = model.actor(actor);
      return found?.kind === 'peer' ? found.peer : undefined;
    },
  ),
  own(
    'event.note',
    'str',
    'What the peer says about it',
    'event.note contains "refused"',
    ({ note }) => note,
  ),
  own('event.data', 'bytes', 'The first bytes', 'event.data contains "CMD"', ({ data }) => dataBytes(data)),
  own('event.length', 'u64', 'Bytes', 'event.length > 1000', ({ length }) => length),
  own(
    'event.offset',
    'u64',
    'Offset of the first byte in the stream',
    'event.offset == 0',
    ({ offset }) => offset,
  ),
  own(
    'event.message',
    'u32',
    'Number of the message, from 0',
    'event.message == 2',
    ({ message }) => message,
  ),
  own(
    'event.connection',
    'u32',
    "The actor's number for the connection, from 0",
    'event.connection == 0',
    ({ connection }) => connection,
  ),
  ...endpoint<PeerRecord>('event.local', "The peer's end", ({ local }) => local),
  ...endpoint<PeerRecord>('event.remote', 'The other end', ({ remote }) => remote),
  ...numberAndTime<PeerRecord>('event', 'event'),
];

/** The events of peers. */
export const events = recordKind<PeerRecord>({
  name: 'events',
  prefix: 'event',
  title: 'what servers and clients of ours saw and did',
  file: 'peer.ndjson',
  fields,
  records: ({ trace }) => trace.peer,
  evidence: ({ n }) => ({ peer: n }),
});
