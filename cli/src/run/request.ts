/** From the words and flags of `wireside run` to the scene that the bench plays. */
import { escape } from '@wireside/trace';
import { basename, dirname, extname, resolve } from 'node:path';
import { argumentsOf, DEFAULT_LIMITS, programOf, withRoomFor } from '@wireside/bench';
import type { Bench, Impairment, InPlaceOptions, Limits, Program, RunRequest, Scene } from '@wireside/bench';
import {
  caseRequest,
  findCases,
  findEdition,
  findPart,
  readScene,
  sceneOf,
  withCredentials,
} from '@wireside/lab';
import { newSeed } from '../judging.ts';
import { labFolders } from '../labs.ts';
import { UsageError } from '../usage-error.ts';
import { limitsOf } from './limits.ts';
import type { LimitFlags } from './limits.ts';
import { makeScene, onLocalhost, withPeers } from './make-scene.ts';
import { readOn } from './on.ts';
import { readPeer } from './peer.ts';

/** The flags of `wireside run`. */
export interface RunFlags extends LimitFlags {
  readonly part: string;
  readonly edition?: string;
  readonly case?: string;
  readonly labs?: string[];
  readonly on?: string[];
  readonly peer?: string[];
  readonly env?: string[];
  readonly read?: string[];
  readonly loss?: number;
  readonly localhost?: boolean;
  readonly seed?: string;
  readonly keep?: string;
  readonly raw?: boolean;
}

/** What a command line asks for. */
export interface Asked {
  readonly request: RunRequest;
  /** What to call it in the list of runs. */
  readonly title: string;
  /** The actor that has standard input, if one has. */
  readonly inputOf?: string;
  /** What the user should know before the run. */
  readonly notes: readonly string[];
}

/** What requests are made of. */
interface Making {
  readonly bench: Bench;
  readonly words: readonly string[];
  readonly flags: RunFlags;
  readonly seed: string;
  /** Limits that the command line sets. */
  readonly limits: Partial<Limits>;
  readonly notes: string[];
}

/**
 * Makes what the bench is asked.
 * @param words what is not a flag
 * @param commandLine all words of the command line, in which the values of `--on` are
 * @throws {UsageError} when the words do not go together; and as the parts that they name
 */
export async function makeRequest(
  bench: Bench,
  words: readonly string[],
  flags: RunFlags,
  commandLine: readonly string[],
): Promise<Asked> {
  const making: Making = {
    bench,
    words,
    flags,
    seed: flags.seed ?? newSeed(),
    limits: limitsOf(flags, process.stdin.isTTY === true),
    notes: [],
  };
  const { on = [] } = flags;
  const [first] = words;
  if (on.length > 0) {
    refuseWith('--on', flags, ['case']);
    if (first !== undefined) throw tooMuch('--on HOST', first, "Put it on a host too: --on client '…'");
    return ofPrograms(making, readOn(commandLine));
  }
  if (first === undefined) {
    throw new UsageError(
      'There is nothing to run.',
      'Name a command, such as: wireside run -- python3 client.py. Or a scene file, or --on.',
    );
  }
  if (['.yaml', '.yml'].includes(extname(first).toLowerCase())) {
    refuseWith('A scene file', flags, ['case', 'peer']);
    if (words[1] !== undefined) throw tooMuch('A scene file', words[1], 'The file says what is run.');
    return ofFile(making, first);
  }
  return flags.case === undefined ? ofPrograms(making, [{ words }]) : ofCase(making, flags.case);
}

/** Refuses flags that mean nothing beside something. */
function refuseWith(what: string, flags: RunFlags, names: readonly ('case' | 'peer')[]): void {
  const found = names.find((name) => flags[name] !== undefined);
  if (found !== undefined)
    throw new UsageError(`${what} and --${found} do not go together.`, 'Leave one of them out.');
}

const tooMuch = (what: string, word: string, hint: string): UsageError =>
  new UsageError(`${what} and "${escape(word)}" do not go together.`, hint);

/** The short form, and `--on`. */
async function ofPrograms(
  making: Making,
  given: readonly { readonly host?: string; readonly words: readonly string[] }[],
): Promise<Asked> {
  const { flags, seed, limits, notes } = making;
  const peers = (flags.peer ?? []).map(readPeer);
  const part = findPart(flags.part, labFolders(flags.labs));
  const programs = [];
  for (const { words, ...host } of given)
    programs.push({ ...host, program: await makeProgram(making, words) });
  const scene = makeScene({
    programs,
    peers,
    names: part.lab.hosts,
    limits: { ...DEFAULT_LIMITS, ...limits },
    impairments: lossOf(flags),
    isLocalhost: flags.localhost === true,
  });
  return { request: { scene, seed }, title: basename(given[0]?.words[0] ?? ''), notes, ...inputActor(scene) };
}

/** A case of a part, with the program in the place of the student's. */
async function ofCase(making: Making, id: string): Promise<Asked> {
  const { words, flags, seed, limits, notes } = making;
  const part = findPart(flags.part, labFolders(flags.labs));
  const edition = findEdition(part, flags.edition);
  const [found] = findCases(part, [id]);
  const program = await makeProgram(making, words);
  const request = await withCredentials(caseRequest(program, found!, { part, edition, seed }), edition);
  const peers = flags.peer?.map(readPeer);
  const hasArguments = argumentsOf(words, process.cwd()).length > 0;
  const scene = peers === undefined ? request.scene : withPeers(request.scene, peers);
  const actors = scene.actors.map((actor) => {
    if (actor.kind !== 'program') return actor;
    const own = { ...actor, limits: withRoomFor(program, { ...actor.limits, ...limits }) };
    if (!hasArguments || actor.arguments.length === 0) return own;
    notes.push(
      `The command has its own arguments, so it does not get those of the case: ${actor.arguments.join(' ')}.`,
    );
    return { ...own, arguments: [] };
  });
  return {
    request: { ...request, scene: changed({ ...scene, actors }, flags) },
    title: basename(words[0]!),
    notes,
  };
}

/** A scene file. */
async function ofFile(making: Making, path: string): Promise<Asked> {
  const { flags, seed, limits, notes } = making;
  const file = readScene(path);
  const programs = new Map<string, Program>();
  for (const [actor, words] of file.commands)
    programs.set(actor, await makeProgram(making, words, file.folder));
  const scene = sceneOf(file, programs, { limits });
  const actors = scene.actors.map((actor) =>
    actor.kind === 'program' ? { ...actor, limits: withRoomFor(actor.program, actor.limits) } : actor,
  );
  const made = changed({ ...scene, actors }, flags);
  return {
    request: { scene: made, seed: flags.seed ?? file.seed ?? seed },
    title: basename(path, extname(path)) || basename(dirname(resolve(path))),
    notes,
    ...inputActor(made),
  };
}

async function makeProgram(
  making: Making,
  words: readonly string[],
  folder = process.cwd(),
): Promise<Program> {
  const { flags, notes, bench } = making;
  const options: InPlaceOptions = {
    ...(flags.env === undefined ? {} : { variables: flags.env }),
    ...(flags.read === undefined ? {} : { readable: flags.read.map((path) => resolve(path)) }),
  };
  const made = await programOf(bench, words, folder, process.env, options);
  for (const note of made.notes) if (!notes.includes(note)) notes.push(note);
  return made.program;
}

/** A scene with what the command line changes. */
function changed(scene: Scene, flags: RunFlags): Scene {
  const impairments = flags.loss === undefined ? scene.impairments : lossOf(flags);
  const made = { ...scene, impairments };
  return flags.localhost === true ? onLocalhost(made, true) : made;
}

function lossOf({ loss }: RunFlags): Impairment[] {
  return loss === undefined || loss === 0 ? [] : [{ kind: 'loss', percent: loss }];
}

/**
 * The actor that has standard input: the last whose input is open, if no step types there or closes it; the last client of
 * ours if no program has.
 */
function inputActor({ actors, steps }: Scene): { inputOf?: string } {
  const taken = steps.flatMap(({ actions }) => actions);
  const isTypedTo = (name: string): boolean =>
    taken.some((one) => (one.action === 'type' || one.action === 'close-input') && one.actor === name);
  const programs = actors.filter((actor) => actor.kind === 'program');
  const open = programs.findLast(({ input, name }) => input === 'open' && !isTypedTo(name));
  if (open !== undefined) return { inputOf: open.name };
  const last = actors.at(-1);
  const isFree = last?.kind === 'peer' && steps.length === 0;
  return isFree ? { inputOf: last.name } : {};
}
