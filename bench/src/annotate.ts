/** Finishes a run's capture: each packet gets the calls that sent and received its bytes as its comment. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packetComments, readTrace, type TraceWriter } from '@wireside/trace';
import { withComments } from '@wireside/wire';

/** Rewrites wire.pcapng in place; Wireshark shows the comments, and filters find them (frame.comment). */
export function annotate(writer: TraceWriter): void {
  const file = 'wire.pcapng';
  const capture = readFileSync(join(writer.folder, file));
  writer.replace(file, withComments(capture, packetComments(readTrace(writer.folder))));
}
