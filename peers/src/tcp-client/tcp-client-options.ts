/** The options of the client for any server over TCP. */
import { defineOptions } from '../common/option.ts';
import { serverName, serverPort } from '../common/option-rows.ts';
import { withDefault } from '../common/option-table.ts';
import { checkText, textRow } from '../common/text-row.ts';
import { checkCut, CROWD_ROWS, MANNER_ROWS } from '../transport/manner.ts';

/** What it sends. */
const TEXT = textRow(
  'What it sends, in one send(); \\n, \\r, \\t, \\\\ and \\x00 stand for bytes. Empty for nothing.',
);

/** The options of the client. */
export const tcpClientOptions = defineOptions(
  'tcp-client',
  [
    serverName('127.0.0.1'),
    serverPort(5000),
    TEXT,
    // Without a protocol, only the end of the stream says that an answer is complete.
    {
      name: 'expects',
      type: 'integer',
      min: 0,
      max: 100_000_000,
      default: 0,
      description: 'Number of bytes after which it closes; 0: it reads until the server closes.',
    },
    {
      name: 'readSize',
      type: 'integer',
      min: 1,
      max: 65_536,
      default: 65_536,
      description: 'Maximum number of bytes per recv().',
    },
    ...withDefault(MANNER_ROWS, 'timeout', 30),
    ...CROWD_ROWS,
  ],
  (options) => [...checkText('tcp-client', TEXT, options.text), ...checkCut('tcp-client', options)],
);
