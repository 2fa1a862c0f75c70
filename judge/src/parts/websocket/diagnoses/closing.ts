/** Misconceptions about pings, and about the end of a WebSocket. */
import { callName, lastWords, quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { isCrashed } from '../../../common/calls.ts';
import { endText } from '../../../common/end-text.ts';
import { generalReason } from '../../../common/general.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { pingsOf } from '../checks/answers-ping.ts';
import { unsentAtClose } from '../checks/closes.ts';
import type { WebsocketFacts } from '../facts.ts';
import { closeCodeText, receiveOf } from '../facts.ts';

/** What libraries call the exception by which they report the end of a WebSocket. */
const CLOSED = /Connection\w*Closed(?!Error)/;

/** The library reported the server's close frame by an exception, which ended the program. */
export function findClosedException(
  facts: WebsocketFacts,
  failed: Failed<'messages' | 'flood' | 'ends'>,
): Finding | undefined {
  const { serverClose, errors, end } = facts;
  const said = lastWords(errors);
  if (!failed.has('ends') || serverClose === undefined || said === undefined || !isCrashed(facts))
    return undefined;
  if (!CLOSED.test(said.message)) return undefined;
  const place = said.place === undefined ? '' : ` (${said.place})`;
  return {
    text:
      `The server's close frame${closeCodeText(serverClose)} came in packet ${serverClose.packet}; the library reports it by an exception, which nothing caught, and the program ${endText(end)}: ${said.message}${place}. ` +
      `That is how a WebSocket ends, not a mistake: catch this exception, leave the loop, and exit with status 0.`,
    evidence: [{ packet: serverClose.packet }],
  };
}

/** The ping that came with the answer 101 was not answered, and a later one was. */
export function findPingLost(facts: WebsocketFacts, failed: Failed<'answers-ping'>): Finding | undefined {
  const { all, open } = pingsOf(facts);
  const [ping] = open;
  const { upgrade } = facts;
  if (!failed.has('answers-ping') || ping === undefined || upgrade === undefined) return undefined;
  if (ping !== all[0] || open.length === all.length) return undefined;
  const receive = receiveOf(facts, ping.offset);
  const call = receive === undefined ? undefined : facts.model.call(receive.n);
  if (receive === undefined || call === undefined || receive.offset >= upgrade.end) return undefined;
  return {
    text:
      `${callName(call)} returned the end of the answer 101 and, right behind it, the ping ${quote(ping.payload)} (packet ${ping.packet}). It was not answered, and a later one was: what came after the empty line was thrown away. ` +
      `Keep what a receive returned after the empty line: it is the beginning of the frames.`,
    evidence: [{ call: call.n }, { packet: ping.packet }],
  };
}

/** No ping was answered. */
export function findPingUnanswered(
  facts: WebsocketFacts,
  failed: Failed<'answers-ping'>,
): Finding | undefined {
  const { all, open } = pingsOf(facts);
  // The first one came with the answer 101, and may have been lost with it.
  const last = open.at(-1);
  if (!failed.has('answers-ping') || last === undefined || open.length < all.length || all.length < 2)
    return undefined;
  const receive = receiveOf(facts, last.offset + last.length - 1);
  if (receive === undefined) return undefined;
  const call = facts.model.call(receive.n);
  return {
    text:
      `The program received the ping ${quote(last.payload)} in packet ${last.packet}${call === undefined ? '' : ` (${callName(call)})`}, and sent no pong with these bytes. ` +
      `A ping (opcode 9) asks whether the other end is there: answer it by a pong (opcode 10) with the same payload, masked like every frame of a client. It is no message: do not print it.`,
    evidence: [{ packet: last.packet }, ...(call === undefined ? [] : [{ call: call.n }])],
  };
}

/** The program sent its close frame before the last message. */
export function findClosesEarly(facts: WebsocketFacts, failed: Failed<'closes'>): Finding | undefined {
  const { ownClose, serverClose, messages } = facts;
  if (!failed.has('closes') || ownClose === undefined || isCrashed(facts)) return undefined;
  if (serverClose !== undefined && serverClose.packet < ownClose.packet) return undefined;
  const left = unsentAtClose(facts);
  const which = messages.length === 0 ? 'the flood' : `${left} of ${countText(messages.length, 'message')}`;
  return {
    text:
      `The program sent its close frame in packet ${ownClose.packet}, before the server had sent ${which}. ` +
      `A client cannot know how many messages will come: receive and print in a loop, until the server's close frame ends it.`,
    evidence: [{ packet: ownClose.packet }],
  };
}

/** The server closed, and the program sent no close frame. */
export function findCloseUnanswered(facts: WebsocketFacts, failed: Failed<'closes'>): Finding | undefined {
  const { serverClose, ownClose, main, end } = facts;
  if (!failed.has('closes') || serverClose === undefined || ownClose !== undefined || isCrashed(facts))
    return undefined;
  const packet = main?.outgoing.fin ?? main?.outgoing.reset;
  const how =
    end.reason === 'limit'
      ? 'the program sent none'
      : `the program ended its side of TCP${packet === undefined ? '' : ` (packet ${packet})`} without one`;
  return {
    text:
      `The server's close frame${closeCodeText(serverClose)} is in packet ${serverClose.packet}, and ${how}. ` +
      `Answer a close frame (opcode 8) by a close frame with the same code, masked, and close the socket then. A library does that when you receive until the end.`,
    evidence: [{ packet: serverClose.packet }, ...(packet === undefined ? [] : [{ packet }])],
  };
}

/** The server closed, and the program did not end. */
export function findHangsAtEnd(facts: WebsocketFacts, failed: Failed<'ends'>): Finding | undefined {
  const { end, serverClose, model } = facts;
  if (!failed.has('ends') || end.reason !== 'limit' || serverClose === undefined) return undefined;
  // A loop that goes on receiving does not wait.
  if (generalReason(model, 'busy-loop') !== undefined) return undefined;
  const where = end.waitingIn === undefined ? '' : ` It was waiting in ${end.waitingIn}().`;
  return {
    text:
      `The server's close frame${closeCodeText(serverClose)} came in packet ${serverClose.packet}, but the program kept running.${where} ` +
      `Nothing comes after a close frame: leave the loop, close the WebSocket, and exit.`,
    evidence: [{ packet: serverClose.packet }],
  };
}
