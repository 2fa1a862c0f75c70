/** The kind `sockets`: the rows of the socket tables of hosts. */
import type { SocketRecord } from '../../format.ts';
import type { OwnField } from '../kind.ts';
import { own, recordKind } from '../kind.ts';
import { endpoint, numberAndTime } from './common-fields.ts';

const fields: readonly OwnField<SocketRecord>[] = [
  own(
    'socket.state',
    'str',
    'The state, as ss(8) and netstat(8) name it',
    'socket.state == "LISTEN"',
    ({ state }) => state,
  ),
  own(
    'socket.moment',
    'str',
    'Why the table was read: start, accept, end, …',
    'socket.moment == "end"',
    ({ moment }) => moment,
  ),
  own('socket.host', 'str', 'The host', 'socket.host == "server"', ({ host }) => host),
  own(
    'socket.protocol',
    'str',
    'tcp, tcp6, udp or udp6',
    'socket.protocol == "udp"',
    ({ protocol }) => protocol,
  ),
  ...endpoint<SocketRecord>('socket.local', 'Its own end', ({ local }) => local),
  ...endpoint<SocketRecord>('socket.remote', 'Its other end', ({ remote }) => remote),
  own(
    'socket.receive_queue',
    'u32',
    'Bytes that came and were not received',
    'socket.receive_queue > 0',
    ({ receiveQueue }) => receiveQueue,
  ),
  own(
    'socket.send_queue',
    'u32',
    'Bytes that were sent and not acknowledged',
    'socket.send_queue > 0',
    ({ sendQueue }) => sendQueue,
  ),
  ...numberAndTime<SocketRecord>('socket', 'row'),
];

/** The rows of the socket tables. */
export const sockets = recordKind<SocketRecord>({
  name: 'sockets',
  prefix: 'socket',
  title: "the rows of the hosts' socket tables, each time that they were read",
  file: 'sockets.ndjson',
  fields,
  records: ({ trace }) => trace.sockets,
});
