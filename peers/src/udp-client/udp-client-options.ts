/** The options of the client for any server over UDP. */
import { countBytes, unescapeText } from '../common/escape.ts';
import { badValue } from '../common/option-problem.ts';
import type { PeerOptionProblem } from '../common/option-problem.ts';
import { serverName, serverPort } from '../common/option-rows.ts';
import type { OptionsOf } from '../common/option-table.ts';
import { defineOptions } from '../common/option.ts';
import { checkText, textRow } from '../common/text-row.ts';
import { MAX_DATAGRAM } from '../transport/udp-socket.ts';

/** What it sends. */
const TEXT = textRow(
  'What it sends, in one datagram; \\n, \\r, \\t, \\\\ and \\x00 stand for bytes. Empty for an empty datagram.',
);

/** The options of the client. */
export const udpClientOptions = defineOptions(
  'udp-client',
  [
    serverName('127.0.0.1'),
    serverPort(5000),
    TEXT,
    {
      name: 'lines',
      type: 'boolean',
      default: false,
      description:
        'true: each line of the text is a datagram of its own, without its \\n; an empty line is an empty datagram.',
    },
    {
      name: 'count',
      type: 'integer',
      min: 1,
      max: 10_000,
      default: 1,
      description: 'How often it sends all of that.',
    },
    {
      name: 'pause',
      type: 'number',
      min: 0,
      max: 3600,
      default: 0,
      description: 'Seconds from one datagram to the next.',
    },
    // Without a protocol, nothing says how many datagrams are an answer.
    {
      name: 'expects',
      type: 'integer',
      min: 0,
      max: 1_000_000,
      default: 1,
      description: 'Number of answers after which it ends; 0: it ends as soon as it has sent everything.',
    },
    {
      name: 'timeout',
      type: 'number',
      min: 0.01,
      max: 86_400,
      default: 5,
      description: 'Seconds that it waits for the next answer, once it has sent everything.',
    },
  ],
  (options) => {
    const problems = checkText('udp-client', TEXT, options.text);
    return problems.length > 0 ? problems : checkLengths(options);
  },
);

/** All options of the client, complete. */
export type UdpClientOptions = OptionsOf<typeof udpClientOptions.table>;

/** What the options say about the datagrams. */
interface Wanted {
  readonly text: string;
  readonly lines: boolean;
}

/** What the client sends, one datagram after the other; the text is known to be valid. */
export function datagramsOf({ text, lines }: Wanted): readonly Buffer[] {
  const bytes = unescapeText(text)!;
  if (!lines) return [bytes];
  // A newline ends a line: nothing follows the last one.
  const parts = bytes.toString('latin1').replace(/\n$/, '').split('\n');
  return parts.map((part) => Buffer.from(part, 'latin1'));
}

/** No datagram is longer than UDP can carry. */
function checkLengths(options: Wanted): readonly PeerOptionProblem[] {
  const isGood = datagramsOf(options).every(({ length }) => length <= MAX_DATAGRAM);
  if (isGood) return [];
  return [
    badValue(
      'udp-client',
      TEXT,
      options.text,
      `a text of at most ${countBytes(MAX_DATAGRAM)} in each datagram`,
    ),
  ];
}
