/** A SYN that RST answered. */
import { durationText } from '../../basics/words.ts';
import { endpointText } from '../../streams/tcp-streams.ts';
import { otherSide } from '../../conversations/opening.ts';
import type { CaptureRule } from '../finding.ts';
import { livesOf } from '../streams.ts';

/** A connection was refused. */
export const refused: CaptureRule = {
  id: 'refused',
  severity: 'suspicious',
  title: 'A connection that was refused',
  silent: 'The SYN was answered with SYN-ACK, or not at all.',
  source: 'RFC 9293, 3.10.7.1',
  example:
    '10.0.0.2:33984 asked 10.0.0.1:7000 for a connection (packet 3), and RST came back 11 µs later (packet 4): no program listens on that port, or a filter on the way refuses it. ' +
    'Check the address and the port, and whether the server runs.',
  find: (capture) => {
    const told = new Set<string>();
    return livesOf(capture).flatMap((life) => {
      const { kind, opener = 'client', syn, refusal } = life.opening;
      if (kind !== 'refused' || syn === undefined || refusal === undefined) return [];
      const [own, other] = [endpointText(life[opener]), endpointText(life[otherSide(opener)])];
      // A client that tries again and again says nothing new.
      if (told.has(other)) return [];
      told.add(other);
      const after = durationText(capture.table.between(syn - 1, refusal - 1));
      return [
        {
          stream: life.stream,
          packets: [refusal, syn],
          text: `${own} asked ${other} for a connection (packet ${syn}), and RST came back ${after} later (packet ${refusal}): no program listens on that port, or a filter on the way refuses it.`,
          change: 'Check the address and the port, and whether the server runs.',
        },
      ];
    });
  },
};
