/**
 * The forms of a mapping of which one key says what it is (`printed: alice`), and decides which others belong to it
 * (`line: welcome`): as rules, and as JSON Schema.
 */

/** What belongs to the key that names a form. */
export interface Form {
  /** Keys that it must have beside its own. */
  readonly needs?: readonly string[];
  /** Keys that it may have. */
  readonly takes?: readonly string[];
}

/** Forms by the key that names each. */
export type Forms = Readonly<Record<string, Form>>;

/** What a condition waits for. */
export const CONDITION_FORMS: Forms = {
  listening: { takes: ['port'] },
  accepted: { takes: ['connections'] },
  connected: {},
  printed: { needs: ['line'] },
  ended: {},
  pause: {},
};

/** What a step does. */
export const ACTION_FORMS: Forms = {
  type: { needs: ['to'] },
  'close-input': {},
  signal: { needs: ['to'] },
  'wire-down': {},
  'wire-up': {},
  end: {},
};

/** What the network does to packets. */
export const IMPAIRMENT_FORMS: Forms = {
  loss: { takes: ['from', 'to'] },
  drop: { takes: ['packet', 'from', 'to'] },
  delay: { takes: ['jitter', 'from', 'to'] },
  rate: { takes: ['from', 'to'] },
};

/** The whole input of a program. */
export const INPUT_FORMS: Forms = { text: {}, file: {} };

/** What an actor is in a scene file. */
export const ACTOR_FORMS: Forms = {
  run: { takes: ['on', 'start', 'role', 'input', 'limits'] },
  peer: { takes: ['options', 'on', 'start'] },
};

/** What an actor is in a case of a part. */
export const CASE_ACTOR_FORMS: Forms = {
  peer: ACTOR_FORMS['peer']!,
  program: { takes: ['on', 'start', 'role', 'input', 'limits'] },
};

/** All keys of a form, its own first. */
export function keysOf(forms: Forms, head: string): string[] {
  const { needs = [], takes = [] } = forms[head] ?? {};
  return [head, ...needs, ...takes];
}

/** The forms as JSON Schema: a mapping must match exactly one of them. */
export function formSchema(forms: Forms): Record<string, unknown> {
  return {
    oneOf: Object.entries(forms).map(([head, { needs = [] }]) => ({
      required: [head, ...needs],
      propertyNames: { enum: keysOf(forms, head) },
    })),
  };
}
