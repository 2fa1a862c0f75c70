/** The kind `calls`: the system calls of programs. */
import type { CallRecord } from '../../format.ts';
import type { OwnField } from '../kind.ts';
import { own, recordKind } from '../kind.ts';
import { dataBytes, endpoint, numberAndTime } from './common-fields.ts';

/** An endpoint at the beginning of the other arguments of a call. */
const ENDPOINT = /^(?:\[[^\]]{1,60}\]|\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}/;

const fields: readonly OwnField<CallRecord>[] = [
  own(
    'call.name',
    'str',
    "The kernel's name of the call (man 2)",
    'call.name == "recvfrom"',
    ({ name }) => name,
  ),
  own(
    'call.kind',
    'str',
    'What it does, whatever its name: socket, option, bind, listen, accept, connect, send, receive, shutdown, close, wait, input, output, process, exit, other',
    'call.kind == "receive"',
    ({ kind }) => kind,
  ),
  own('call.ret', 'i32', 'What it returned; none where it never did', 'call.ret > 0', ({ ret }) => ret),
  own('call.error', 'str', 'The error (man 3 errno)', 'call.error == "ECONNREFUSED"', ({ error }) => error),
  own('call.fd', 'i32', 'The file descriptor', 'call.fd == 1', ({ fd }) => fd),
  own('call.actor', 'str', 'The actor that made it', 'call.actor == $program', ({ actor }) => actor),
  ...numberAndTime<CallRecord>('call', 'call'),
  own(
    'call.took',
    'dur',
    'How long it took, in seconds; none where it never returned',
    'call.took > 0.1',
    ({ took }) => (took === undefined ? undefined : took / 1e6),
  ),
  own(
    'call.args',
    'str',
    'The other arguments, as text',
    'call.args contains "SO_REUSEADDR"',
    ({ args }) => args,
  ),
  ...endpoint<CallRecord>(
    'call.target',
    'The endpoint in the arguments of connect, bind, accept, sendto and recvfrom',
    (call) => (call.args === undefined ? undefined : ENDPOINT.exec(call.args)?.[0]),
  ),
  own(
    'call.protocol',
    'str',
    "The socket's protocol: TCP, TCPv6, UDP, UDPv6, …",
    'call.protocol == "UDP"',
    ({ socket }) => socket?.protocol,
  ),
  ...endpoint<CallRecord>('call.local', "The socket's own end", ({ socket }) => socket?.local),
  ...endpoint<CallRecord>('call.remote', "The socket's other end", ({ socket }) => socket?.remote),
  own(
    'call.size',
    'u64',
    'Size of the buffer of a receive, or what a send was given, in bytes',
    'call.size == 1',
    ({ size }) => size,
  ),
  own(
    'call.data',
    'bytes',
    'The first bytes that were sent or received',
    'call.data contains "GET"',
    ({ data }) => dataBytes(data),
  ),
  own(
    'call.process',
    'u32',
    "The actor's processes and threads, from 1",
    'call.process == 1',
    ({ process }) => process,
  ),
  own(
    'call.times',
    'u32',
    'How many identical calls in a row the record stands for',
    'call.times > 1',
    ({ times }) => times ?? 1,
  ),
];

/** The system calls of programs. */
export const calls = recordKind<CallRecord>({
  name: 'calls',
  prefix: 'call',
  title: 'the system calls of programs, in the order in which they began',
  file: 'calls.ndjson',
  fields,
  records: ({ trace }) => trace.calls,
  evidence: ({ n }) => ({ call: n }),
});
