/** `wireside follow`: what the two ends of a conversation said. */
import { follow, followBytes, followText } from '@wireside/wire';
import type { FollowOptions, Side } from '@wireside/wire';
import type { Command } from 'commander';
import { sideName, wholeNumber } from '../packets/numbers.ts';
import { Output } from '../packets/output.ts';
import { readCapture, warnOfDamage } from '../packets/read-capture.ts';
import { checkStream } from '../packets/streams.ts';
import { UsageError } from '../usage-error.ts';

/** What the command line may say. */
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
    .description('Show what the two ends of a conversation said, in order and each byte once.')
    .argument('<file>', 'a pcap or pcapng file, packed with gzip or not; - is standard input')
    .option('--stream <n>', 'the stream, counted from 0', wholeNumber(0), 0)
    .option('--udp', 'a UDP conversation instead of a TCP stream')
    .option('--direction <side>', 'only what the client or the server sent', sideName)
    .option('--hex', 'as a dump, sixteen bytes a line')
    .option('--raw', 'the bytes themselves, for a file or a pipe')
    .action(async (file: string, options: Options) => {
      if (options.hex && options.raw)
        throw new UsageError('--hex and --raw exclude each other.', 'Leave one of them out.');
      if (options.raw && process.stdout.isTTY) {
        throw new UsageError(
          'Raw bytes might set your terminal on fire.',
          'Send them into a file or a pipe: wireside follow FILE --raw > bytes',
        );
      }
      const capture = readCapture(file);
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
      if (text === '') process.stderr.write('Nothing was said in it.\n');
    });
}
