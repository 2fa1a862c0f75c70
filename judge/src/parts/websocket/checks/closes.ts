/** Does the program answer the server's close frame? */
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { WebsocketFacts } from '../facts.ts';
import { closeCodeText } from '../facts.ts';

/** How many messages the server had not sent whole when the program sent its close frame. */
export function unsentAtClose({ ownClose, messages, flood, floodFrames }: WebsocketFacts): number {
  const rows = flood === undefined ? messages.map(({ frames }) => frames) : [floodFrames];
  const isSent = (frames: (typeof rows)[number]): boolean => {
    const last = frames.at(-1);
    return last?.isFinal === true && last.packet < (ownClose?.packet ?? 0);
  };
  return rows.filter((frames) => !isSent(frames)).length;
}

/** A close frame of the program comes after that of the server; or before it, but after the last message. */
export const closes: Check<WebsocketFacts, 'command'> = {
  needs: ['command'],
  title: () => "answers the server's close frame by its own",
  ask: (facts) => {
    const { ownClose, serverClose, end } = facts;
    const expected = 'a close frame of the program after that of the server';
    if (ownClose === undefined) {
      const got =
        serverClose === undefined
          ? `the server had not sent its close frame; the program ${endText(end)}`
          : `the server's close frame is in packet ${serverClose.packet}, and the program sent none; it ${endText(end)}`;
      return outcome(false, expected, got, serverClose === undefined ? [] : [{ packet: serverClose.packet }]);
    }
    const got = `${closeCodeText(ownClose) === '' ? 'one without a code' : `one${closeCodeText(ownClose)}`} in packet ${ownClose.packet}`;
    if (serverClose !== undefined && serverClose.packet < ownClose.packet)
      return outcome(true, expected, got, [{ packet: serverClose.packet }, { packet: ownClose.packet }]);
    const left = unsentAtClose(facts);
    return outcome(
      left === 0,
      expected,
      left === 0 ? `${got}, after the last message` : `${got}, before ${countText(left, 'message')} had come`,
      [{ packet: ownClose.packet }],
    );
  },
};
