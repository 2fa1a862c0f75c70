/** A peer that could not make sense of what it got, and says why. */
import type { Rule } from '../../finding.ts';
import { printable } from '../../words.ts';

/** Characters of a note that are shown. */
const MAX_NOTE = 200;

/** A peer refused a connection or a message of a program. */
export const peerRefused: Rule = {
  id: 'peer-refused',
  severity: 'wrong',
  title: 'A peer that refused what it got',
  silent: 'The peer is not one of ours, or another rule knows more.',
  source: 'docs/peers',
  example: 'pmu-tls refused what 10.0.0.2:38930 sent: no TLS connection: the client speaks HTTP without TLS.',
  find: (run) => {
    const told = new Set<string>();
    return run.model.trace.peer.flatMap(({ n, at, actor, event, note, remote, connection }) => {
      if (event !== 'refuse' || note === undefined || told.has(actor)) return [];
      const [program] = run.programs;
      if (program !== undefined && at > program.endedByUsAt) return [];
      told.add(actor);
      const known = run.model.trace.peer.find(
        (one) => one.actor === actor && one.connection === connection && one.remote !== undefined,
      );
      const from = remote ?? (connection === undefined ? undefined : known?.remote);
      const stream = run.model.connections.find(
        ({ client, server }) => client.endpoint === from || server.endpoint === from,
      )?.stream;
      return [
        {
          ...(stream === undefined ? {} : { stream }),
          text: `${actor} refused what ${from ?? 'it got'}${from === undefined ? '' : ' sent'}: ${printable(note).slice(0, MAX_NOTE)}.`,
          evidence: [{ peer: n }],
        },
      ];
    });
  },
};
