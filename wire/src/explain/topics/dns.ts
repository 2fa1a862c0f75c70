/** DNS: which names were asked for, and what the answers said. */
import { countText, durationText, listText } from '../../basics/words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph, Section } from '../explanation.ts';
import type { PacketFields } from '../packet-fields.ts';

const MAX = 12;
const MAX_EXAMINED = 300;

/** Fields that hold an answer's data. */
const ANSWERS = [
  'dns.a',
  'dns.aaaa',
  'dns.cname',
  'dns.ptr.domain_name',
  'dns.mx.mail_exchange',
  'dns.ns',
  'dns.txt',
];

/** At most one section. */
export function explainDns(context: ExplainContext): Section[] {
  const rows = [
    ...(context.rowsOf.get('dns') ?? []),
    ...(context.rowsOf.get('mdns') ?? []),
    ...(context.rowsOf.get('llmnr') ?? []),
  ];
  const paragraphs: Paragraph[] = [];
  const open = new Map<string, { row: number; question: string; by: string }>();
  for (const row of rows.slice(0, MAX_EXAMINED)) {
    const fields = context.fields(row);
    const name = fields.text('dns.qry.name') ?? fields.text('dns.resp.name');
    if (name === undefined) continue;
    const key = `${fields.number('dns.id')} ${name} ${fields.names('dns.qry.type')[0]}`;
    const question = `${fields.names('dns.qry.type')[0] ?? ''} ${name}`.trim();
    const by = fields.text('ip.src') ?? fields.text('ipv6.src') ?? '';
    if (fields.value('dns.flags.response') !== true) {
      if (!open.has(key)) open.set(key, { row, question, by });
      continue;
    }
    const asked = open.get(key);
    open.delete(key);
    if (paragraphs.length >= MAX) continue;
    const answer = answerText(fields);
    paragraphs.push(
      asked
        ? paragraph(
            `Packet ${asked.row + 1}: ${asked.by} asks ${by} for ${asked.question}. Packet ${row + 1}, ${durationText(context.capture.table.between(asked.row, row))} later: ${answer}.`,
            [asked.row + 1, row + 1],
          )
        : paragraph(`Packet ${row + 1}: ${by} answers about ${question}: ${answer}.`, [row + 1]),
    );
  }
  for (const { row, question, by } of open.values()) {
    if (paragraphs.length >= MAX) break;
    paragraphs.push(
      paragraph(`Packet ${row + 1}: ${by} asks for ${question}; no answer is in the capture.`, [row + 1]),
    );
  }
  if (paragraphs.length === 0) return [];
  if (rows.length > MAX_EXAMINED || paragraphs.length >= MAX) {
    context.leftOut.push(
      `Of ${countText(rows.length, 'DNS packet')}, only the first are explained; the filter "dns" shows all.`,
    );
  }
  return [{ topic: 'dns', title: 'Names (DNS)', paragraphs }];
}

function answerText(fields: PacketFields): string {
  const result = fields.names('dns.flags.rcode')[0];
  if (fields.number('dns.flags.rcode')) return `the answer is an error, ${result}`;
  const answers = ANSWERS.flatMap((name) => fields.texts(name)).slice(0, 6);
  return answers.length > 0 ? `it is ${listText(answers)}` : 'the answer is empty';
}
