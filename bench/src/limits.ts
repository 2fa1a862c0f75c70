/** The limits that a run has when its case says nothing else, each with its reason. */
import type { Limits } from './request.ts';

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: Readonly<Limits> = {
  // Long enough for a right but slow client (one byte a call, both cores busy): measured, times four.
  wall: 120,
  // A program that waits for ever is recognised by this one long before the wall limit. It must exceed
  // the longest pause of a peer and TCP's first retransmissions (1 + 2 s, RFC 6298).
  idle: 8,
  cpu: 60,
  // A JVM, the hungriest of the languages that we run, starts in about 60 MiB.
  memory: 512 * MIB,
  // Threads count too: Node starts 11, a JVM about 30.
  processes: 128,
  files: 1024,
  fileSize: 64 * MIB,
  disk: 64 * MIB,
  inodes: 4096,
  // Twice the largest flood, and room for debug text.
  output: 16 * MIB,
};

/** Limits of a compilation: more room than a run, and no network at all. */
export const BUILD_LIMITS: Readonly<Limits> = {
  ...DEFAULT_LIMITS,
  idle: 15,
  memory: 2048 * MIB,
  processes: 256,
  disk: 512 * MIB,
  fileSize: 256 * MIB,
  inodes: 40_000,
  output: MIB,
};
