/** What checks and diagnoses ask about: a trace, joined, beside what the case expects. */
import { pmuFlood, pmuMessages, type PmuInput } from '@wireside/peers';
import {
  type CallRecord,
  type JoinedConnection,
  joinTrace,
  type OutputLine,
  outputBytes,
  outputLines,
  overlapping,
  overlappingRecords,
  type PacketSpan,
  type RecordSpan,
  type RunEnd,
  type Span,
  type Trace,
} from '@wireside/trace';
import { tcpStreams } from '@wireside/wire';
import type { Edition, PartCase } from '../content/schema.ts';

/** One message that the peer sends, and what became of it. */
export interface MessageFact extends Span {
  /** From 0, whatever number its text has. */
  index: number;
  text: string;
  /** Calls that received its bytes; more than one means that it was cut. */
  receives: RecordSpan[];
  packets: PacketSpan[];
  /** When its last byte was on the wire for the first time; null when it never was. */
  arrivedAt: number | null;
}

export interface Facts {
  trace: Trace;
  case: PartCase;
  edition: Edition;
  /** The peer's endpoint as the program sees it; null when nobody listens. */
  server: string;
  /** All TCP connections that the program opened, in their order. */
  connections: JoinedConnection[];
  /** The first that the peer accepted. */
  main: JoinedConnection | null;
  /** Bytes on the wire in each direction of it. */
  sent: Uint8Array;
  received: Uint8Array;
  call(n: number): CallRecord;
  /** What the program should get; one of them, by the case's command. */
  messages: MessageFact[];
  flood: Uint8Array | null;
  lines: OutputLine[];
  output: Uint8Array;
  errors: Uint8Array;
  /** The server's FIN. */
  serverFin: { packet: number; at: number } | null;
  end: RunEnd;
}

/** Gathers the facts of a run. */
export function gatherFacts(trace: Trace, partCase: PartCase, edition: Edition): Facts {
  const connections = joinTrace(trace).filter((connection) => connection.client);
  const peer = trace.run.peers[0];
  const server = peer === undefined ? '' : endpoint(peer.address, peer.port);
  const main =
    connections.find(({ remote, connection }) => remote === server && connection !== undefined) ?? null;
  const stream = main === null ? undefined : tcpStreams(trace.capture)[main.stream];
  const calls = new Map(trace.calls.map((call) => [call.n, call]));
  const options = peer?.options as PmuInput | undefined;
  const isFlood = partCase.command === 'CMD_floodme';
  const fin = main?.toProgram.fin;
  return {
    trace,
    case: partCase,
    edition,
    server,
    connections,
    main,
    sent: stream?.toServer.bytes() ?? new Uint8Array(0),
    received: stream?.toClient.bytes() ?? new Uint8Array(0),
    call: (n) => calls.get(n) as CallRecord,
    messages: options === undefined || isFlood ? [] : messageFacts(pmuMessages(options), main),
    flood: options !== undefined && isFlood ? pmuFlood(options) : null,
    lines: outputLines(trace.output, 'stdout', trace.calls),
    output: outputBytes(trace.output, 'stdout').bytes,
    errors: outputBytes(trace.output, 'stderr').bytes,
    serverFin: fin === undefined ? null : { packet: fin, at: trace.capture.packet(fin - 1).time },
    end: trace.run.ended ?? { reason: 'stopped', at: 0 },
  };
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function messageFacts(texts: readonly string[], main: JoinedConnection | null): MessageFact[] {
  let offset = 0;
  return texts.map((text, index) => {
    const span = { offset, length: text.length };
    offset += text.length;
    const packets = main === null ? [] : overlapping(main.toProgram.packets, span);
    const last = main === null ? [] : overlapping(main.toProgram.packets, { offset: offset - 1, length: 1 });
    return {
      index,
      text,
      ...span,
      packets,
      receives: main === null ? [] : overlappingRecords(main.toProgram.calls, span),
      arrivedAt: last.length === 0 ? null : Math.min(...last.map(({ at }) => at)),
    };
  });
}
