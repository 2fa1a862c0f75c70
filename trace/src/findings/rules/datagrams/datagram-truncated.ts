/** A datagram that is longer than the buffer that receives it. */
import { countText, numberText } from '@wireside/wire';
import type { Rule } from '../../finding.ts';
import { callName } from '../../words.ts';

/** A receive took the beginning of a datagram, and the kernel threw the rest away. */
export const datagramTruncated: Rule = {
  id: 'datagram-truncated',
  severity: 'wrong',
  title: 'A datagram that is longer than the buffer',
  silent: 'The program asked for that, with MSG_TRUNC or MSG_PEEK.',
  source: 'man 7 udp; man 2 recv, MSG_TRUNC',
  example:
    'recvfrom() (call 9) asked for 20 bytes, but the datagram in packet 3 has 47: the other 27 bytes are lost, because each receive takes one whole datagram. ' +
    'It is one of 3 datagrams that were cut. Give recvfrom() a buffer for the longest datagram: 65,507 bytes are enough over IPv4.',
  find: (run) => {
    const { model } = run;
    return run.programs.flatMap((program) => {
      const cut = model.datagrams.flatMap(({ packet, length, to }) =>
        to.flatMap(({ actor, receive }) => {
          if (actor !== program.name || receive?.lane !== 'calls') return [];
          const call = model.call(receive.n);
          if (call?.size === undefined || call.sizes !== undefined || call.ret === undefined) return [];
          const isCut = call.size < length && call.ret === call.size && call.size > 0;
          return isCut && !/MSG_(TRUNC|PEEK)/.test(call.args ?? '')
            ? [{ call, packet, length, size: call.size }]
            : [];
        }),
      );
      const [first] = cut;
      if (first === undefined) return [];
      const { call, packet, length, size } = first;
      return [
        {
          actor: program.name,
          text:
            `${callName(call)} asked for ${countText(size, 'byte')}, but the datagram in packet ${packet} has ${numberText(length)}: ` +
            `the other ${countText(length - size, 'byte')} are lost, because each receive takes one whole datagram.` +
            (cut.length > 1 ? ` It is one of ${cut.length} datagrams that were cut.` : ''),
          change: `Give ${call.name}() a buffer for the longest datagram: 65,507 bytes are enough over IPv4.`,
          evidence: [{ call: call.n }, { packet }],
        },
      ];
    });
  },
};
