/** Secrets come before the packets of a capture, and everything else stays where it is. */
import { decryptionSecrets, enhancedPacket, interfaceDescription, sectionHeader } from '@wireside/wire';
import { expect, it } from 'vitest';
import { secretsFirst } from './annotate.ts';

const section = sectionHeader();
const device = interfaceDescription({ linkType: 1, name: 'wire' });
const packet = (byte: number): Uint8Array =>
  enhancedPacket({ seconds: 1, nanos: 0, data: Uint8Array.of(byte, byte) });
const secrets = (text: string): Uint8Array => decryptionSecrets(Buffer.from(text));

it('moves secrets before the first packet, in their order', () => {
  const file = [section, device, packet(1), secrets('a'), packet(2), secrets('b')];
  expect(secretsFirst(Buffer.concat(file))).toEqual(
    Buffer.concat([section, device, secrets('a'), secrets('b'), packet(1), packet(2)]),
  );
});

it('leaves a capture without secrets as it is, and one that is cut off', () => {
  const file = Buffer.concat([section, device, packet(1), packet(2)]);
  expect(secretsFirst(file)).toBe(file);
  const damaged = Buffer.concat([section, packet(1), secrets('a'), packet(2)]).subarray(0, -5);
  expect(secretsFirst(damaged)).toHaveLength(damaged.length);
});
