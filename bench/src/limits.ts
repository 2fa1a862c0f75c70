/** The default limits of a run and of a compilation, each with its reason. */
import type { Limits } from './request.ts';

const MIB = 1024 * 1024;

/** Limits of a run whose case does not set its own. */
export const DEFAULT_LIMITS: Limits = {
  // Four times what a correct but slow client takes (one byte per call, both cores busy).
  wall: 120,
  // Stops a program that waits forever, long before the wall limit. It must exceed the longest pause of a peer, and
  // TCP's first retransmissions (1 + 2 s, RFC 6298).
  idle: 8,
  cpu: 60,
  // A JVM, which needs more than the other languages, starts in about 60 MiB.
  memory: 512 * MIB,
  // Threads count: Node starts 11, a JVM about 30.
  processes: 128,
  files: 1024,
  fileSize: 64 * MIB,
  disk: 64 * MIB,
  inodes: 4096,
  // Twice the largest flood, and debug output.
  output: 16 * MIB,
};

/** Limits of a compilation, which needs more than a run. */
export const BUILD_LIMITS: Limits = {
  ...DEFAULT_LIMITS,
  // The first `go build` compiles Go's own library: 40 s of processor time, and more than that on a machine that does much else.
  wall: 300,
  cpu: 240,
  // A compiler that reads a library from a busy disk uses no processor time for as long as that takes.
  idle: 60,
  memory: 2048 * MIB,
  processes: 256,
  disk: 512 * MIB,
  fileSize: 256 * MIB,
  inodes: 40_000,
  output: MIB,
};
