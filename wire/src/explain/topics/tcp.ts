/** TCP connections: opening, exchange, special packets, repetitions, closing, and what their protocols say. */
import { endpointText } from '../../streams/tcp-streams.ts';
import { streamLife } from '../../conversations/life.ts';
import type { Life } from '../../conversations/life.ts';
import { countText } from '../../basics/words.ts';
import type { ExplainContext, StreamTopic } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph, Section } from '../explanation.ts';
import { portName } from '../ports.ts';
import { explainHttp } from './http.ts';
import { explainClosing } from './tcp-closing.ts';
import { explainExchange } from './tcp-exchange.ts';
import { explainMarks } from './tcp-marks.ts';
import { explainOpening } from './tcp-opening.ts';
import { explainRepetitions } from './tcp-repetitions.ts';
import { explainTls } from './tls.ts';
import { explainWebSocket } from './websocket.ts';

/** The topics of a connection, in this order; the caller's topics come between the two. */
const PROTOCOLS: readonly StreamTopic[] = [explainOpening, explainTls, explainHttp, explainWebSocket];
const TRANSPORT: readonly StreamTopic[] = [explainExchange, explainMarks, explainRepetitions, explainClosing];

/** Maximum connections with one line each, after those explained in detail. */
const MAX_SHORT = 20;

/** A section for each connection explained in detail, and one for some of the others. */
export function explainTcp(context: ExplainContext): Section[] {
  const { capture, only } = context;
  const { count } = capture.tcp.flows;
  if (only !== undefined) return [section(context, streamLife(capture, only))];
  const sections: Section[] = [];
  for (let stream = 0; stream < Math.min(count, context.streams); stream++) {
    sections.push(section(context, streamLife(capture, stream)));
  }
  if (count > context.streams) {
    const last = Math.min(count, context.streams + MAX_SHORT);
    const short: Paragraph[] = [];
    for (let stream = context.streams; stream < last; stream++) {
      short.push(shortText(streamLife(capture, stream)));
    }
    sections.push({ topic: 'tcp', title: 'More TCP connections', paragraphs: short });
    context.leftOut.push(
      `TCP connections from stream ${context.streams} on have one line each, or are left out (${countText(count - last, 'connection')}); "wireside explain FILE --stream ${context.streams}" explains one in detail.`,
    );
  }
  return sections;
}

function section(context: ExplainContext, life: Life): Section {
  const { client, server, stream } = life;
  const [from, to] = life.opening.opener === 'server' ? [server, client] : [client, server];
  const service = portName(to.port);
  return {
    topic: 'tcp',
    title: `TCP connection ${stream}: ${endpointText(from)} → ${endpointText(to)}${service ? ` (${service})` : ''}`,
    stream: { protocol: 'tcp', id: stream },
    paragraphs: [...PROTOCOLS, ...context.streamTopics, ...TRANSPORT].flatMap((topic) =>
      topic(context, life),
    ),
  };
}

function shortText(life: Life): Paragraph {
  const { client, server, sent, opening, closing, first, last } = life;
  const again = sent.client.retransmissions.length + sent.server.retransmissions.length;
  return paragraph(
    `Stream ${life.stream}: ${endpointText(client)} → ${endpointText(server)}, packets ${first} to ${last}; opening ${opening.kind}, ${countText(sent.client.bytes, 'byte')} there and ${numberOrNone(sent.server.bytes)} back, ${again === 0 ? 'nothing sent again' : `${countText(again, 'segment')} sent again`}, end ${closing.kind}.`,
    [first, last],
  );
}

function numberOrNone(bytes: number): string {
  return bytes === 0 ? 'none' : countText(bytes, 'byte');
}
