/**
 * Completes a run's capture: the comment of each packet names the calls that sent and received its bytes, and the secrets
 * of TLS connections come before the packets that they decrypt.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packetComments } from '@wireside/trace';
import type { Model } from '@wireside/trace';
import type { TraceWriter } from '@wireside/trace/node';
import { withComments } from '@wireside/wire';

/** Types of blocks in a pcapng file (draft-ietf-opsawg-pcapng, 11.1). */
const ENHANCED_PACKET = 6;
const DECRYPTION_SECRETS = 10;
/** Bytes of a block's type and length, before its contents, and the smallest block. */
const BLOCK_HEADER = 8;
const SMALLEST_BLOCK = 12;

/** Rewrites wire.pcapng in place. Wireshark shows the comments, and filters find them (frame.comment). */
export function annotate(writer: TraceWriter, model: Model): void {
  const file = 'wire.pcapng';
  const capture = readFileSync(join(writer.folder, file));
  writer.replace(file, withComments(secretsFirst(capture), packetComments(model)));
}

/**
 * Moves the Decryption Secrets Blocks of a capture of the bench to before its first packet: Wireshark decrypts only packets
 * that come after their secrets.
 */
export function secretsFirst(capture: Buffer): Buffer {
  const before: Buffer[] = [];
  const secrets: Buffer[] = [];
  const after: Buffer[] = [];
  let at = 0;
  while (at + SMALLEST_BLOCK <= capture.length) {
    const type = capture.readUInt32LE(at);
    const length = capture.readUInt32LE(at + BLOCK_HEADER / 2);
    if (length < SMALLEST_BLOCK || at + length > capture.length) break;
    const block = capture.subarray(at, at + length);
    if (type === DECRYPTION_SECRETS) secrets.push(block);
    else if (after.length > 0 || type === ENHANCED_PACKET) after.push(block);
    else before.push(block);
    at += length;
  }
  if (secrets.length === 0) return capture;
  return Buffer.concat([...before, ...secrets, ...after, capture.subarray(at)]);
}
