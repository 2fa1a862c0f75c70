/** What happens when in a scene, on a stage without hosts or processes. */
import type { RunEnd } from '@wireside/trace';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../limits.ts';
import type { Condition, Role, Scene, SceneActor, SceneStep } from '../../request.ts';
import { Engine } from './engine.ts';
import type { SceneEvent, Stage } from './engine.ts';
import type { RunningActor } from './running-actor.ts';

/** An actor that does what the test says. */
class Puppet implements RunningActor {
  readonly ended: Promise<RunEnd>;
  role: Role = 'client';
  accepted = 0;
  hasConnected = false;
  hasInput = true;
  port: number | undefined;
  typed = '';
  readonly signals: string[] = [];
  onSignal: () => void = () => this.end({ reason: 'signal', signal: 'SIGINT', at: 0 });
  end!: (end?: RunEnd) => void;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.end = (end = { reason: 'exited', code: 0, at: 0 }) => resolve(end);
    });
  }

  listens(port: number | undefined): boolean {
    return this.port !== undefined && (port ?? this.port) === this.port;
  }

  signal(name: string): boolean {
    this.signals.push(name);
    this.onSignal();
    return true;
  }

  type(bytes: Uint8Array): boolean {
    this.typed += Buffer.from(bytes).toString();
    return this.hasInput;
  }

  closeInput(): boolean {
    const { hasInput } = this;
    this.hasInput = false;
    return hasInput;
  }

  stop(): void {
    this.end({ reason: 'stopped', at: 0 });
  }
}

/** A stage of puppets. */
class Theater implements Stage {
  readonly events: string[] = [];
  readonly never: string[] = [];
  readonly puppets = new Map<string, Puppet>();
  readonly engine: Engine;
  readonly over: Promise<void>;

  constructor(actors: readonly SceneActor[], steps: readonly SceneStep[] = []) {
    const scene: Scene = { hosts: [], actors, steps, impairments: [] };
    this.engine = new Engine(scene, this, (actor) =>
      actor.kind === 'program' ? actor.role : actor.peer.endsWith('client') ? 'client' : 'server',
    );
    this.over = this.engine.play();
  }

  /** Waits before an actor is known to have started. */
  delay: (name: string) => Promise<void> = async () => {};

  async start({ name }: SceneActor): Promise<RunningActor> {
    const puppet = new Puppet();
    this.puppets.set(name, puppet);
    await this.delay(name);
    return puppet;
  }

  async onSet(): Promise<void> {
    this.events.push('set');
  }

  async setWire(): Promise<void> {}
  async settle(): Promise<void> {
    this.events.push('settle');
  }

  record({ event, actor, text, host }: SceneEvent): void {
    this.events.push([event, actor ?? host, event === 'missed' ? undefined : text].filter(Boolean).join(' '));
  }

  neverStarted(text: string): void {
    this.never.push(text);
  }

  /** Waits for an event. */
  async until(event: string): Promise<Puppet> {
    while (!this.events.includes(event)) await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    return this.puppets.get(event.split(' ')[1]!)!;
  }
}

function program(name: string, start?: Condition, role?: Role): SceneActor {
  return {
    kind: 'program',
    name,
    host: 'a',
    program: { files: [], command: [], environment: {} },
    arguments: [],
    input: 'open',
    limits: DEFAULT_LIMITS,
    ...(start === undefined ? {} : { start }),
    ...(role === undefined ? {} : { role }),
  };
}

const peer = (name: string): SceneActor => ({ kind: 'peer', name, host: 'a', peer: name, options: {} });
const listening = (actor: string, port?: number): Condition => ({
  event: 'listening',
  actor,
  ...(port === undefined ? {} : { port }),
});
const ended = (actor: string): Condition => ({ event: 'ended', actor });

describe('a scene', () => {
  it('starts servers of ours first, and is over when the only program has ended', async () => {
    const theater = new Theater([program('client'), peer('echo')]);
    const client = await theater.until('start client');
    client.role = 'server'; // the only program is a client whatever it does
    client.end();
    await theater.over;
    expect(theater.events).toEqual(['start echo', 'set', 'start client', 'ended client', 'end']);
  });

  it('starts an actor when another listens, and ends servers by Ctrl-C when the clients have ended', async () => {
    const theater = new Theater([program('server'), program('client', listening('server', 5000))]);
    const server = await theater.until('start server');
    expect(theater.events).not.toContain('start client');
    server.role = 'server';
    server.port = 5000;
    const client = await theater.until('start client');
    client.end();
    await theater.over;
    expect(theater.events).toEqual([
      'set',
      'start server',
      'start client',
      'ended client',
      'settle',
      'end',
      'signal server SIGINT',
      'ended server',
    ]);
  });

  it('types to an actor that has printed before it is known to have started', async () => {
    const when: Condition = { event: 'printed', actor: 'late', line: 'ready' };
    const theater = new Theater(
      [program('late'), program('other')],
      [{ when, actions: [{ action: 'type', actor: 'late', line: 'hello' }] }],
    );
    let known = (): void => {};
    theater.delay = (name) =>
      name === 'late' ? new Promise((resolve) => (known = resolve)) : Promise.resolve();
    await theater.until('start late');
    theater.engine.printed('late', Buffer.from('ready'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(theater.events).not.toContain('type late hello');
    known();
    const late = await theater.until('type late hello');
    expect(late.typed).toBe('hello\n');
    late.end();
    theater.puppets.get('other')!.end();
    await theater.over;
    expect(theater.events).not.toContain('missed late');
  });

  it('says that an actor never started, and why', async () => {
    const theater = new Theater([program('server'), program('client', listening('server', 5000))]);
    (await theater.until('start server')).end();
    await theater.over;
    expect(theater.events).toEqual(['set', 'start server', 'ended server', 'missed client', 'end']);
    expect(theater.never).toEqual([
      'client never started: it waits until server listens on port 5000, which did not happen.',
    ]);
  });

  it('does not wait for what servers of ours alone will never do', async () => {
    const start: Condition = { event: 'accepted', actor: 'echo', count: 2 };
    const theater = new Theater([peer('echo'), program('client'), program('late', start)]);
    (await theater.until('start client')).end();
    await theater.over;
    expect(theater.never).toEqual([
      'late never started: it waits until echo has accepted 2 connections, which did not happen.',
    ]);
  });

  it('treats the only program as a server if clients of ours come to it', async () => {
    const theater = new Theater([program('server'), peer('echo-client')]);
    const server = await theater.until('start server');
    server.role = 'server';
    (await theater.until('start echo-client')).end();
    await theater.over;
    expect(server.signals).toEqual(['SIGINT']);
  });

  it('goes on until all programs have ended if none is a client', async () => {
    const theater = new Theater([program('a'), program('b')]);
    const a = await theater.until('start a');
    const b = await theater.until('start b');
    a.role = b.role = 'server';
    a.end();
    await theater.until('ended a');
    expect(theater.events).not.toContain('end');
    b.end();
    await theater.over;
    expect(theater.events.at(-1)).toBe('end');
  });

  it('stops by force what does not end by Ctrl-C', async () => {
    const theater = new Theater([program('stubborn')]);
    const stubborn = await theater.until('start stubborn');
    stubborn.onSignal = () => {};
    theater.engine.end();
    await theater.over;
    expect(await stubborn.ended).toMatchObject({ reason: 'stopped' });
  });

  it('starts nothing more once the user has ended it', async () => {
    const theater = new Theater([program('server'), program('client', listening('server'))]);
    await theater.until('start server');
    theater.engine.end();
    await theater.over;
    expect(theater.events.filter((event) => event.startsWith('start'))).toEqual(['start server']);
  });
});

describe('steps', () => {
  it('are taken when what they wait for has happened, the last one before the end too', async () => {
    const theater = new Theater(
      [program('chat', undefined, 'client'), program('other', undefined, 'server')],
      [
        {
          when: { event: 'printed', actor: 'chat', line: '^name\\?$' },
          actions: [
            { action: 'type', actor: 'chat', line: 'Ada' },
            { action: 'close-input', actor: 'chat' },
          ],
        },
        { when: ended('chat'), actions: [{ action: 'signal', actor: 'other', signal: 'SIGTERM' }] },
      ],
    );
    const chat = await theater.until('start chat');
    const other = await theater.until('start other');
    theater.engine.printed('chat', Buffer.from('NAME?'));
    theater.engine.printed('chat', Buffer.from('name?'));
    await theater.until('close-input chat');
    expect(chat.typed).toBe('Ada\n');
    chat.end();
    await theater.over;
    expect(other.signals[0]).toBe('SIGTERM');
    expect(theater.events).toEqual(
      expect.arrayContaining(['type chat Ada', 'close-input chat', 'signal other SIGTERM']),
    );
  });

  it('wait for one of several things, until none of them can happen', async () => {
    const any = (actor: string): Condition => ({
      event: 'any',
      of: [
        { event: 'listening', actor },
        { event: 'connected', actor },
        { event: 'ended', actor },
      ],
    });
    const theater = new Theater(
      [program('first'), program('second'), program('third')],
      [
        { when: any('first'), actions: [{ action: 'signal', actor: 'third', signal: 'SIGUSR1' }] },
        { when: any('second'), actions: [{ action: 'end' }] },
      ],
    );
    const first = await theater.until('start first');
    const second = await theater.until('start second');
    const third = await theater.until('start third');
    first.hasConnected = true;
    theater.engine.happened();
    await theater.until('signal third SIGUSR1');
    expect(third.signals).toEqual(['SIGUSR1']);
    second.end();
    await theater.over;
    expect(theater.events).not.toContain('missed');
  });

  it('wait for all of several things, and pause after the ones before', async () => {
    const when: Condition = {
      event: 'all',
      of: [
        { event: 'connected', actor: 'client' },
        { event: 'pause', seconds: 0.01 },
        { event: 'accepted', actor: 'client', count: 2 },
      ],
    };
    const theater = new Theater([program('client')], [{ when, actions: [{ action: 'end' }] }]);
    const client = await theater.until('start client');
    client.hasConnected = true;
    theater.engine.happened();
    client.accepted = 2;
    theater.engine.happened();
    await theater.over;
    expect(theater.events.at(-2)).toBe('signal client SIGINT');
  });

  it('pause since the step before', async () => {
    const theater = new Theater(
      [program('client')],
      [
        { when: { event: 'printed', actor: 'client', line: 'never' }, actions: [{ action: 'end' }] },
        { when: { event: 'pause', seconds: 0 }, actions: [{ action: 'end' }] },
      ],
    );
    const client = await theater.until('start client');
    expect(theater.engine.isPausing).toBe(false);
    client.end();
    await theater.over;
    expect(theater.events.filter((event) => event === 'missed')).toHaveLength(2);
  });

  it('say what could not be done', async () => {
    const theater = new Theater(
      [program('client'), program('gone')],
      [{ when: ended('gone'), actions: [{ action: 'type', actor: 'gone', line: 'x' }] }],
    );
    (await theater.until('start gone')).end();
    await theater.until('missed gone');
    (await theater.until('start client')).end();
    await theater.over;
  });
});
