/** The shape of a lab's content: lab.yaml and part.yaml. */
import { z } from 'zod';

/** What differs between editions of a lab, over the same parts. */
const edition = z.strictObject({
  title: z.string(),
  /** What the program's command line holds, in this order. */
  arguments: z.array(z.enum(['server', 'port', 'command'])),
  /** Name that the program must know by itself, where the command line does not give it. */
  host: z.string().optional(),
  port: z.int().min(1).max(65535).default(5003),
  firstNumber: z.int().min(0),
  /** Whether messages must be shown as they arrive, and errors and success by the exit status. */
  strict: z.boolean(),
});

const limits = z
  .strictObject({
    wall: z.number().positive(),
    idle: z.number().positive(),
    cpu: z.number().positive(),
    memory: z.int().positive(),
    processes: z.int().positive(),
    output: z.int().positive(),
  })
  .partial();

const partCase = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  /** What the program is asked to send. */
  command: z.string(),
  /** Whether `<server>` is given as a name or as an address. */
  server: z.enum(['name', 'address']).default('name'),
  /** Options of the peer; without them nobody listens. */
  peer: z.record(z.string(), z.unknown()).optional(),
  network: z.enum(['wire', 'localhost']).default('wire'),
  /** Percent of packets lost in each direction. */
  loss: z.number().min(0).max(50).default(0),
  limits: limits.default({}),
  points: z.number().positive().default(1),
  checks: z.array(z.string()).min(1),
});

/** A language beside those that the bench knows: the fields of `Language` in `@wireside/bench`. */
const language = z.strictObject({
  name: z.string(),
  endings: z.array(z.string().startsWith('.')).min(1),
  build: z.array(z.string()).min(1).optional(),
  run: z.array(z.string()).min(1),
  environment: z.record(z.string(), z.string()).optional(),
  packages: z.string(),
});

const part = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  title: z.string(),
  /** The name in the prototype: `PDC`. */
  program: z.string(),
  /** The peer at the other end, from the catalogue. */
  peer: z.string(),
  serverName: z.string(),
  /** Languages of this lab's own; their endings go before the bench's. */
  languages: z.array(language).default([]),
  editions: z.record(z.string(), edition),
  defaultEdition: z.string(),
  cases: z.array(partCase).min(1),
});

export type Edition = z.infer<typeof edition>;
export type PartCase = z.infer<typeof partCase>;
export type Part = z.infer<typeof part> & {
  /** The folder that it was read from. */
  folder: string;
};
export const partSchema = part;
