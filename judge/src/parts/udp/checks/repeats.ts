/** Does the program send its request again until it has read an acknowledgment? */
import { callName } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { UdpFacts } from '../facts.ts';

/** The program has read an acknowledgment. */
export const repeats: Check<UdpFacts, 'request'> = {
  needs: ['request'],
  title: () => 'sends the request again until an acknowledgment comes, and reads that',
  ask: ({ model, requests, acknowledgments, acknowledged, end }) => {
    const expected = 'an acknowledgment, read by the program';
    if (acknowledged !== undefined) {
      const { text, read, datagram } = acknowledged;
      const got = `${callName(model.call(read.call)!)} returned ${text}`;
      return outcome(true, expected, got, [{ packet: datagram.packet }, { call: read.call }]);
    }
    const [arrived] = acknowledgments;
    const sent = countText(requests.length, 'request');
    const got =
      arrived === undefined
        ? `${sent} and no acknowledgment; it ${endText(end)}`
        : `${sent}; ${arrived.text} arrived and was not read; it ${endText(end)}`;
    const packet = (arrived?.datagram ?? requests.at(-1)?.datagram)?.packet;
    return outcome(false, expected, got, packet === undefined ? [] : [{ packet }]);
  },
};
