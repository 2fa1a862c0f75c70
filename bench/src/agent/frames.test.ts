import { describe, expect, it } from 'vitest';
import { isAddressReport, isArp, isTransport } from './frames.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const ethernet = (type: string): string => `020000000001 020000000002 ${type}`;
const ipv4 = (protocol: string): string => `4500 0028 0000 4000 40${protocol} 0000 0a000002 0a000001`;
const ipv6 = (next: string): string => `60000000 0024 ${next} 01 ${'00'.repeat(16)} ff02${'00'.repeat(13)}16`;
const report = (group: string): string =>
  `${ethernet('86dd')} ${ipv6('00')} 3a00 0502 0000 0100 8f00 0000 0000 0001 0400 0000 ${group}`;

describe('frames', () => {
  it('tells ARP from the rest', () => {
    expect(isArp(hex(`${ethernet('0806')} 0001`))).toBe(true);
    expect(isArp(hex(`${ethernet('0800')} ${ipv4('06')}`))).toBe(false);
    expect(isArp(new Uint8Array(3))).toBe(false);
  });

  it('knows what shows life', () => {
    expect(isTransport(hex(`${ethernet('0800')} ${ipv4('06')}`))).toBe(true);
    expect(isTransport(hex(`${ethernet('0800')} ${ipv4('11')}`))).toBe(true);
    expect(isTransport(hex(`${ethernet('86dd')} ${ipv6('06')}`))).toBe(true);
    expect(isTransport(hex(`${ethernet('0800')} ${ipv4('02')}`))).toBe(false);
    expect(isTransport(hex(`${ethernet('0806')} 0001`))).toBe(false);
  });

  it('knows the reports that only an address causes, and no others', () => {
    expect(isAddressReport(hex(report('ff0200000000000000000001ff000002')))).toBe(true);
    expect(isAddressReport(hex(report('ff020000000000000000000000001234')))).toBe(false);
    expect(isAddressReport(hex(report('ff0200000000000000000001ff')))).toBe(false);
    expect(isAddressReport(hex(`${ethernet('0800')} ${ipv4('02')}`))).toBe(false);
  });
});
