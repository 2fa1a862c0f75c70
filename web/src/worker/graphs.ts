/** The graphs of one direction of a TCP connection, as series of points. */
import type { Capture, GraphKind, SeriesOf, Side } from '@wireside/wire';
import {
  endpointText,
  roundTripSeries,
  stevensSeries,
  tcptraceSeries,
  TcpStream,
  throughputSeries,
  windowSeries,
} from '@wireside/wire';

/** How a series is drawn: points, bars from `y` to `top`, a line, a line with steps. */
export type Shape = 'dots' | 'bars' | 'line' | 'steps';

/** A series: columns of one length. */
export interface GraphSeries {
  /** Its name in the texts of the page. */
  readonly name: SeriesName;
  readonly shape: Shape;
  /** Numbers of packets. */
  readonly packet: Uint32Array;
  /** Seconds since the first packet of the capture. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Upper ends of bars. */
  readonly top?: Float64Array;
}

/** Names of series. */
export type SeriesName =
  | 'segments'
  | 'again'
  | 'outOfOrder'
  | 'acks'
  | 'edge'
  | 'sacks'
  | 'roundTrip'
  | 'window'
  | 'inFlight'
  | 'rate'
  | 'goodput';

/** A graph. */
export interface Graph {
  readonly from: string;
  readonly to: string;
  readonly series: readonly GraphSeries[];
}

/** Which graph. */
export interface GraphChoice {
  readonly kind: GraphKind;
  readonly stream: number;
  readonly direction: Side;
}

interface At {
  readonly packet: number;
  readonly time: number;
}

function series<T extends At>(
  name: SeriesName,
  shape: Shape,
  points: readonly T[],
  y: (point: T) => number,
  top?: (point: T) => number,
): GraphSeries {
  return {
    name,
    shape,
    packet: Uint32Array.from(points, ({ packet }) => packet),
    x: Float64Array.from(points, ({ time }) => time),
    y: Float64Array.from(points, y),
    ...(top === undefined ? {} : { top: Float64Array.from(points, top) }),
  };
}

/** A graph; undefined if there is no such connection. */
export function graphOf(capture: Capture, { kind, stream, direction }: GraphChoice): Graph | undefined {
  if (!(stream >= 0 && stream < capture.tcp.flows.count)) return undefined;
  const { client, server } = new TcpStream(capture, stream);
  const [from, to] = direction === 'client' ? [client, server] : [server, client];
  const found = SERIES[kind](capture, { stream, direction });
  return {
    from: endpointText(from),
    to: endpointText(to),
    series: found.filter(({ x }) => x.length > 0),
  };
}

const KINDS = [
  ['new', 'segments'],
  ['out-of-order', 'outOfOrder'],
  ['retransmission', 'again'],
] as const;

const SERIES: Readonly<Record<GraphKind, (capture: Capture, of: SeriesOf) => GraphSeries[]>> = {
  stevens(capture, of) {
    const points = stevensSeries(capture, of);
    return KINDS.map(([kind, name]) =>
      series(
        name,
        'dots',
        points.filter((one) => one.kind === kind),
        ({ sequence }) => sequence,
      ),
    );
  },
  tcptrace(capture, of) {
    const { segments, acks, sacks } = tcptraceSeries(capture, of);
    return [
      series('edge', 'steps', acks, ({ edge }) => edge),
      series('acks', 'steps', acks, ({ ack }) => ack),
      ...KINDS.map(([kind, name]) =>
        series(
          name,
          'bars',
          segments.filter((one) => one.kind === kind),
          (one) => one.from,
          (one) => one.to,
        ),
      ),
      series(
        'sacks',
        'bars',
        sacks,
        (one) => one.from,
        (one) => one.to,
      ),
    ];
  },
  rtt: (capture, of) => [
    series('roundTrip', 'dots', roundTripSeries(capture, of), ({ roundTrip }) => roundTrip * 1000),
  ],
  window(capture, of) {
    const { window, inFlight } = windowSeries(capture, of);
    return [
      series('window', 'steps', window, ({ bytes }) => bytes),
      series('inFlight', 'dots', inFlight, ({ bytes }) => bytes),
    ];
  },
  throughput(capture, of) {
    const { points } = throughputSeries(capture, of);
    return [
      series('rate', 'line', points, ({ rate }) => rate),
      series('goodput', 'line', points, ({ goodput }) => goodput),
    ];
  },
};
