/** From the words of `wireside try` to a scene in which the user is the program: a case, with a shell in its place. */
import { programOf } from '@wireside/bench';
import type { Bench, Scene, SceneActor } from '@wireside/bench';
import { caseRequest, findCases, findEdition, findPart, withCredentials } from '@wireside/lab';
import { newSeed } from '../judging.ts';
import { labFolders } from '../labs.ts';
import { limitsOf } from './limits.ts';
import type { Asked } from './request.ts';

/** What the words and flags of `wireside try` ask for. */
export interface TryOptions {
  readonly part: string;
  readonly case?: string;
  /** The command to run; without one, a shell. */
  readonly command: readonly string[];
  readonly edition?: string;
  readonly labs?: readonly string[];
  readonly seed?: string;
  /** Whether a shell is at a terminal: it then has one of its own. */
  readonly isAtTerminal: boolean;
  /** The size of the terminal. */
  readonly columns: number;
  readonly rows: number;
  /** The kind of terminal, as TERM says it (default: that of this process). */
  readonly term?: string;
  /** The folder in which the shell begins (default: the current one). */
  readonly folder?: string;
}

/**
 * Makes the scene.
 * @throws {LabError} when there is no such part, case or edition; {ProgramError} when the command cannot be run
 */
export async function tryRequest(bench: Bench, options: TryOptions): Promise<Asked> {
  const part = findPart(options.part, labFolders(options.labs));
  const edition = findEdition(part, options.edition);
  const [found] = findCases(part, options.case === undefined ? [part.cases[0]!.id] : [options.case]);
  const chosen = found!;
  const isShell = options.command.length === 0;
  const words = isShell ? shell(options) : options.command;
  const { term = process.env['TERM'], folder = process.cwd() } = options;
  const terminal = term === undefined ? [] : [`TERM=${term}`];
  const variables = [...terminal, `PS1=${part.id}/${chosen.id}$ `];
  const made = await programOf(bench, words, folder, process.env, { variables });
  const seed = options.seed ?? newSeed();
  const request = await withCredentials(caseRequest(made.program, chosen, { part, edition, seed }), edition);
  const actor = request.scene.actors.find((one) => one.kind === 'program')!;
  return {
    request: { ...request, scene: forHands(request.scene, actor.name) },
    title: `try-${part.id}`,
    inputOf: actor.name,
    notes: [
      ...made.notes,
      `${part.id}/${chosen.id}: ${chosen.title}`,
      ...whereText(request.scene, actor),
      `In your place, the judge starts: ${[part.program, ...actor.arguments].join(' ')}`,
      ...(isShell ? ['exit ends it.'] : []),
    ],
  };
}

/** A shell without the user's own settings; at a terminal, `script` gives it a terminal of its own, of the same size. */
function shell({ isAtTerminal, columns, rows }: TryOptions): string[] {
  if (!isAtTerminal) return ['bash', '--norc', '--noprofile'];
  const sized = `stty rows ${rows} cols ${columns}; exec bash --norc --noprofile -i`;
  return ['script', '--quiet', '--return', '--command', sized, '/dev/null'];
}

/**
 * The scene with room for a person: no limits on time, an open input, no arguments, and no step that ends it or does what
 * the person does. It ends when the person leaves, even if clients of ours are still there.
 */
function forHands(scene: Scene, own: string): Scene {
  const limits = limitsOf({ limits: false }, true);
  const steps = scene.steps
    .filter(({ actions }) => actions.every(({ action }) => action !== 'end'))
    .map((step) => ({
      ...step,
      actions: step.actions.filter((one) => !('actor' in one) || one.actor !== own),
    }))
    .filter(({ actions }) => actions.length > 0);
  return {
    ...scene,
    steps: [...steps, { when: { event: 'ended', actor: own }, actions: [{ action: 'end' }] }],
    actors: scene.actors.map((actor) =>
      actor.kind === 'program'
        ? { ...actor, arguments: [], input: 'open', limits: { ...actor.limits, ...limits } }
        : actor,
    ),
  };
}

/** Where the user is, and who else is there. */
function whereText({ actors, hosts }: Scene, own: SceneActor): string[] {
  const names = hosts.map(({ name }) => name).join(' and ');
  const others = actors.filter(({ name }) => name !== own.name);
  const peers = others.map(({ name, host }) => (host === name ? name : `${name} on ${host}`));
  return [`You are on the host ${own.host}; the hosts: ${names}. With you: ${peers.join(', ') || 'nobody'}.`];
}
