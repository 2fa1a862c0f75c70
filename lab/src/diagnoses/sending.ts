/** Misconceptions about the command: its bytes, and how often it is sent. */
import { escapeBytes } from '@wireside/peers';
import { quote } from '../facts/text.ts';
import { callName, type Diagnosis, mainCalls } from './diagnosis.ts';

const latin1 = new TextDecoder('latin1');

const newlineAfterCommand: Diagnosis = {
  id: 'newline-after-command',
  find: (facts, failed) => {
    if (!failed.has('command')) return null;
    const { command } = facts.case;
    const sent = latin1.decode(facts.sent);
    const extra = sent.slice(command.length);
    if (!sent.startsWith(command) || extra === '' || !/^[\s\0]+$/.test(extra)) return null;
    const call = mainCalls(facts, 'send').at(-1);
    const packet = facts.main?.toPeer.packets.at(-1)?.packet;
    return {
      text:
        `${call === undefined ? 'The program' : callName(call)} sent ${quote(facts.sent)}: the command, and ` +
        `${quote(extra)} after it${packet === undefined ? '' : ` (packet ${packet})`}. ` +
        `The server takes the bytes as they are, so to it this is another command. Send the ${command.length} bytes of the command alone.`,
      evidence: [
        ...(call === undefined ? [] : [{ call: call.n }]),
        ...(packet === undefined ? [] : [{ packet }]),
      ],
    };
  },
};

const nothingSent: Diagnosis = {
  id: 'no-command',
  find: (facts, failed) => {
    if (!failed.has('command') || facts.main === null || facts.sent.length > 0) return null;
    const waiting = mainCalls(facts, 'receive').find((call) => call.ret === null);
    return {
      text:
        `The program connected but sent no byte. The server waits for the command${waiting === undefined ? '' : `, and the program waits in ${callName(waiting)} for the server`}. ` +
        `Send ${quote(facts.case.command)} first.`,
      evidence: waiting === undefined ? [] : [{ call: waiting.n }],
    };
  },
};

const sentTwice: Diagnosis = {
  id: 'command-sent-twice',
  find: (facts, failed) => {
    if (!failed.has('command')) return null;
    const { command } = facts.case;
    const elsewhere = facts.connections.filter(
      (connection) => connection.remote === facts.server && connection.toPeer.carried > 0,
    );
    const again = latin1.decode(facts.sent).split(command).length - 1;
    if (again < 2 && elsewhere.length < 2) return null;
    const calls = facts.trace.calls.filter(
      (call) => call.kind === 'send' && call.data?.includes(command) === true,
    );
    const where = elsewhere.length < 2 ? `on one connection` : `on ${elsewhere.length} connections`;
    return {
      text: `The command was sent ${Math.max(again, elsewhere.length)} times ${where}. The server answers each command once; send it exactly once.`,
      evidence: calls.slice(0, 3).map(({ n }) => ({ call: n })),
    };
  },
};

const wrongCommand: Diagnosis = {
  id: 'wrong-command',
  unless: ['newline-after-command', 'no-command', 'command-sent-twice'],
  find: (facts, failed) => {
    if (!failed.has('command') || facts.sent.length === 0) return null;
    const call = mainCalls(facts, 'send')[0];
    return {
      text:
        `The server received "${escapeBytes(facts.sent, 60)}", where "${facts.case.command}" was asked for. ` +
        `Send the command as it stands on the command line, as ASCII bytes, with nothing before or after it.`,
      evidence: call === undefined ? [] : [{ call: call.n }],
    };
  },
};

export const SENDING: readonly Diagnosis[] = [newlineAfterCommand, nothingSent, sentTwice, wrongCommand];
