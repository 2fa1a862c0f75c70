/** The shape of the files that people write: lab.yaml, part.yaml and scene files. */
import { z } from 'zod';
import { caseScene, name as sceneHostName, sceneSchema } from '../scene/schema.ts';
import { queryCheck } from './check-schema.ts';
import { hostName, id, peerOptions, title } from './fields.ts';
import { SELF_SIGNED } from '../self-signed.ts';
import { CHECK_IDS, EXERCISES, PEER_NAMES, RULE_IDS } from './judgeable.ts';

/** Cases of a part; each is a run of up to minutes. */
const MAX_CASES = 200;
/** Editions of a lab, parts of a lab, languages of a part, names of a host. */
const MAX_LIST = 50;

/** Characters of a hint. */
const MAX_HINT = 600;

const partCase = z.strictObject({
  id,
  title: title.describe('What happens in this case'),
  command: z
    .string()
    .max(1000)
    .default('')
    .describe('The argument <command>: what the program is asked to send'),
  server: z
    .enum(['name', 'address'])
    .default('name')
    .describe('Whether the argument <server> is a name or an IPv4 address'),
  ...z.strictObject(caseScene).partial().shape,
  editions: z
    .array(id)
    .min(1)
    .max(MAX_LIST)
    .optional()
    .describe('The editions that have this case; without it, all of the part'),
  points: z.number().nonnegative().max(1000).default(1).describe('Points for a pass'),
  checks: z
    .array(id.meta({ description: 'Lower-case letters, digits and hyphens', examples: [...CHECK_IDS] }))
    .min(1)
    .describe(
      'What is checked, in this order, by checks of the exercise and of the part; a check is blocked while one that it needs has not passed',
    ),
  onPurpose: z
    .array(z.enum(RULE_IDS))
    .min(1)
    .max(MAX_LIST)
    .optional()
    .describe(
      'Rules of docs/findings.md that find what this case provokes: they are no reason for a failed check',
    ),
});

/** A language beside those that the bench knows: the fields of `Language` in `@wireside/bench`. */
const language = z.strictObject({
  name: title,
  endings: z
    .array(
      z
        .string()
        .regex(/^\.[A-Za-z0-9.+-]+$/)
        .describe('A file name extension with its dot, such as .py'),
    )
    .min(1)
    .describe('File name extensions of this language'),
  build: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Command that builds the program; {file} and {name} stand for it'),
  run: z.array(z.string()).min(1).describe('Command that starts the program; {file} and {name} stand for it'),
  environment: z.record(z.string(), z.string()).optional().describe('Additional environment variables'),
  packages: z.string().describe('Debian packages that it needs'),
});

/**
 * What the command line of a program may tell it: a server, a multicast group, its own number, what to send; the files with
 * its certificate, its key, and the certificate of the authority that it trusts, which are made for the run.
 */
const ARGUMENTS = ['server', 'port', 'command', 'group', 'id', 'certificate', 'key', 'ca'] as const;

/** What an edition asks of the program of one part. */
const partEdition = z.strictObject({
  arguments: z
    .array(z.enum(ARGUMENTS))
    .describe("The arguments of the program's command line, in this order"),
  host: hostName.optional().describe('The server, where the command line does not name it'),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe("The server's port; without it, that of the peer in lab.yaml, or the peer's own"),
});

/** One level of a hint. */
const hint = z.string().min(1).max(MAX_HINT);

/** The content of a part.yaml. */
const partSchema = z.strictObject({
  id: id.describe('The name of the part, which is the name of its folder'),
  title,
  program: z.string().min(1).max(60).describe("The program's name in the handout, such as PDC"),
  names: z
    .array(z.string().regex(/^[A-Za-z]+$/, 'must be letters'))
    .max(MAX_LIST)
    .default([])
    .describe('Words, beside the id, that name this part in the names of files and folders, such as tcp'),
  exercise: z.enum(EXERCISES).describe('The exercise whose checks and diagnoses judge the program'),
  serverName: hostName
    .optional()
    .describe('The name that the argument <server> has; one of the names in lab.yaml'),
  languages: z
    .array(language)
    .max(MAX_LIST)
    .default([])
    .describe('More languages; their file name extensions take precedence over the built-in ones'),
  editions: z.record(id, partEdition).describe('The editions of the lab that have this part'),
  files: z
    .record(z.string().regex(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/), z.enum(SELF_SIGNED))
    .default({})
    .describe(
      'Files that the program finds in its folder, by their names: certificates for localhost and their keys, made for the run',
    ),
  scene: z
    .strictObject(caseScene)
    .partial()
    .default({})
    .describe('The scene of all cases; what a case says about it is added, or takes precedence'),
  checks: z
    .record(id, queryCheck)
    .default({})
    .describe('Checks beside those of the exercise, by their ids; the cases name them'),
  hints: z
    .record(id, z.tuple([hint, hint]))
    .default({})
    .describe('Hints for checks, by their ids: first where to look, then what to do'),
  cases: z.array(partCase).min(1).max(MAX_CASES),
});

/** What differs between editions of a lab, in all its parts. */
const labEdition = z.strictObject({
  title,
  strict: z
    .boolean()
    .describe(
      'Whether messages must appear as they arrive, and the exit status must distinguish success from failure',
    ),
  hosts: z
    .record(sceneHostName, z.array(hostName).min(1).max(MAX_LIST))
    .default({})
    .describe('Names of hosts that programs of this edition know, beside those of the lab'),
  peers: z
    .partialRecord(z.enum(PEER_NAMES), peerOptions)
    .default({})
    .describe('Options of the peers that differ from their defaults, such as ports'),
  certificateExtensions: z
    .boolean()
    .default(true)
    .describe('Whether certificates have extensions; false: version 1, without the name localhost'),
});

/** The content of a lab.yaml. */
const labSchema = z.strictObject({
  id: id.describe('The name of the lab, which is the name of its folder'),
  title,
  parts: z.array(id).min(1).max(MAX_LIST).describe('Its parts in the order in which they are done'),
  hosts: z
    .record(sceneHostName, z.array(hostName).min(1).max(MAX_LIST))
    .describe('More names of hosts, by which programs reach them; NAME.lab is always one'),
  defaultEdition: id.describe('The edition that is used when none is named'),
  editions: z.record(id, labEdition),
});

/** The content of a lab.yaml, defaults filled in. */
export type LabContent = z.infer<typeof labSchema>;

/** The content of a part.yaml, defaults filled in. */
export type PartContent = z.infer<typeof partSchema>;

/** A case of a part: what it adds to the part's scene, in which the program's place is open, and its checks. */
export type PartCase = PartContent['cases'][number];

/** An edition of a part: what lab.yaml and part.yaml say about it, and what follows from that. */
export interface Edition {
  /** From lab.yaml. */
  readonly title: string;
  /** Whether messages must appear as they arrive, and the exit status must distinguish success from failure. */
  readonly strict: boolean;
  /** The arguments of the program's command line, in this order. */
  readonly arguments: readonly (typeof ARGUMENTS)[number][];
  /** The server, where the command line does not name it. */
  readonly host?: string | undefined;
  /** The server's port, be it a peer or the program. */
  readonly port: number;
  /** Files that the program finds in its folder, by their names. */
  readonly files: PartContent['files'];
  /** Names of hosts beside those of the lab. */
  readonly hosts: Readonly<Record<string, readonly string[]>>;
  /** The number of the peer's first message, if its messages have numbers. */
  readonly firstNumber?: number;
  /** Whether the certificates that programs are told have extensions. */
  readonly certificateExtensions: boolean;
  /** Options of peers that differ from their defaults. */
  readonly peers: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

/** A part, ready to be judged. */
export interface Part extends Omit<PartContent, 'editions'> {
  /** The folder that it was read from. */
  readonly folder: string;
  /** The lab that it belongs to. */
  readonly lab: Lab;
  readonly editions: Readonly<Record<string, Edition>>;
  readonly defaultEdition: string;
}

/** A lab. */
export interface Lab extends LabContent {
  /** The folder that it was read from. */
  readonly folder: string;
}

/** Kinds of files, with the shape of their content. */
export const CONTENT_SCHEMAS = { lab: labSchema, part: partSchema, scene: sceneSchema } as const;

/** JSON Schema (draft 2020-12) of a file's content, for editors. */
export function jsonSchema(name: keyof typeof CONTENT_SCHEMAS): object {
  return z.toJSONSchema(CONTENT_SCHEMAS[name], {
    io: 'input',
    override: ({ jsonSchema: node }) => {
      // Zod repeats "type": "string" for the names of fields, which are texts in any case.
      if (node.propertyNames !== undefined && JSON.stringify(node.propertyNames) === '{"type":"string"}')
        delete node.propertyNames;
    },
  });
}
