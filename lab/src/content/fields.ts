/** Shapes of fields that lab.yaml, part.yaml and scene files share. */
import { z } from 'zod';

/** Texts that people read on one line. */
const MAX_TITLE = 200;

/** The name of something that has a folder, or is named in another file. */
export const id = z
  .string()
  .regex(/^[a-z0-9-]+$/)
  .max(60)
  .describe('Lower-case letters, digits and hyphens');

/** A text for people, on one line. */
export const title = z.string().min(1).max(MAX_TITLE);

/** A name that a name server knows, or could know. */
export const hostName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/)
  .max(63)
  .describe('A host name');

/** Options of a peer; the peer's own table says which it has. */
export const peerOptions = z.record(z.string(), z.unknown());

/** Limits that differ from the defaults: the fields of `Limits` in `@wireside/bench`. */
export const limits = z
  .strictObject({
    wall: z.number().positive().max(3600).describe('Seconds that a run may take'),
    idle: z.number().positive().max(3600).describe('Seconds without any activity'),
    cpu: z.number().positive().max(3600).describe('Seconds of processor time'),
    memory: z.int().positive().describe('Bytes of memory, all processes together'),
    processes: z.int().positive().describe('Processes and threads at a time'),
    files: z.int().positive().max(65_536).describe('Open files of one process'),
    fileSize: z.int().positive().describe('Bytes of one file'),
    disk: z.int().positive().describe('Bytes of all files that it writes'),
    inodes: z.int().positive().describe('Files and folders that it makes'),
    output: z.int().positive().describe('Bytes of output'),
  })
  .partial();
