/** A datagram that is sent again because no answer came. */
import { countText, listText } from '@wireside/wire';
import type { Capture } from '@wireside/wire';
import type { Datagram } from '../../../datagram.ts';
import { splitEndpoint } from '../../../endpoint.ts';
import type { Rule } from '../../finding.ts';
import { isGroup } from '../../multicast.ts';
import { seconds } from '../../words.ts';

/** Times between two that are listed. */
const MAX_GAPS = 5;
/** Ends that are told of. */
const MAX_ENDS = 4;

/** The program sent the same bytes to the same end again, and nothing had come from there. */
export const requestRepeated: Rule = {
  id: 'request-repeated',
  severity: 'note',
  title: 'A request that is sent again',
  silent: 'An answer came between the two, their bytes differ, or they went to a group.',
  source: 'RFC 8085, 3.1.1',
  example:
    'The program sent the same 8 bytes to 10.0.0.1:5004 3 times without an answer between: in packets 1, 2 and 3, after 1.00 s and 1.00 s. The answer came in packet 4.',
  find: (run) =>
    run.programs.flatMap((program) => {
      const payload = (packet: number): Uint8Array => payloadOf(run.model.capture, packet - 1);
      const own = run.model.datagrams.filter(({ from }) => from.actor === program.name);
      const ends = [...new Set(own.map(({ destination }) => destination))].filter(
        (end) => !isGroup(splitEndpoint(end).address),
      );
      return ends.slice(0, MAX_ENDS).flatMap((end) => {
        const sent = own.filter(({ destination }) => destination === end);
        const first = sent[0]!;
        const answer = run.model.datagrams.find(
          ({ source, destination, at }) => source === end && destination === first.source && at > first.at,
        );
        const tries = sent.filter(
          ({ at, packet, source }) =>
            source === first.source &&
            at < (answer?.at ?? Infinity) &&
            isSame(payload(packet), payload(first.packet)),
        );
        if (tries.length < 2) return [];
        const after =
          answer === undefined ? 'No answer came.' : `The answer came in packet ${answer.packet}.`;
        const gaps = gapsOf(tries);
        return [
          {
            actor: program.name,
            text:
              `${run.nameOf(program)} sent the same ${countText(first.length, 'byte')} to ${end} ${tries.length} times without an answer between: ` +
              `in packets ${listed(tries.map(({ packet }) => String(packet)))}, after ${listed(gaps)}. ${after}`,
            evidence: tries.slice(0, MAX_GAPS).map(({ packet }) => ({ packet })),
          },
        ];
      });
    }),
};

const gapsOf = (tries: readonly Datagram[]): string[] =>
  tries.slice(1).map(({ at }, place) => seconds(at - tries[place]!.at));

/** The bytes of a datagram. */
function payloadOf(capture: Capture, row: number): Uint8Array {
  const at = capture.table.payload[row]!;
  return capture.datagram(row).subarray(at, at + capture.table.payloadLength[row]!);
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, place) => byte === other[place]);

/** The first items, and how many more there are. */
function listed(items: readonly string[]): string {
  const left = items.length - MAX_GAPS;
  return listText(left > 0 ? [...items.slice(0, MAX_GAPS), `${left} more`] : items);
}
