/** Does the program send the command in one text message? */
import { quote } from '@wireside/trace';
import { WEBSOCKET_OPCODE as OPCODE } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { WebsocketFacts } from '../facts.ts';
import { opcodeName } from '../frames.ts';

/** The program sends one message; it is text, and it is the command. */
export const command: Check<WebsocketFacts, 'masks'> = {
  needs: ['masks'],
  title: (asked) => `sends ${quote(asked.case.command)} in one text message`,
  ask: ({ said, own, isAnswered, case: { command: asked } }) => {
    const expected = `${quote(asked)} in a text message (opcode ${OPCODE.text}), and no other message`;
    const evidence = said.slice(0, 3).map(({ frames }) => ({ packet: frames[0]!.packet }));
    const [first, second] = said;
    if (first === undefined) {
      const [other] = own;
      const got =
        other === undefined ? 'no frame' : `${opcodeName(other.opcode)} with ${quote(other.payload)}`;
      return outcome(false, expected, got, other === undefined ? [] : [{ packet: other.packet }]);
    }
    const one = `${opcodeName(first.opcode)} with ${quote(first.bytes)}`;
    if (second !== undefined)
      return outcome(false, expected, `${one}, and after it ${quote(second.bytes)}`, evidence);
    const isCommand = first.opcode === OPCODE.text && new TextDecoder('latin1').decode(first.bytes) === asked;
    const got = isCommand && !isAnswered ? `${one}; the program left before the server had read it` : one;
    return outcome(isCommand && isAnswered, expected, got, evidence);
  },
};
