/** The stream that a command line means; where there is none, the streams that there are. */
import { TcpStream, endpointText, tcpStreams, udpStreams } from '@wireside/wire';
import type { Capture, Side } from '@wireside/wire';
import { UsageError } from '../usage-error.ts';

/** Streams that are named. */
const MOST = 12;

/** Checks that a stream exists. Throws a UsageError with the streams that there are. */
export function checkStream(capture: Capture, protocol: 'tcp' | 'udp', stream: number): void {
  const count = protocol === 'tcp' ? capture.tcp.flows.count : capture.udp.count;
  if (stream < count) return;
  const name = protocol.toUpperCase();
  if (count === 0) {
    const other = protocol === 'tcp' ? capture.udp.count : capture.tcp.flows.count;
    const hint =
      other === 0
        ? 'wireside packets shows what is in it.'
        : protocol === 'tcp'
          ? `It has UDP conversations; follow one with --udp.`
          : 'It has TCP streams; leave --udp out.';
    throw new UsageError(`The capture has no ${name} stream.`, hint);
  }
  const some = protocol === 'tcp' ? tcpStreams(capture) : udpStreams(capture);
  const lines = some
    .slice(0, MOST)
    .map(({ id, client, server }) => `  ${id}  ${endpointText(client)} → ${endpointText(server)}`);
  if (count > MOST) lines.push(`  and ${count - MOST} more`);
  throw new UsageError(
    `There is no ${name} stream ${stream}. There are:\n${lines.join('\n')}`,
    'Streams count from 0.',
  );
}

/** The side that sent more, for graphs of which nobody said the direction. */
export function busierSide(capture: Capture, stream: number): Side {
  const { toServer, toClient } = new TcpStream(capture, stream);
  return toClient.length > toServer.length ? 'server' : 'client';
}
