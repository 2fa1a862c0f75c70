/** Misconceptions that show before a byte is sent: the command line, the name, the address, the port, the kind of socket. */
import type { CallRecord } from '@wireside/trace';
import { callName, escapeBytes, lastLines, lastWords, splitEndpoint } from '@wireside/trace';
import type { Failed, Finding } from '../../diagnosis.ts';
import { lastAttempt } from '../calls.ts';
import { generalReason } from '../general.ts';
import { endText } from '../end-text.ts';
import type { ClientFacts, ProgramFacts } from '../facts.ts';

/** Lines at the end of an output that may say how to use the program. */
const LAST_LINES = 6;
/** A program's own words about its command line. */
const USAGE = /^\s*(?:usage|syntax)\b/im;
/** A source line of the program's own that reads its arguments, as an interpreter quotes it. */
const READS_ARGUMENTS = /\b(?:argv|args|ARGV)\b/;

/** The words of the command line that are the program's arguments. */
export function argumentsOf({ model }: ProgramFacts): readonly string[] {
  const { command } = model.program;
  return command.slice(1);
}

/** The program could not make sense of its arguments, and never opened a socket. @param before what it was to do first. */
export function findWrongCommandLine(
  facts: ProgramFacts,
  before = 'it opened a connection',
): Finding | undefined {
  if (facts.end.reason !== 'exited') return undefined;
  if (facts.calls.some(({ kind }) => kind === 'socket')) return undefined;
  const said = lastWords(facts.errors);
  const last = lastLines(facts.errors, LAST_LINES);
  const words = argumentsOf(facts);
  const isQuoted =
    said !== undefined && words.some((word) => word !== '' && said.message.includes(`'${word}'`));
  const isIndex = said !== undefined && /index|unpack/i.test(said.message) && READS_ARGUMENTS.test(last);
  const isUsage = said === undefined && (USAGE.test(last) || USAGE.test(lastLines(facts.output, LAST_LINES)));
  if (!isQuoted && !isIndex && !isUsage) return undefined;
  const what =
    said === undefined
      ? 'it printed how to use it'
      : `its last words are "${said.message}"${said.place === undefined ? '' : ` (${said.place})`}`;
  return {
    text:
      `The program ended before ${before}, because of its command line: ${what}. ` +
      `It was started as the handout says: ${facts.model.program.command.join(' ')}. ` +
      `Check how many arguments it takes, and in which order.`,
    evidence: evidenceOf(facts.calls.findLast(({ kind }) => kind === 'exit')),
  };
}

/** The program asked for a name that is not on its command line, and that the network does not know. Only for one that never reached the server. */
export function findHostHardCoded(facts: ProgramFacts): Finding | undefined {
  const words = argumentsOf(facts);
  const asked = facts.model.trace.lookups.find(
    ({ name, code }) => code === 'NXDOMAIN' && !words.includes(name),
  );
  if (asked === undefined) return undefined;
  const call = facts.calls.find(({ kind, socket }) => kind === 'send' && socket?.local === asked.remote);
  const name = escapeBytes(new TextEncoder().encode(asked.name));
  return {
    text:
      `The program asked for "${name}", which this network does not know${call === undefined ? '' : ` (${callName(call)})`}. ` +
      `It was started as: ${facts.model.program.command.join(' ')}. Take the name of the server from the arguments; do not write it into the program.`,
    evidence: evidenceOf(call),
  };
}

/** connect() went to the server, but to another port. */
export function findPortHardCoded(facts: ClientFacts): Finding | undefined {
  if (facts.main !== undefined || facts.server === undefined) return undefined;
  const server = splitEndpoint(facts.server);
  const attempt = facts.calls.find(
    ({ kind, args, socket }) =>
      kind === 'connect' &&
      socket?.protocol.startsWith('TCP') === true &&
      splitEndpoint(args ?? '').port !== server.port,
  );
  const target = splitEndpoint(attempt?.args ?? '');
  const hosts = facts.model.run.hosts.flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
  if (
    attempt === undefined ||
    !hosts.includes(target.address) ||
    argumentsOf(facts).includes(String(target.port))
  )
    return undefined;
  return {
    text:
      `${callName(attempt)} went to port ${target.port}, but the server was at port ${server.port}, as the command line said. ` +
      `Take the port from the arguments; do not write it into the program.`,
    evidence: evidenceOf(attempt),
  };
}

/** connect() went to another IPv4 address than the server's. */
export function findAddressHardCoded(facts: ClientFacts): Finding | undefined {
  if (facts.main !== undefined || facts.server === undefined) return undefined;
  const attempt = lastAttempt(facts);
  if (attempt?.args === undefined || attempt.args === facts.server) return undefined;
  const { address } = splitEndpoint(attempt.args);
  const isServer = splitEndpoint(facts.server).address === address;
  if (isServer || !/^[\d.]+$/.test(address) || argumentsOf(facts).includes(address)) return undefined;
  return {
    text:
      `${callName(attempt)} went to ${attempt.args}, but the server was at ${facts.server}, ` +
      `as the command line said. Take the address and the port from the arguments; do not write them into the program.`,
    evidence: evidenceOf(attempt),
  };
}

/** The program sent datagrams where a connection was asked for. */
export function findUdpSocket(facts: ClientFacts): Finding | undefined {
  if (facts.main !== undefined || lastAttempt(facts) !== undefined) return undefined;
  const { server } = facts;
  const send = facts.calls.find(
    ({ kind, socket, args }) =>
      kind === 'send' &&
      socket?.protocol.startsWith('UDP') === true &&
      (args === server || socket.remote === server),
  );
  if (send === undefined || server === undefined) return undefined;
  return {
    text: `${callName(send)} sent a UDP datagram to ${server}, but the server is reached over TCP. Create the socket with SOCK_STREAM, and connect it.`,
    evidence: evidenceOf(send),
  };
}

/** The socket is an IPv6 socket, and no connection came about. */
export function findIpv6Socket(facts: ClientFacts): Finding | undefined {
  if (facts.main !== undefined || facts.server === undefined) return undefined;
  const attempts = facts.calls.filter(
    ({ kind, socket }) => kind === 'connect' && socket?.protocol.startsWith('TCP') === true,
  );
  const [first] = attempts;
  if (first === undefined || attempts.some(({ socket }) => socket?.protocol !== 'TCPv6')) return undefined;
  return {
    text: `${callName(first)} uses IPv6, but the server is reached over IPv4 (${facts.server}). Create the socket with AF_INET.`,
    evidence: evidenceOf(first),
  };
}

/** No server is listening, and the program does not report it as the handout asks. */
export function findRefusalIgnored(facts: ClientFacts, failed: Failed<'refused'>): Finding | undefined {
  if (!failed.has('refused')) return undefined;
  const attempts = facts.calls.filter((call) => call.kind === 'connect' && call.error === 'ECONNREFUSED');
  const last = attempts.at(-1);
  if (last === undefined) return undefined;
  const { end } = facts;
  if (end.reason === 'exited' && end.code !== 0) return undefined;
  const then =
    end.reason === 'exited'
      ? 'the program then exited with status 0, which means success'
      : attempts.length > 1
        ? `the program tried again, ${attempts.length} times in total, and did not exit`
        : `the program did not exit (it ${endText(end)})`;
  return {
    text:
      `No server is listening on that port, so ${callName(last)} was refused; ${then}. ` +
      `Print what went wrong on standard error, and exit with a status other than 0.`,
    evidence: evidenceOf(last),
  };
}

/** The error message about the refusal went to standard output. */
export function findErrorOnOutput(facts: ClientFacts, failed: Failed<'refused'>): Finding | undefined {
  const [line] = facts.lines;
  if (!failed.has('refused') || line === undefined || facts.errors.length > 0) return undefined;
  if (facts.end.reason !== 'exited' || facts.end.code === 0) return undefined;
  const write = facts.calls.find(({ kind, fd }) => kind === 'output' && fd === 1);
  return {
    text:
      `The program prints its error on standard output: line ${line.number}${write === undefined ? '' : `, by ${callName(write)} to descriptor 1`}. ` +
      `Standard output is for results, which another program may read; print errors on standard error (in Python, file=sys.stderr).`,
    evidence: [{ line: line.number }],
  };
}

/** An error that nothing caught, or a signal, ended the program: as the rule about all programs says it. */
export function findCrash(facts: ProgramFacts, failed: Failed<'refused'>): Finding | undefined {
  // Where no server is listening, a program may end by an error that nothing caught: its status is not 0.
  if (facts.server === undefined && !failed.has('refused')) return undefined;
  return generalReason(facts.model, 'crash');
}

/** The program ended by itself early: what it said last. @param before what it was to do first. */
export function findEndedBefore(facts: ProgramFacts, before = 'it opened a connection'): Finding | undefined {
  if (lastAttempt(facts) !== undefined || facts.end.reason !== 'exited') return undefined;
  const said = lastWords(facts.errors);
  if (said !== undefined) return undefined;
  const last = lastLines(facts.errors, 1) || lastLines(facts.output, 1);
  return {
    text:
      `The program ${endText(facts.end)} before ${before}${last === '' ? ', and printed nothing' : `. The last line that it printed: ${last}`}. ` +
      `It was started as the handout says: ${facts.model.program.command.join(' ')}.`,
    evidence: evidenceOf(facts.calls.findLast(({ kind }) => kind === 'exit')),
  };
}

const evidenceOf = (call: CallRecord | undefined): Finding['evidence'] =>
  call === undefined ? [] : [{ call: call.n }];
