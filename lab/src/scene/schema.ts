/** The shape of a scene: the keys of a scene file, which a part and its cases have too. */
import { z } from 'zod';
import { hostName, limits, peerOptions, title } from '../content/fields.ts';
import {
  ACTION_FORMS,
  ACTOR_FORMS,
  CONDITION_FORMS,
  formSchema,
  IMPAIRMENT_FORMS,
  INPUT_FORMS,
} from './forms.ts';

/** Bytes of a command line, and of a text to type. */
const MAX_TEXT = 4096;
/** Characters of a text that is a program's whole input. */
const MAX_INPUT = 65_536;
/** Words of a command line. */
const MAX_WORDS = 100;
/** Steps of a scene, and what each does. */
const MAX_STEPS = 100;
/** Conditions that are waited for together, and actions of a step. */
const MAX_TOGETHER = 20;
/** Impairments of a scene. */
const MAX_IMPAIRMENTS = 20;
/** Packets that a drop names, ports of a host that drop. */
const MAX_NUMBERS = 100;
/** More names of a host. */
const MAX_NAMES = 20;

/** Signals that a step can send (signal(7)). */
export const SIGNALS = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'SIGQUIT',
  'SIGKILL',
  'SIGSTOP',
  'SIGCONT',
  'SIGTSTP',
  'SIGPIPE',
  'SIGALRM',
  'SIGUSR1',
  'SIGUSR2',
] as const;

/** The name of an actor or a host. */
export const name = z
  .string()
  .regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/)
  .max(30)
  .describe('A name of lower-case letters, digits and hyphens, a letter first');
const families = z.enum(['both', 'ipv4', 'ipv6']);
const port = z.int().min(1).max(65_535);
const seconds = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,6})? ?(ms|s)$/)
  .describe('A time with its unit, such as 40 ms or 1.5 s');

const host = z
  .strictObject({
    names: z
      .array(hostName)
      .max(MAX_NAMES)
      .describe('More names by which programs reach it; NAME.lab is always one'),
    families: families.describe('Addresses of which families it has'),
    localhost: families.describe('What localhost means there: both is ::1, then 127.0.0.1'),
    first: z
      .enum(['ipv4', 'ipv6'])
      .optional()
      .describe('Which family its programs find first for a name: ipv4 unless it says ipv6'),
    mtu: z.int().min(576).max(1500).describe('Bytes of the largest packet on its interface'),
    interfaces: z.literal([1, 2]).describe('Network interfaces; the second has 10.0.1.n and fd01::n'),
    silent: z
      .union([z.array(port).min(1).max(MAX_NUMBERS), z.literal('all')])
      .describe('Ports on which it drops what comes, as a firewall does; all for every port'),
  })
  .partial();

const condition = z
  .strictObject({
    listening: name.describe('This actor listens on a port, or has bound it (UDP)'),
    port: port.describe('The port; without it, any'),
    accepted: name.describe('This actor has accepted a connection'),
    connections: z.int().min(1).max(10_000).describe('How many connections; without it, one'),
    connected: name.describe('This actor has connected to a server'),
    printed: name.describe('This actor has printed a line'),
    line: z.string().min(1).max(MAX_TEXT).describe('The line, or a part of it: a regular expression'),
    ended: name.describe('This actor has ended'),
    pause: seconds.describe('A pause, such as 500 ms or 1.5 s; only for what really is about time'),
  })
  .partial()
  .meta(formSchema(CONDITION_FORMS));

/** One condition, or a list: all of them, in this order where one is a pause. */
const conditions = z.union([condition, z.array(condition).min(1).max(MAX_TOGETHER)]);

const action = z
  .strictObject({
    type: z.string().max(MAX_TEXT).describe('A line to type; the newline is added'),
    to: name.describe('The actor that gets the line or the signal'),
    'close-input': name.describe('The actor whose input is closed, as Ctrl-D does'),
    signal: z.enum(SIGNALS).describe('A signal to send; SIGINT is Ctrl-C'),
    'wire-down': name.describe('The host whose wire is taken down'),
    'wire-up': name.describe('The host whose wire is taken up again'),
    end: z.literal('scene').describe('Ends the scene: every actor gets Ctrl-C'),
  })
  .partial()
  .meta(formSchema(ACTION_FORMS));

const step = z.strictObject({
  when: conditions.describe('What the step waits for; a list waits for all of it'),
  do: z.union([action, z.array(action).min(1).max(MAX_TOGETHER)]).describe('What the step does'),
});

const impairment = z
  .strictObject({
    loss: z
      .string()
      .regex(/^\d{1,3}(\.\d{1,3})? ?%$/)
      .describe('Percentage of the packets that are lost, such as 10%'),
    drop: z.string().min(1).max(MAX_TEXT).describe('A display filter: the packets that are lost'),
    packet: z
      .union([z.int().min(1).max(1_000_000), z.array(z.int().min(1).max(1_000_000)).min(1).max(MAX_NUMBERS)])
      .describe('Which of the packets that match, from 1, or a list; without it, all'),
    delay: seconds.describe('How late packets arrive, such as 40 ms'),
    jitter: seconds.describe('How much the delay varies, such as 5 ms'),
    rate: z
      .string()
      .regex(/^\d{1,6}(\.\d{1,3})? ?(kbit|Mbit)\/s$/)
      .describe('How fast packets can be sent, such as 1 Mbit/s or 64 kbit/s'),
    from: name.describe('Only packets from this host'),
    to: name.describe('Only packets to this host'),
  })
  .partial();

const command = z
  .union([z.string().min(1).max(MAX_TEXT), z.array(z.string().max(MAX_TEXT)).min(1).max(MAX_WORDS)])
  .describe('A command, run in the folder of the file: a line as in a shell, or a list of words');

const inputText = z.string().max(MAX_INPUT).describe('The whole input');
const inputFile = z
  .string()
  .min(1)
  .max(MAX_TEXT)
  .describe('A file with the whole input, in the folder of the scene file');

const inputs = z.enum(['open', 'none']);
const INPUT = 'Its standard input; open is what the steps type';

/** What all actors have, but not those of a part have a command or read a file. */
const actorFields = {
  peer: z
    .string()
    .min(1)
    .max(60)
    .describe('A reference server or client of Wireside, such as echo or echo-client'),
  options: peerOptions.describe("The peer's options, as wireside serve NAME --help lists them"),
  on: name.describe('The host where it runs; without it, a host with the name of the actor'),
  start: conditions.describe('When it starts; without it, at once, in the order of the file'),
  role: z
    .enum(['client', 'server'])
    .describe('The scene ends when its clients have ended; without it, a server is what listens'),
  limits: limits.describe('Limits that differ from the defaults'),
};

const actor = z
  .strictObject({
    run: command,
    ...actorFields,
    input: z
      .union([
        inputs,
        z.strictObject({ text: inputText, file: inputFile }).partial().meta(formSchema(INPUT_FORMS)),
      ])
      .describe(INPUT),
  })
  .partial();

/** An actor of a part or a case; what a case says is added to what its part says. */
const caseActor = z
  .strictObject({
    program: z.literal('student').describe("The student's program, with the arguments of the edition"),
    ...actorFields,
    input: z.union([inputs, z.strictObject({ text: inputText })]).describe(INPUT),
  })
  .partial();

/** What a case says of an actor or a host of its part that it does not have. */
const ABSENT = z.literal('absent');

const common = {
  limits: limits.describe('Limits of all programs that differ from the defaults'),
  steps: z.array(step).max(MAX_STEPS).describe('What happens when; each step waits for its own condition'),
  impairments: z
    .array(impairment.meta(formSchema(IMPAIRMENT_FORMS)))
    .max(MAX_IMPAIRMENTS)
    .describe('What the network does to packets'),
  captures: z
    .enum(['network', 'hosts'])
    .describe('Where packets are captured: on the network once, or on each host too'),
};

/** The content of a scene file. */
export const sceneSchema = z.strictObject({
  title: title.optional().describe('What the scene shows'),
  seed: z.string().min(1).max(200).optional().describe('Random seed; the same seed repeats the run'),
  hosts: z
    .record(name, z.union([host, z.null()]))
    .optional()
    .describe('Hosts in the order of their addresses; those that actors name follow'),
  actors: z
    .record(name, actor.meta(formSchema(ACTOR_FORMS)))
    .describe('Programs and peers, in the order in which they start'),
  ...z.strictObject(common).partial().shape,
});

/** The keys of a scene in a part and in a case. */
export const caseScene = {
  hosts: z
    .record(name, z.union([host, z.null(), ABSENT]))
    .describe('Hosts in the order of their addresses; those that actors name follow'),
  actors: z
    .record(name, z.union([caseActor, ABSENT]))
    .describe("Programs and peers, in the order in which they start; one is the student's program"),
  ...common,
};

/** The content of a scene file. */
export type SceneContent = z.infer<typeof sceneSchema>;

/** What a part or a case says about its scene. */
export type CaseScene = z.infer<
  z.ZodObject<{ [Key in keyof typeof caseScene]: z.ZodOptional<(typeof caseScene)[Key]> }>
>;

/** An actor as a file describes it, and as a case does. */
export type ActorContent = z.infer<typeof actor> | z.infer<typeof caseActor>;

/** A host as a file describes it. */
export type HostContent = z.infer<typeof host>;

/** One condition of a file, and a step's or a start's: one or all of a list. */
export type ConditionContent = z.infer<typeof condition>;

/** What a step does, as a file describes it. */
export type ActionContent = z.infer<typeof action>;

/** An impairment as a file describes it. */
export type ImpairmentContent = z.infer<typeof impairment>;
