/** Does the program send the request to the server, exactly? */
import { quote } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { UdpFacts } from '../facts.ts';
import { REQUEST } from '../facts.ts';

/** At least one datagram reached the server's address and port, and each is the request, byte for byte. */
export const request: Check<UdpFacts, never> = {
  needs: [],
  title: () => `sends the datagram ${quote(REQUEST)} to the server`,
  ask: ({ requests, datagrams, endpoints }) => {
    const where = Object.values(endpoints).join(' and ');
    const expected = `datagrams with ${quote(REQUEST)} to ${where}`;
    if (requests.length === 0) {
      const [first] = datagrams;
      return first === undefined
        ? outcome(false, expected, 'no datagram')
        : outcome(false, expected, `a datagram to ${first.datagram.destination}`, [
            { packet: first.datagram.packet },
          ]);
    }
    const other = requests.find(({ bytes }) => new TextDecoder('latin1').decode(bytes) !== REQUEST);
    const { datagram, bytes } = other ?? requests[0]!;
    return outcome(other === undefined, expected, quote(bytes), [{ packet: datagram.packet }]);
  },
};
