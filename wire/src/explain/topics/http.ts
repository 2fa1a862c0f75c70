/** HTTP/1: requests with their answers. */
import { durationText } from '../../basics/words.ts';
import type { Life } from '../../conversations/life.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import { protocolRows } from '../stream-rows.ts';

const MAX = 24;

/** A paragraph for each of the first messages. */
export function explainHttp(context: ExplainContext, life: Life): Paragraph[] {
  const found = protocolRows(context, life.stream, 'http', MAX);
  if (!found) return [];
  const paragraphs: Paragraph[] = [];
  for (const row of found.rows) {
    const fields = context.fields(row);
    const hosts = fields.texts('http.host');
    for (const [i, method] of fields.texts('http.request.method').entries()) {
      const uri = clipped(fields.texts('http.request.uri')[i] ?? '');
      const host = hosts[i] === undefined ? '' : ` of ${clipped(hosts[i])}`;
      const upgrade = fields.text('http.upgrade');
      const wants = upgrade === undefined ? '' : ` It asks to switch to ${clipped(upgrade)}.`;
      paragraphs.push(
        paragraph(`Packet ${row + 1}, HTTP request: ${method} ${uri}${host}.${wants}`, [row + 1]),
      );
    }
    for (const [i, code] of fields.texts('http.response.code').entries()) {
      const phrase = fields.texts('http.response.phrase')[i] ?? '';
      const type = fields.texts('http.content_type')[i];
      const request = fields.number('http.request_in');
      const time = fields.number('http.time');
      const to =
        request === undefined
          ? ''
          : `, the answer to packet ${request}${time === undefined ? '' : ` after ${durationText(Math.round(time * 1e9))}`}`;
      paragraphs.push(
        paragraph(
          `Packet ${row + 1}, HTTP response${to}: ${code} ${clipped(phrase)}${type === undefined ? '' : `, ${clipped(type)}`}.`,
          request === undefined ? [row + 1] : [request, row + 1],
        ),
      );
    }
  }
  const total = found.messages.client + found.messages.server;
  if (found.packets.client + found.packets.server > MAX) {
    context.leftOut.push(
      `HTTP messages after the first in TCP stream ${life.stream} (${total} in total); the filter "tcp.stream == ${life.stream} && http" shows them.`,
    );
  }
  return paragraphs;
}

function clipped(text: string): string {
  const characters = [...text];
  return characters.length > 120 ? `${characters.slice(0, 120).join('')}…` : text;
}
