/** The kind `lookups`: questions to the name server of the network. */
import type { LookupRecord } from '../../format.ts';
import type { OwnField } from '../kind.ts';
import { own, recordKind } from '../kind.ts';
import { endpoint, numberAndTime } from './common-fields.ts';

const fields: readonly OwnField<LookupRecord>[] = [
  own('lookup.name', 'str', 'The name in question', 'lookup.name == $server', ({ name }) => name),
  own('lookup.type', 'str', 'What is asked for: A, AAAA, …', 'lookup.type == "AAAA"', ({ type }) => type),
  own(
    'lookup.answer',
    'str',
    'The addresses of the answer',
    'lookup.answer == $address',
    ({ answer }) => answer,
  ),
  own('lookup.code', 'str', 'NOERROR, NXDOMAIN, …', 'lookup.code == "NXDOMAIN"', ({ code }) => code),
  ...endpoint<LookupRecord>('lookup.remote', 'The end that asked', ({ remote }) => remote),
  ...numberAndTime<LookupRecord>('lookup', 'question'),
];

/** The questions to the name server. */
export const lookups = recordKind<LookupRecord>({
  name: 'lookups',
  prefix: 'lookup',
  title: 'the questions to the name server of the network, with their answers',
  file: 'lookups.ndjson',
  fields,
  records: ({ trace }) => trace.lookups,
});
