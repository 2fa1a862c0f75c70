/** What is neither TCP nor UDP nor told elsewhere (ICMP, IGMP and the like): its summary lines. */
import { countText } from '../../words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Section } from '../explanation.ts';

const MOST = 8;

const INTRODUCTIONS: Readonly<Record<string, string>> = {
  icmp: 'ICMP carries what hosts and routers have to say about IPv4 itself: errors, and pings with their answers.',
  icmpv6: 'ICMPv6 carries errors and pings for IPv6, and does what ARP does for IPv4.',
  igmp: 'IGMP tells routers which multicast groups someone on the network wants to receive.',
};

/** A section for each protocol that has words here. */
export function explainOthers(context: ExplainContext): Section[] {
  const sections: Section[] = [];
  for (const [name, introduction] of Object.entries(INTRODUCTIONS)) {
    const rows = context.rowsOf.get(name) ?? [];
    if (rows.length === 0) continue;
    const label = context.capture.registry.protocols.find((one) => one?.name === name)?.label ?? name;
    const paragraphs = rows.slice(0, MOST).map((row) => {
      const { src, dst, info } = context.capture.packet(row);
      return paragraph(`Packet ${row + 1}, ${src} to ${dst}: ${info}.`, [row + 1]);
    });
    if (rows.length > MOST) {
      context.leftOut.push(
        `Of ${countText(rows.length, `${label} packet`)}, the first ${MOST} are told; the filter "${name}" shows all.`,
      );
    }
    sections.push({ topic: 'other', title: label, paragraphs: [paragraph(introduction), ...paragraphs] });
  }
  return sections;
}
