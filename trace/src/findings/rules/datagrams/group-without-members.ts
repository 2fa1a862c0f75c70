/** Datagrams to a group that nobody joined. */
import { countText } from '@wireside/wire';
import { splitEndpoint } from '../../../endpoint.ts';
import type { Rule } from '../../finding.ts';
import { isGroup } from '../../multicast.ts';

/** No socket of the run had joined the group, on the port to which the datagrams went. */
export const groupWithoutMembers: Rule = {
  id: 'group-without-members',
  severity: 'note',
  title: 'Datagrams to a group that nobody joined',
  silent: 'Someone joined the group, or the run is on a real network, where others may have.',
  source: 'RFC 1112, 6.1 and 7.1; man 7 ip, IP_ADD_MEMBERSHIP',
  example:
    'The program sent 3 datagrams to 224.1.1.1:5005 (the first in packet 3), and nobody here joined this group.',
  find: (run) => {
    if (run.model.run.network === 'real') return [];
    return run.programs.flatMap((program) => {
      const lonely = run.model.datagrams.filter(
        ({ destination, to, from }) =>
          from.actor === program.name && to.length === 0 && isGroup(splitEndpoint(destination).address),
      );
      const groups = [...new Set(lonely.map(({ destination }) => destination))].slice(0, MAX_GROUPS);
      return groups.map((group) => {
        const own = lonely.filter(({ destination }) => destination === group);
        return {
          actor: program.name,
          text: `${run.nameOf(program)} sent ${countText(own.length, 'datagram')} to ${group} (the first in packet ${own[0]!.packet}), and nobody here joined this group.`,
          evidence: [{ packet: own[0]!.packet }],
        };
      });
    });
  },
};

/** Groups that are told of. */
const MAX_GROUPS = 4;
