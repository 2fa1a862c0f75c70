/** `wireside follow`: shows the data that the two sides of a conversation sent. */
import { follow, followBytes, followText } from '@wireside/wire';
import type { FollowOptions, Side } from '@wireside/wire';
import type { Command } from 'commander';
import { sideName, wholeNumber } from '../parse.ts';
import { Output } from '../packets/output.ts';
import { readCapture, warnOfDamage } from '../packets/read-capture.ts';
import { checkStream } from '../packets/streams.ts';
import { UsageError } from '../usage-error.ts';

/** The options of the command. */
interface Options {
  stream: number;
  direction?: Side;
  udp?: true;
  hex?: true;
  raw?: true;
}

/** Registers the command. */
export function followCommand(program: Command): void {
  program
    .command('follow')
    .description('show the data of a conversation, in order and each byte once')
    .argument('<file>', 'a pcap or pcapng file, compressed with gzip or not; - is standard input')
    .option('--stream <n>', 'the stream, counted from 0', wholeNumber(0), 0)
    .option('--udp', 'follow a UDP conversation instead of a TCP stream')
    .option('--direction <side>', 'only the data of one side: client or server', sideName)
    .option('--hex', 'print a hex dump, 16 bytes per line')
    .option('--raw', 'print the bytes themselves, for a file or a pipe')
    .action(async (file: string, options: Options) => {
      if (options.hex && options.raw)
        throw new UsageError('--hex and --raw cannot be used together.', 'Leave one of them out.');
      if (options.raw && process.stdout.isTTY) {
        throw new UsageError(
          'Raw bytes could contain control sequences that change your terminal.',
          'Write them to a file or a pipe: wireside follow FILE --raw > bytes',
        );
      }
      const capture = await readCapture(file);
      warnOfDamage(capture);
      const how: FollowOptions = { protocol: options.udp ? 'udp' : 'tcp' };
      if (options.direction !== undefined) how.direction = options.direction;
      checkStream(capture, how.protocol!, options.stream);
      const followed = follow(capture, options.stream, how);
      if (options.raw) {
        await new Promise<void>((resolve) => {
          process.stdout.write(followBytes(followed), () => resolve());
        });
        return;
      }
      const output = new Output();
      const text = followText(followed, options.hex ? 'hex' : 'text');
      await output.write(text === '' ? '' : `${text}\n`);
      await output.flush();
      if (text === '') process.stderr.write('No data was sent in it.\n');
    });
}
