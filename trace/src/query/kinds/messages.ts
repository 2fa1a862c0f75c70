/** The kind `messages`: the messages that peers announced, whether they arrived or not. */
import type { MessageRecord } from '../../format.ts';
import type { OwnField } from '../kind.ts';
import { own, recordKind } from '../kind.ts';
import { endpoint, numberAndTime } from './common-fields.ts';

const fields: readonly OwnField<MessageRecord>[] = [
  own(
    'message.text',
    'str',
    'The text; none where it is long',
    'message.text contains "data 3"',
    ({ text }) => text,
  ),
  own(
    'message.index',
    'u32',
    'Number of the message on its connection, from 0',
    'message.index == 0',
    ({ message }) => message,
  ),
  own('message.length', 'u64', 'Bytes', 'message.length > 1000', ({ length }) => length),
  own(
    'message.offset',
    'u64',
    'Where it begins in the stream',
    'message.offset == 0',
    ({ offset }) => offset,
  ),
  own(
    'message.over',
    'str',
    'What carries it: tls, websocket, tls+websocket or udp; none of TCP itself',
    'message.over == "tls"',
    ({ over }) => over,
  ),
  own('message.actor', 'str', 'The actor that sends it', 'message.actor == "pmu"', ({ actor }) => actor),
  own(
    'message.connection',
    'u32',
    "The actor's number for the connection, from 0",
    'message.connection == 0',
    ({ connection }) => connection,
  ),
  ...endpoint<MessageRecord>('message.local', "The sender's end", ({ local }) => local),
  ...endpoint<MessageRecord>('message.remote', 'The other end', ({ remote }) => remote),
  ...numberAndTime<MessageRecord>('message', 'message'),
];

/** The messages of peers. */
export const messages = recordKind<MessageRecord>({
  name: 'messages',
  prefix: 'message',
  title: 'the messages that servers and clients of ours sent, each announced before its first byte is sent',
  file: 'messages.ndjson',
  fields,
  records: ({ trace }) => trace.messages,
});
