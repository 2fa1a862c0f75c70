/** RST in an open connection. */
import { endpointText } from '../../streams/tcp-streams.ts';
import { otherSide } from '../../conversations/opening.ts';
import type { CaptureRule } from '../finding.ts';
import { livesOf } from '../streams.ts';

/** A connection ended with RST after it had been open. */
export const reset: CaptureRule = {
  id: 'reset',
  severity: 'note',
  title: 'A connection that ended with RST',
  silent: 'The connection was refused, or RST came after both ends had closed.',
  source: 'RFC 9293, 3.5.2 and 3.10.7',
  example:
    '10.0.0.1:5000 ended the connection with 10.0.0.2:33984 by RST (packet 12), after packet 11 of the other end. ' +
    'Bytes that were acknowledged but not read yet are lost then; packets do not show what a program had read.',
  find: (capture) =>
    livesOf(capture).flatMap((life) => {
      const { reset: seen, kind } = life.closing;
      if (seen === undefined || seen.reason === 'port-closed' || kind !== 'reset') return [];
      const [own, other] = [endpointText(life[seen.from]), endpointText(life[otherSide(seen.from)])];
      const after = seen.after === undefined ? '' : `, after packet ${seen.after} of the other end`;
      return [
        {
          stream: life.stream,
          packets: [seen.packet, ...(seen.after === undefined ? [] : [seen.after])],
          text:
            `${own} ended the connection with ${other} by RST (packet ${seen.packet})${after}. ` +
            'Bytes that were acknowledged but not read yet are lost then; packets do not show what a program had read.',
        },
      ];
    }),
};
