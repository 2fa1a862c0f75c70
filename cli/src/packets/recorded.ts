/** What a command line names: a run, or a capture alone. */
import { statSync } from 'node:fs';
import type { Model } from '@wireside/trace';
import { closedFor, closedForText, escape } from '@wireside/trace';
import { openModel } from '@wireside/trace/node';
import type { Capture, Paragraph } from '@wireside/wire';
import { countText } from '@wireside/wire';
import { findRun, showName } from '../run-folders.ts';
import { isRun } from '../run-summary.ts';
import { readCapture } from './read-capture.ts';

/** The argument of a command that takes either. */
export const RUN_OR_FILE =
  'a run: its folder, "last", or the beginning of its id; or a pcap or pcapng file; - is standard input';

/** A capture, and the run that it belongs to. */
export interface Recorded {
  readonly capture: Capture;
  /** The run, if it is one. */
  readonly model?: Model;
  /** The name by which it can be shown. */
  readonly run?: string;
}

/**
 * Opens a run or a capture.
 * @throws {UsageError} when there is neither, or it cannot be read
 */
export async function openRecorded(what: string): Promise<Recorded> {
  const isFile = what === '-' || statSync(what, { throwIfNoEntry: false })?.isFile() === true;
  // A path that looks like a file is reported as one that does not exist.
  if (isFile || (!isRun(what) && /\.(pcap|pcapng|cap)(\.gz)?$/.test(what)))
    return { capture: await readCapture(what) };
  const folder = findRun(what);
  const model = await openModel(folder);
  return { capture: model.capture, model, run: showName(folder) };
}

/** What the packets alone cannot tell, by the stream: that the system closed a connection, and not its program. */
export function systemClosings(model: Model): (stream: number) => Paragraph[] {
  const closed = closedFor(model);
  return (stream) =>
    [...closed]
      .filter(([packet]) => model.capture.table.stream[packet - 1] === stream)
      .map(([packet, why]) => ({
        text: `Packet ${packet}: ${escape(closedForText(why))}.`,
        packets: [packet],
      }));
}

/** What only the run knows: how many packets its network dropped, of all connections together. */
export function networkDrops({ run }: Model): Paragraph[] {
  const dropped = run.impairments.reduce((sum, one) => sum + (one.dropped ?? 0), 0);
  return dropped === 0
    ? []
    : [{ text: `The network of this run dropped ${countText(dropped, 'packet')}.`, packets: [] }];
}
