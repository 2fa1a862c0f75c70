/** Rules about what is sent and received on connections: how much, when it ends, what becomes of it. */
import type { Rule } from '../../finding.ts';
import { characterCut } from './character-cut.ts';
import { receiveTakenForMessage } from './receive-taken-for-message.ts';
import { resetByLinger } from './reset-by-linger.ts';
import { resetUnread } from './reset-unread.ts';
import { shortSend } from './short-send.ts';
import { sigpipe } from './sigpipe.ts';

/** The rules in the order in which they are reported. */
export const BYTES: readonly Rule[] = [
  resetUnread,
  sigpipe,
  shortSend,
  receiveTakenForMessage,
  characterCut,
  resetByLinger,
];
