import { describe, expect, it } from 'vitest';
import { isAddressReport, transportOf } from './frames.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const ethernet = (type: string): string => `020000000001 020000000002 ${type}`;
const ipv4 = (protocol: string): string => `4500 0028 0000 4000 40${protocol} 0000 0a000002 0a000001`;
const ipv6 = (next: string): string => `60000000 0024 ${next} 01 ${'00'.repeat(16)} ff02${'00'.repeat(13)}16`;
const report = (group: string): string =>
  `${ethernet('86dd')} ${ipv6('00')} 3a00 0502 0000 0100 8f00 0000 0000 0001 0400 0000 ${group}`;

describe('frames', () => {
  it('finds the ends of TCP and UDP', () => {
    const ports = '138b c350';
    const ends = { sourcePort: 5003, destinationPort: 50_000 };
    const v4 = { source: '10.0.0.2', destination: '10.0.0.1' };
    expect(transportOf(hex(`${ethernet('0800')} ${ipv4('06')} ${ports}`))).toEqual({
      protocol: 'tcp',
      ...v4,
      ...ends,
    });
    expect(transportOf(hex(`${ethernet('0800')} ${ipv4('11')} ${ports}`))).toEqual({
      protocol: 'udp',
      ...v4,
      ...ends,
    });
    const v6 = { source: '::', destination: 'ff02::16' };
    expect(transportOf(hex(`${ethernet('86dd')} ${ipv6('06')} ${ports}`))).toEqual({
      protocol: 'tcp',
      ...v6,
      ...ends,
    });
  });

  it('finds none in other frames', () => {
    expect(transportOf(hex(`${ethernet('0800')} ${ipv4('02')} 138b c350`))).toBeUndefined();
    expect(transportOf(hex(`${ethernet('0806')} 0001`))).toBeUndefined();
    expect(transportOf(hex(`${ethernet('0800')} ${ipv4('06')}`))).toBeUndefined();
    expect(transportOf(new Uint8Array(3))).toBeUndefined();
  });

  it('recognizes the reports that only an address causes', () => {
    expect(isAddressReport(hex(report('ff0200000000000000000001ff000002')))).toBe(true);
    expect(isAddressReport(hex(report('ff020000000000000000000000001234')))).toBe(false);
    expect(isAddressReport(hex(report('ff0200000000000000000001ff')))).toBe(false);
    expect(isAddressReport(hex(`${ethernet('0800')} ${ipv4('02')}`))).toBe(false);
  });
});
