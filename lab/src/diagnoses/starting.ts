/** Misconceptions that show before a byte was sent: the command line, the address, the family, crashes. */
import { lastAttempt } from '../checks/connects.ts';
import type { Facts } from '../facts/facts.ts';
import { endText } from '../facts/ending.ts';
import { lastLines } from '../facts/last-lines.ts';
import type { Diagnosis } from './diagnosis.ts';

const argumentsText = (facts: Facts): string => `${facts.trace.run.command.join(' ')}`;

const wrongCommandLine: Diagnosis = {
  id: 'wrong-command-line',
  find: (facts) => {
    if (lastAttempt(facts) !== undefined || facts.end.reason !== 'exited') return null;
    const text = lastLines(facts.errors, 40) + lastLines(facts.output, 40);
    // Or it took them in another order, and asked for a host or a port that there is not.
    const aboutArguments =
      /usage|argument|argv|IndexError|expected \d+ |out of range|invalid literal|parameter|required|Servname not supported|Name or service not known|getaddrinfo|ENOTFOUND|nodename nor servname|UnknownHost|NumberFormat|invalid (port|digit)/i.test(
        text,
      );
    if (!aboutArguments) return null;
    return {
      text:
        `The program ended before it opened a connection, and complained about its command line. ` +
        `It was started as the handout says: ${argumentsText(facts)}. ` +
        `Check how many arguments it takes, and in which order.`,
      evidence: [],
    };
  },
};

const addressHardCoded: Diagnosis = {
  id: 'address-hard-coded',
  find: (facts) => {
    if (facts.main !== null || facts.server === '') return null;
    const attempt = lastAttempt(facts);
    if (attempt?.args === undefined || attempt.args === facts.server || attempt.args.startsWith('['))
      return null;
    if (!/^[\d.]+:\d+$/.test(attempt.args)) return null;
    return {
      text:
        `${attempt.name}() (call ${attempt.n}) went to ${attempt.args}, but the server was at ${facts.server}, ` +
        `as the command line said. Take the address and the port from the arguments; do not write them into the program.`,
      evidence: [{ call: attempt.n }],
    };
  },
};

const ipv6Socket: Diagnosis = {
  id: 'ipv6-socket',
  find: (facts) => {
    if (facts.main !== null) return null;
    const attempt = lastAttempt(facts);
    const socket = facts.trace.calls.find(
      (call) => call.kind === 'socket' && call.socket?.protocol === 'TCPv6',
    );
    const call = attempt?.args?.startsWith('[') === true ? attempt : socket;
    if (call === undefined) return null;
    return {
      text:
        `${call.name}() (call ${call.n}) uses IPv6, but the server is reached over IPv4 (${facts.server}). ` +
        `Make the socket with AF_INET.`,
      evidence: [{ call: call.n }],
    };
  },
};

const connectionRefused: Diagnosis = {
  id: 'connection-refused',
  unless: ['address-hard-coded', 'ipv6-socket', 'crashed'],
  find: (facts, failed) => {
    const attempts = facts.trace.calls.filter(
      (call) => call.kind === 'connect' && call.error === 'ECONNREFUSED',
    );
    const last = attempts.at(-1);
    if (last === undefined) return null;
    if (facts.server !== '') {
      return failed.has('connects')
        ? {
            text: `${last.name}() (call ${last.n}) to ${last.args ?? '?'} was refused: nobody listens there. The server was at ${facts.server}.`,
            evidence: [{ call: last.n }],
          }
        : null;
    }
    if (facts.end.reason === 'exited' && facts.end.code !== 0) return null;
    const what =
      facts.end.reason === 'exited'
        ? 'the program then ended with status 0, which tells its caller that all went well'
        : attempts.length > 1
          ? `the program tried again, ${attempts.length} times in all, and did not end`
          : `the program did not end (it ${endText(facts.end)})`;
    return {
      text:
        `Nobody listens at that port, so ${last.name}() (call ${last.n}) was refused; ${what}. ` +
        `Print what went wrong, and end with a status other than 0.`,
      evidence: [{ call: last.n }],
    };
  },
};

const crashed: Diagnosis = {
  id: 'crashed',
  unless: ['wrong-command-line', 'utf8-per-chunk'],
  find: (facts, failed) => {
    if (facts.server === '' && !failed.has('refused')) return null;
    const { end } = facts;
    const errors = lastLines(facts.errors, 4);
    const trace = /Traceback|Exception|panicked|Error:|at .*\(.*:\d+/.test(errors);
    if (end.reason === 'signal' || (end.reason === 'exited' && end.code !== 0 && trace)) {
      const exit = facts.trace.calls.findLast((call) => call.kind === 'exit');
      return {
        text: `The program crashed: it ${endText(end)}.${errors === '' ? ' It wrote nothing about why.' : ` The last that it wrote:\n${errors}`}`,
        evidence: exit === undefined ? [] : [{ call: exit.n }],
      };
    }
    return null;
  },
};

export const STARTING: readonly Diagnosis[] = [
  wrongCommandLine,
  addressHardCoded,
  ipv6Socket,
  crashed,
  connectionRefused,
];
