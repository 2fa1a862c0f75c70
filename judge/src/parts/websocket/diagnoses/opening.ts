/** Misconceptions about the upgrade, and about the command. */
import { callName, quote } from '@wireside/trace';
import { WEBSOCKET_OPCODE as OPCODE } from '@wireside/wire';
import { indexOfBytes } from '../../../common/bytes.ts';
import { isCrashed, mainCalls } from '../../../common/calls.ts';
import { argumentsOf } from '../../../common/diagnoses/starting.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { WebsocketFacts } from '../facts.ts';
import { opcodeName } from '../frames.ts';

type Sent = Failed<'upgrades' | 'command'>;

const latin1 = new TextDecoder('latin1');

/** What a request of HTTP begins with. */
const REQUEST = /^[A-Z]{1,20} \S* HTTP\//;
const MAX_REQUEST = 4096;

/** The first bytes of the program are no request of HTTP. */
export function findPlainTcp(facts: WebsocketFacts, failed: Sent): Finding | undefined {
  const { main, sent } = facts;
  const [first] = main?.outgoing.sends ?? [];
  if (!failed.has('upgrades') || first?.lane !== 'calls' || sent.length === 0) return undefined;
  if (main?.connection.tls !== undefined) return undefined;
  if (REQUEST.test(latin1.decode(sent.subarray(0, MAX_REQUEST)))) return undefined;
  const call = facts.model.call(first.n);
  if (call === undefined) return undefined;
  const bytes = sent.subarray(first.offset, first.offset + first.length);
  return {
    text:
      `${callName(call)} sent ${quote(bytes)}, as over TCP alone. A WebSocket begins with HTTP: ` +
      `a request GET / with Upgrade: websocket, and the answer 101; frames come after that. Open it with a WebSocket library, or write the request yourself (RFC 6455, 4.1).`,
    evidence: [{ call: call.n }],
  };
}

/** The WebSocket is open, and the program sends no frame. */
export function findNoCommand(facts: WebsocketFacts, failed: Sent): Finding | undefined {
  const { own, upgrade, end, case: asked } = facts;
  if (!failed.has('command') || own.length > 0 || upgrade === undefined || isCrashed(facts)) return undefined;
  const after = mainCalls(facts, 'send').find(({ n }) => n > (receiveOfUpgrade(facts) ?? Infinity));
  if (after !== undefined) return undefined;
  const waits =
    end.reason === 'limit' && end.waitingIn !== undefined ? `; the program waits in ${end.waitingIn}()` : '';
  return {
    text:
      `The WebSocket is open (packet ${upgrade.packet}), but the program sends no message on it, and the server waits for the command${waits}. ` +
      `Send ${quote(asked.command)} as a text message first.`,
    evidence: [{ packet: upgrade.packet }],
  };
}

/** The call that received the end of the answer 101. */
function receiveOfUpgrade({ main, upgrade }: WebsocketFacts): number | undefined {
  const end = upgrade?.end ?? 0;
  return main?.incoming.receives.find(
    ({ lane, offset, length }) => lane === 'calls' && offset + length >= end,
  )?.n;
}

/** The command came in a frame of another kind: binary, or a control frame. */
export function findWrongOpcode({ own, case: asked }: WebsocketFacts, failed: Sent): Finding | undefined {
  if (!failed.has('command')) return undefined;
  const command = new TextEncoder().encode(asked.command);
  const frame = own.find(({ payload }) => indexOfBytes(payload, command) >= 0);
  if (frame === undefined || frame.opcode === OPCODE.text || frame.opcode === OPCODE.continuation)
    return undefined;
  const what =
    frame.opcode === OPCODE.binary
      ? 'Many libraries choose by the type of what you send: give them a text, not bytes.'
      : 'Control frames keep and end the WebSocket, and programs at the other end do not see what they carry: send a message.';
  return {
    text: `The command is in ${opcodeName(frame.opcode)} (opcode ${frame.opcode}, packet ${frame.packet}); the server takes it as a text message (opcode ${OPCODE.text}). ${what}`,
    evidence: [{ packet: frame.packet }],
  };
}

/** The command is followed by white space or zero bytes. */
export function findNewlineAfterCommand(
  { said, case: asked }: WebsocketFacts,
  failed: Sent,
): Finding | undefined {
  const [first] = said;
  if (!failed.has('command') || first === undefined) return undefined;
  const text = latin1.decode(first.bytes);
  const extra = text.slice(asked.command.length);
  if (!text.startsWith(asked.command) || !/^[\s\0]+$/.test(extra)) return undefined;
  const { packet } = first.frames[0]!;
  return {
    text:
      `The program sent ${quote(first.bytes)}: the command followed by ${quote(extra)} (packet ${packet}). ` +
      `A message has a length of its own and needs no end. Send only the ${asked.command.length} bytes of the command.`,
    evidence: [{ packet }],
  };
}

/** The first message is another text than the command. */
export function findWrongCommand(facts: WebsocketFacts, failed: Sent): Finding | undefined {
  const [first] = facts.said;
  const { command } = facts.case;
  if (!failed.has('command') || first === undefined || facts.isAnswered) return undefined;
  const { packet } = first.frames[0]!;
  const words = argumentsOf(facts);
  const text = latin1.decode(first.bytes);
  if (text === command) return undefined;
  const which = words.includes(text)
    ? `That is another argument of its command line, ${words.join(' ')}: the command is the last one.`
    : 'Send the command exactly as it is on the command line, with nothing before or after it.';
  return {
    text: `The first message of the program is ${quote(first.bytes)} (packet ${packet}), not ${quote(command)}. ${which}`,
    evidence: [{ packet }],
  };
}
