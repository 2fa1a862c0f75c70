/** The graphs of a stream as standalone SVG documents. */
import type { Capture } from '../core/capture.ts';
import { TcpStream, endpointText } from '../streams/tcp-streams.ts';
import { countText, durationText, numberText, packetsText } from '../basics/words.ts';
import { chartSvg } from './chart.ts';
import type { ChartPoint, Layer } from './chart.ts';
import type { Point, SegmentKind, SeriesOf } from './flow.ts';
import { roundTripSeries } from './round-trip.ts';
import { stevensSeries } from './stevens.ts';
import { tcptraceSeries } from './tcptrace.ts';
import { throughputSeries } from './throughput.ts';
import { windowSeries } from './window.ts';

/** The available graphs. */
export const GRAPH_KINDS = ['stevens', 'tcptrace', 'rtt', 'window', 'throughput'] as const;
/** The name of a graph. */
export type GraphKind = (typeof GRAPH_KINDS)[number];

/** What a graph shows, before it has its title. */
interface Content {
  name: string;
  yTitle: string;
  readonly layers: readonly Layer[];
  /** A description of the picture. */
  words: string;
}

/**
 * A graph of one direction of a stream, as an SVG document.
 * @throws {RangeError} when the stream does not exist
 */
export function graphSvg(capture: Capture, kind: GraphKind, of: SeriesOf): string {
  const content = CONTENTS[kind](capture, of);
  const { client, server } = new TcpStream(capture, of.stream);
  const [from, to] = of.direction === 'client' ? [client, server] : [server, client];
  const way = `${endpointText(from)} → ${endpointText(to)}`;
  return chartSvg({
    id: `wireside-${kind}-${of.stream}-${of.direction}`,
    title: `${content.name}: ${way} (stream ${of.stream})`,
    description: `${content.name} of what ${endpointText(from)} sent to ${endpointText(to)}. ${content.words}`,
    xTitle: "Time since the capture's first packet",
    yTitle: content.yTitle,
    layers: content.layers,
  });
}

const CONTENTS: Readonly<Record<GraphKind, (capture: Capture, of: SeriesOf) => Content>> = {
  stevens(capture, of) {
    const points = stevensSeries(capture, of);
    const draw = (kind: SegmentKind): ChartPoint[] =>
      points
        .filter((point) => point.kind === kind)
        .map(({ packet, time, sequence, length }) => ({
          x: time,
          y: sequence,
          title: `packet ${packet}: number ${sequence}, ${countText(length, 'byte')}, ${durationText(time * 1e9)}`,
        }));
    return {
      name: 'Time-sequence graph (Stevens)',
      yTitle: 'Relative sequence number (bytes)',
      layers: [
        { name: 'Segments', shape: 'dots', color: 'blue', points: draw('new') },
        ...special(draw('retransmission'), draw('out-of-order'), 'diamonds'),
      ],
      words: `${countText(points.length, 'segment')} from number ${numberText(least(points.map((p) => p.sequence)))} to ${numberText(most(points.map((p) => p.sequence + p.length)))}. ${repetitionWords(points)}`,
    };
  },

  tcptrace(capture, of) {
    const { segments, acks, sacks } = tcptraceSeries(capture, of);
    const draw = (kind: SegmentKind): ChartPoint[] =>
      segments
        .filter((segment) => segment.kind === kind)
        .map(({ packet, time, from, to }) => ({
          x: time,
          y: from,
          top: to,
          title: `packet ${packet}: numbers ${from} to ${to}`,
        }));
    const repeated = acks.filter(({ isRepeated }) => isRepeated);
    const closed = acks.filter(({ isZeroWindow }) => isZeroWindow);
    return {
      name: 'Time-sequence graph (tcptrace)',
      yTitle: 'Relative sequence number (bytes)',
      layers: [
        {
          name: 'Window edge',
          shape: 'steps',
          color: 'amber',
          points: acks.map((a) => ({ x: a.time, y: a.edge })),
        },
        {
          name: 'Acknowledged',
          shape: 'steps',
          color: 'green',
          points: acks.map((a) => ({ x: a.time, y: a.ack })),
        },
        { name: 'Segments', shape: 'bars', color: 'blue', points: draw('new') },
        ...some({
          name: 'SACK blocks',
          shape: 'bars',
          color: 'violet',
          points: sacks.map((s) => ({ x: s.time, y: s.from, top: s.to, title: `packet ${s.packet}` })),
        }),
        ...some({
          name: 'Repeated ACKs',
          shape: 'crosses',
          color: 'gray',
          points: repeated.map((a) => ({ x: a.time, y: a.ack, title: `packet ${a.packet}` })),
        }),
        ...some({
          name: 'Window 0',
          shape: 'triangles',
          color: 'red',
          points: closed.map((a) => ({ x: a.time, y: a.ack, title: `packet ${a.packet}` })),
        }),
        ...special(draw('retransmission'), draw('out-of-order'), 'bars'),
      ],
      words: `${countText(segments.length, 'segment')} and ${countText(acks.length, 'answer')}. ${repetitionWords(segments)}`,
    };
  },

  rtt(capture, of) {
    const points = roundTripSeries(capture, of);
    const times = points.map(({ roundTrip }) => roundTrip);
    return {
      name: 'Round-trip times',
      yTitle: 'Round-trip time (milliseconds)',
      layers: [
        {
          name: 'From segment to acknowledgment',
          shape: 'dots',
          color: 'blue',
          points: points.map((p) => ({
            x: p.time,
            y: p.roundTrip * 1e3,
            title: `packet ${p.packet}, acknowledged in packet ${p.ack} after ${durationText(p.roundTrip * 1e9)}`,
          })),
        },
      ],
      words:
        points.length === 0
          ? 'There is nothing to measure.'
          : `${countText(points.length, 'measurement')}, from ${durationText(least(times) * 1e9)} to ${durationText(most(times) * 1e9)}.`,
    };
  },

  window(capture, of) {
    const { window, inFlight } = windowSeries(capture, of);
    const draw = (points: readonly (Point & { bytes: number })[]): ChartPoint[] =>
      points.map((p) => ({ x: p.time, y: p.bytes }));
    return {
      name: "Receiver's window and bytes in flight",
      yTitle: 'Bytes',
      layers: [
        { name: "Receiver's window", shape: 'steps', color: 'green', points: draw(window) },
        { name: 'Bytes in flight', shape: 'steps', color: 'blue', points: draw(inFlight) },
      ],
      words: `The window lies between ${countText(least(window.map((p) => p.bytes)), 'byte')} and ${countText(most(window.map((p) => p.bytes)), 'byte')}; at most ${countText(most(inFlight.map((p) => p.bytes)), 'byte')} were in flight.`,
    };
  },

  throughput(capture, of) {
    const { interval, points } = throughputSeries(capture, of);
    return {
      name: `Throughput in steps of ${durationText(interval * 1e9)}`,
      yTitle: 'Bytes per second',
      layers: [
        {
          name: 'All payload',
          shape: 'steps',
          color: 'amber',
          points: points.map((p) => ({ x: p.time, y: p.rate })),
        },
        {
          name: 'New payload',
          shape: 'steps',
          color: 'blue',
          points: points.map((p) => ({ x: p.time, y: p.goodput })),
        },
      ],
      words: `At most ${numberText(Math.round(most(points.map((p) => p.rate))))} bytes per second.`,
    };
  },
};

function special(
  repeated: readonly ChartPoint[],
  overtaken: readonly ChartPoint[],
  shape: 'bars' | 'diamonds',
): Layer[] {
  const layers: Layer[] = [
    { name: 'Retransmissions', shape: 'diamonds', color: 'red', points: repeated },
    ...some({ name: 'Out of order', shape: 'triangles', color: 'amber', points: overtaken }),
  ];
  if (shape === 'diamonds' || repeated.length === 0) return layers;
  return [{ name: 'Sent again', shape: 'bars', color: 'red', points: repeated }, ...layers];
}

/** A layer, if there is anything in it. */
function some(layer: Layer): Layer[] {
  return layer.points.length > 0 ? [layer] : [];
}

function repetitionWords(points: readonly (Point & { kind: SegmentKind })[]): string {
  const again = points.filter(({ kind }) => kind === 'retransmission').map(({ packet }) => packet);
  return again.length === 0
    ? 'No retransmissions.'
    : `${countText(again.length, 'retransmission')}: ${packetsText(again)}.`;
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), values[0] ?? 0);
}

function most(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), values[0] ?? 0);
}
