/** The stream that a command line names, or an error that lists the streams of the capture. */
import { TcpStream, endpointText, tcpStreams, udpStreams } from '@wireside/wire';
import type { Capture, Side } from '@wireside/wire';
import { UsageError } from '../usage-error.ts';

/** Maximum number of streams listed in the error. */
const MAX_LISTED = 12;

/** Checks that a stream exists. @throws {UsageError} with the streams that exist */
export function checkStream(capture: Capture, protocol: 'tcp' | 'udp', stream: number): void {
  const count = protocol === 'tcp' ? capture.tcp.flows.count : capture.udp.count;
  if (stream < count) return;
  const name = protocol.toUpperCase();
  if (count === 0) {
    const other = protocol === 'tcp' ? capture.udp.count : capture.tcp.flows.count;
    const hint =
      other === 0
        ? 'wireside packets lists its packets.'
        : protocol === 'tcp'
          ? `It has UDP conversations; follow one with --udp.`
          : 'It has TCP streams; leave --udp out.';
    throw new UsageError(`The capture has no ${name} stream.`, hint);
  }
  const some = protocol === 'tcp' ? tcpStreams(capture) : udpStreams(capture);
  const lines = some
    .slice(0, MAX_LISTED)
    .map(({ id, client, server }) => `  ${id}  ${endpointText(client)} → ${endpointText(server)}`);
  if (count > MAX_LISTED) lines.push(`  and ${count - MAX_LISTED} more`);
  throw new UsageError(
    `There is no ${name} stream ${stream}. Streams in this capture:\n${lines.join('\n')}`,
    'Streams are numbered from 0.',
  );
}

/** The side that sent more; the client where both sent the same. */
export function busierSide(capture: Capture, stream: number): Side {
  const { toServer, toClient } = new TcpStream(capture, stream);
  return toClient.length > toServer.length ? 'server' : 'client';
}
