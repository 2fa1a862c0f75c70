/** What is refused of a scene before anything of it is made. */
import { PeerOptionError } from '@wireside/peers';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Condition, Scene, SceneActor } from './request.ts';
import { checkScene } from './scene-check.ts';
import { SceneError } from './scene-error.ts';

function program(name: string, start?: Condition, host = 'a'): SceneActor {
  return {
    kind: 'program',
    name,
    host,
    program: { files: [], command: ['true'], environment: {} },
    arguments: [],
    input: 'open',
    limits: DEFAULT_LIMITS,
    ...(start === undefined ? {} : { start }),
  };
}

const peer = (name: string, catalog: string, options: Record<string, unknown> = {}): SceneActor => ({
  kind: 'peer',
  name,
  host: 'a',
  peer: catalog,
  options,
});

function scene(wanted: Partial<Scene>): Scene {
  return { hosts: [{ name: 'a', names: [] }], actors: [program('p')], steps: [], impairments: [], ...wanted };
}

function codeOf(wanted: Partial<Scene>): string {
  try {
    checkScene(scene(wanted));
    return '';
  } catch (error) {
    if (error instanceof SceneError || error instanceof PeerOptionError) {
      expect(`${error.message}${error.expected}${error.hint}`).not.toMatch(/undefined|\[object/);
      return error.code;
    }
    throw error;
  }
}

const hosts = (...names: string[]): Scene['hosts'] => names.map((name) => ({ name, names: [] }));
const step = (when: Condition): Scene['steps'] => [{ when, actions: [{ action: 'end' }] }];
const waits = (actor: string): Condition => ({ event: 'listening', actor });

describe('a scene is refused', () => {
  it.each<[string, Partial<Scene>]>([
    ['SCENE_SIZE', { hosts: [] }],
    ['SCENE_SIZE', { hosts: hosts(...'abcdefghi') }],
    ['SCENE_SIZE', { actors: [] }],
    ['SCENE_SIZE', { actors: Array.from({ length: 33 }, (_, i) => program(`p${i}`)) }],
    ['SCENE_NAME', { hosts: hosts('a', '../b') }],
    ['SCENE_NAME', { actors: [program('P')] }],
    ['SCENE_NAME', { actors: [program('')] }],
    ['SCENE_NAME_TAKEN', { hosts: hosts('a', 'a') }],
    ['SCENE_NAME_TAKEN', { actors: [program('p'), program('p')] }],
    ['SCENE_UNKNOWN', { actors: [program('p', undefined, 'b')] }],
    ['SCENE_UNKNOWN', { actors: [program('p', waits('q'))] }],
    ['SCENE_UNKNOWN', { steps: step({ event: 'all', of: [waits('q')] }) }],
    ['SCENE_UNKNOWN', { impairments: [{ kind: 'loss', percent: 5, to: 'b' }] }],
    [
      'SCENE_UNKNOWN',
      { steps: [{ when: waits('p'), actions: [{ action: 'wire', host: 'b', state: 'up' }] }] },
    ],
    ['SCENE_VALUE', { steps: step({ event: 'pause', seconds: -1 }) }],
    ['SCENE_VALUE', { steps: step({ event: 'pause', seconds: Number.NaN }) }],
    ['SCENE_VALUE', { steps: step({ event: 'listening', actor: 'p', port: 70_000 }) }],
    ['SCENE_PATTERN', { steps: step({ event: 'printed', actor: 'p', line: 'ready (' }) }],
    ['SCENE_PATTERN', { steps: step({ event: 'printed', actor: 'p', line: '(a)\\1' }) }],
    [
      'SCENE_SIGNAL',
      { steps: [{ when: waits('p'), actions: [{ action: 'signal', actor: 'p', signal: 'SIGX' }] }] },
    ],
    ['SCENE_CYCLE', { actors: [program('p', waits('q')), program('q', waits('p'))] }],
    ['SCENE_CYCLE', { actors: [program('p', { event: 'all', of: [waits('p')] })] }],
    ['PEER_UNKNOWN', { actors: [peer('e', 'ecoh')] }],
    ['PEER_OPTION_UNKNOWN', { actors: [peer('e', 'echo', { prot: 5 })] }],
    ['PEER_OPTION_VALUE', { actors: [peer('e', 'echo', { port: 'x' })] }],
  ])('with %s', (code, wanted) => {
    expect(codeOf(wanted)).toBe(code);
  });

  it('for a signal that a peer does not know', () => {
    const signal = (name: string): string =>
      codeOf({
        actors: [program('p'), peer('e', 'echo')],
        steps: [{ when: waits('p'), actions: [{ action: 'signal', actor: 'e', signal: name }] }],
      });
    expect(signal('SIGTERM')).toBe('SCENE_SIGNAL');
    expect(signal('SIGINT')).toBe('');
  });
});

it('a scene with all kinds of conditions is not refused', () => {
  const when: Condition = {
    event: 'all',
    of: [
      { event: 'listening', actor: 's', port: 5000 },
      { event: 'accepted', actor: 's', count: 2 },
      { event: 'connected', actor: 'c' },
      { event: 'printed', actor: 'c', line: '^ready \\(\\d+\\)$' },
      { event: 'ended', actor: 'c' },
      { event: 'pause', seconds: 0.5 },
    ],
  };
  expect(
    codeOf({ actors: [program('s'), program('c', waits('s')), peer('e', 'echo-client')], steps: step(when) }),
  ).toBe('');
});
