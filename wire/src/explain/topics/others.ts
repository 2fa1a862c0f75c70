/** Protocols other than TCP and UDP that have no topic (ICMP, IGMP and so on): their summary lines. */
import { countText } from '../../basics/words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Section } from '../explanation.ts';

const MAX = 8;

const INTRODUCTIONS: Readonly<Record<string, string>> = {
  icmp: 'ICMP carries messages of hosts and routers about IPv4 itself: errors, and pings with their answers.',
  icmpv6: 'ICMPv6 carries errors and pings for IPv6, and does what ARP does for IPv4.',
  igmp: 'IGMP informs routers which multicast groups hosts on the network want to receive.',
};

/** A section for each protocol that is described here. */
export function explainOthers(context: ExplainContext): Section[] {
  const sections: Section[] = [];
  for (const [name, introduction] of Object.entries(INTRODUCTIONS)) {
    const rows = context.rowsOf.get(name) ?? [];
    if (rows.length === 0) continue;
    const label = context.capture.registry.protocols.find((one) => one?.name === name)?.label ?? name;
    const paragraphs = rows.slice(0, MAX).map((row) => {
      const { src, dst, info } = context.capture.packet(row);
      return paragraph(`Packet ${row + 1}, ${src} to ${dst}: ${info}.`, [row + 1]);
    });
    if (rows.length > MAX) {
      context.leftOut.push(
        `Of ${countText(rows.length, `${label} packet`)}, only the first ${MAX} are shown; the filter "${name}" shows all.`,
      );
    }
    sections.push({ topic: 'other', title: label, paragraphs: [paragraph(introduction), ...paragraphs] });
  }
  return sections;
}
