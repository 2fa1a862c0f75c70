/** Misconceptions about the command: its bytes, and how often it is sent. */
import { callName, escapeBytes, quote } from '@wireside/trace';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { isCrashed, mainCalls } from '../../../common/calls.ts';
import type { PacketizationFacts } from '../facts.ts';

const latin1 = new TextDecoder('latin1');

/** The command is followed by white space or zero bytes. */
export function findNewlineAfterCommand(
  facts: PacketizationFacts,
  failed: Failed<'command'>,
): Finding | undefined {
  if (!failed.has('command')) return undefined;
  const { command } = facts.case;
  const sent = latin1.decode(facts.sent);
  const extra = sent.slice(command.length);
  if (!sent.startsWith(command) || !/^[\s\0]+$/.test(extra)) return undefined;
  const sends = mainCalls(facts, 'send');
  const call = sends.at(-1);
  // Of several calls, none sent all of it.
  const sender = call === undefined || sends.length > 1 ? 'The program' : callName(call);
  const packet = facts.main?.outgoing.packets.at(-1)?.packet;
  return {
    text:
      `${sender} sent ${quote(facts.sent)}: the command followed by ` +
      `${quote(extra)}${packet === undefined ? '' : ` (packet ${packet})`}. ` +
      `The server takes the bytes as they are, so to it this is a different command. Send only the ${command.length} bytes of the command.`,
    evidence: [
      ...(call === undefined ? [] : [{ call: call.n }]),
      ...(packet === undefined ? [] : [{ packet }]),
    ],
  };
}

/** The program connected and sent nothing. */
export function findNoCommand(facts: PacketizationFacts, failed: Failed<'command'>): Finding | undefined {
  if (!failed.has('command') || facts.main === undefined || facts.sent.length > 0 || isCrashed(facts))
    return undefined;
  const waiting = mainCalls(facts, 'receive').find((call) => call.ret === undefined);
  const both = waiting === undefined ? '' : `, and the program waits for the server in ${callName(waiting)}`;
  return {
    text:
      `The program connected but sent no bytes. The server waits for the command${both}. ` +
      `Send ${quote(facts.case.command)} first.`,
    evidence: waiting === undefined ? [] : [{ call: waiting.n }],
  };
}

/** The command was sent several times, on one connection or on several. */
export function findCommandSentTwice(
  facts: PacketizationFacts,
  failed: Failed<'command'>,
): Finding | undefined {
  if (!failed.has('command')) return undefined;
  const { command } = facts.case;
  const used = facts.connections.filter(
    (connection) => connection.remote === facts.server && connection.outgoing.carried > 0,
  );
  const again = latin1.decode(facts.sent).split(command).length - 1;
  if (again < 2 && used.length < 2) return undefined;
  const calls = facts.calls.filter((call) => call.kind === 'send' && call.data?.includes(command) === true);
  const where = used.length < 2 ? 'on one connection' : `on ${used.length} connections`;
  return {
    text: `The command was sent ${Math.max(again, used.length)} times ${where}. The server answers each command once; send it exactly once.`,
    evidence: calls.slice(0, 3).map(({ n }) => ({ call: n })),
  };
}

/** What was sent is another text than the command. */
export function findWrongCommand(facts: PacketizationFacts, failed: Failed<'command'>): Finding | undefined {
  if (!failed.has('command') || facts.sent.length === 0) return undefined;
  const call = mainCalls(facts, 'send')[0];
  const words = facts.model.program.command.slice(1);
  const sent = latin1.decode(facts.sent);
  if (words.includes(sent)) {
    return {
      text:
        `The program sent "${escapeBytes(facts.sent)}", which is another argument of its command line: ${words.join(' ')}. ` +
        `The command is the last one, "${facts.case.command}".`,
      evidence: call === undefined ? [] : [{ call: call.n }],
    };
  }
  return {
    text:
      `The server received "${escapeBytes(facts.sent)}" instead of "${facts.case.command}". ` +
      `Send the command exactly as it is given on the command line, as ASCII bytes, with nothing before or after it.`,
    evidence: call === undefined ? [] : [{ call: call.n }],
  };
}
