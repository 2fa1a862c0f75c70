/** Does the program answer the pings of the server? */
import { quote } from '@wireside/trace';
import { countText, WEBSOCKET_OPCODE as OPCODE } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { sameBytes } from '../../../common/bytes.ts';
import type { WebsocketFacts } from '../facts.ts';
import type { Frame } from '../frames.ts';

/** The pings of the server, and those without a pong that has their bytes. */
export function pingsOf({ own, incoming }: WebsocketFacts): {
  readonly all: Frame[];
  readonly open: Frame[];
} {
  const all = incoming.filter(({ opcode }) => opcode === OPCODE.ping);
  const pongs = own.filter(({ opcode }) => opcode === OPCODE.pong);
  const open = all.filter(
    (ping) => !pongs.some(({ packet, payload }) => packet > ping.packet && sameBytes(payload, ping.payload)),
  );
  return { all, open };
}

/** Each ping is answered by a pong with the same bytes. */
export const answersPing: Check<WebsocketFacts, 'command'> = {
  needs: ['command'],
  title: () => 'answers each ping by a pong with the same bytes',
  ask: (facts) => {
    const { all, open } = pingsOf(facts);
    const expected = 'a pong for each ping, with its bytes';
    const [first] = open;
    if (first === undefined) return outcome(true, expected, `${countText(all.length, 'ping')} answered`);
    const got = `no such pong for the ping ${quote(first.payload)} in packet ${first.packet}`;
    return outcome(false, expected, got, [{ packet: first.packet }]);
  },
};
