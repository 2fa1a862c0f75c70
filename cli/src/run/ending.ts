/** How a run ended, in words and as an exit status: its actors, packets, files, and what was missing. */
import { join } from 'node:path';
import { sceneActor } from '@wireside/peers';
import type { ActorDescription, Finding, RunDescription, RunEnd, SceneRecord } from '@wireside/trace';
import { escape } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { lastFindings } from '../findings/render.ts';
import type { Terminal } from '../terminal/spans.ts';

/** Names of files that are listed. */
const MAX_FILES = 5;

/** What the scene did, without the numbers of the lane. */
export type SceneEvent = Omit<SceneRecord, 'n'>;

/** Before each of our lines, so that nobody takes them for the program's. */
const PREFIX = '-- ';

/** A run that is over. */
export interface EndedRun {
  readonly run: RunDescription;
  readonly events: readonly SceneEvent[];
  /** What the rules find in it. */
  readonly findings: readonly Finding[];
  readonly folder: string;
  /** What `wireside show` takes for this run. */
  readonly name: string;
  /** Whether the user pressed Ctrl-C. */
  readonly wasInterrupted: boolean;
}

/** Actors that can end by themselves: all but our servers. */
function players({ actors }: RunDescription): readonly ActorDescription[] {
  return actors.filter((actor) => actor.kind === 'program' || sceneActor(actor.peer)?.role !== 'server');
}

/** Whether an actor was ended because the scene was over: that says nothing against it. */
function isDismissed({ name, ended }: ActorDescription, { events, wasInterrupted }: EndedRun): boolean {
  const over = events.findIndex(({ event }) => event === 'end');
  if (over < 0 || wasInterrupted || ended?.reason === 'limit') return false;
  return events.slice(over).some(({ event, actor }) => event === 'signal' && actor === name);
}

/** The exit status: 2 for an inconclusive run, 0 if all actors ended with status 0 or with the scene, otherwise 1. */
export function exitStatus(ending: EndedRun): number {
  const { run } = ending;
  if (run.faults.length > 0) return 2;
  const isFine = (actor: ActorDescription): boolean =>
    isDismissed(actor, ending) || (actor.ended?.reason === 'exited' && actor.ended.code === 0);
  return players(run).every(isFine) ? 0 : 1;
}

/** The summary: what went wrong, how each actor ended, the packets, the files, what was missing, and how to see more. */
export function summary(ending: EndedRun, terminal: Terminal): string {
  const { run, events, name, findings } = ending;
  const { lines: told, more } = lastFindings(findings, terminal, PREFIX);
  const all = players(run);
  const [first] = all;
  const packets = countText(run.capture?.packets ?? 0, 'packet') + droppedText(run);
  const lines =
    all.length === 1
      ? [`the program ${fate(first!, ending)}; ${packets}`]
      : [...all.map((actor) => `${actor.name} ${fate(actor, ending)}`), packets];
  const missed = events.flatMap(({ event, text = '' }) => (event === 'missed' ? [`${text}.`] : []));
  const rest = [
    ...lines,
    ...all.flatMap((actor) => {
      const called = all.length === 1 ? 'the program' : actor.name;
      return [...waitText(actor, called), ...refusedText(actor, called), ...filesText(actor, called, ending)];
    }),
    ...new Set([...(run.missing ?? []), ...missed]),
    told.length === 0
      ? `wireside show ${name}`
      : `wireside explain ${name}${more === 0 ? '' : ` (${more} more)`}; wireside show ${name}`,
    ...run.faults.map((fault) => `inconclusive, a fault of Wireside: ${fault}`),
  ];
  return [...told, ...rest.map((line) => `${PREFIX}${escape(line)}`)].join('\n');
}

/** How an actor ended, after its name. */
function fate(actor: ActorDescription, ending: EndedRun): string {
  const { ended, startedAt } = actor;
  if (ended === undefined) return startedAt === undefined ? 'did not start' : 'did not end';
  if (isDismissed(actor, ending)) return dismissalText(ended);
  if (ended.reason === 'exited') return `ended with status ${ended.code}`;
  if (ended.limit !== undefined) return `was stopped: limit "${ended.limit}" exceeded`;
  return ended.reason === 'stopped' ? 'was stopped' : `was killed by ${ended.signal ?? 'a signal'}`;
}

function dismissalText({ reason, code }: RunEnd): string {
  if (reason === 'stopped') return 'did not end by Ctrl-C when the scene was over, and was stopped';
  return reason === 'exited' && code !== 0
    ? `ended by Ctrl-C when the scene was over, with status ${code}`
    : 'ended by Ctrl-C when the scene was over';
}

/** What an actor waited for when it was stopped for doing nothing, or for taking too long. */
function waitText({ ended, ...actor }: ActorDescription, name: string): string[] {
  if (ended?.limit !== 'idle' && ended?.limit !== 'wall') return [];
  const { limit, waitingIn, waitingOn } = ended;
  const seconds = 'limits' in actor ? actor.limits[limit] : undefined;
  const what = limit === 'idle' ? 'without any activity' : 'of time';
  const time = seconds === undefined ? '' : `${seconds.toLocaleString('en')} s ${what}`;
  const wait =
    waitingIn === undefined
      ? ''
      : `${name} waited in ${waitingIn}()${waitingOn === undefined ? '' : ` on ${waitingOn}`}`;
  const facts = [time, wait].filter((text) => text !== '').join('; ');
  return [`${facts === '' ? name : facts}. More time: --${limit} SECONDS, or none`];
}

function refusedText({ ended }: ActorDescription, name: string): string[] {
  if (ended?.refused === undefined || ended.refused.length === 0) return [];
  const limits = ended.refused.map((limit) => `"${limit}"`).join(', ');
  return [
    `${name} was refused something by the ${ended.refused.length === 1 ? 'limit' : 'limits'} ${limits}`,
  ];
}

function filesText(actor: ActorDescription, name: string, { folder }: EndedRun): string[] {
  const wrote = 'wrote' in actor ? (actor.wrote ?? []) : [];
  if (wrote.length === 0) return [];
  const more = wrote.length > MAX_FILES ? `, and ${wrote.length - MAX_FILES} more` : '';
  const names = `${wrote.slice(0, MAX_FILES).join(', ')}${more}`;
  return [
    `${name} wrote ${countText(wrote.length, 'file')}: ${names}; kept in ${join(folder, 'files', actor.name)}`,
  ];
}

function droppedText({ impairments }: RunDescription): string {
  const dropped = impairments.reduce((sum, each) => sum + (each.dropped ?? 0), 0);
  return dropped === 0 ? '' : `, of which ${dropped.toLocaleString('en')} were dropped`;
}
