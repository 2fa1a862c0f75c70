/** For tests of queries: a recorded run, and what it says to a query. */
import { fileURLToPath } from 'node:url';
import type { Model } from '../model.ts';
import { readModel } from '../node/store.ts';
import { compileQuery } from './query.ts';
import { SAMPLE_VALUES } from './values.ts';

/** A recorded run of trace/fixtures. */
export const fixture = (name: string): Model =>
  readModel(fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url)));
/** A run of a client that takes three messages for one. */
export const model = fixture('version-2-incorrect');
/** The values of its case. */
export const values = { ...SAMPLE_VALUES, server: 'pmu.lab', case: 'two' };

/** Whether a query holds, why the run cannot tell, or what is wrong with the text. */
export function holds(text: string, run = model): boolean | string {
  const { query, error } = compileQuery(text, values);
  if (error) return `${error.column}: ${error.message}`;
  const answer = query.ask(run);
  return answer.holds ?? answer.unknown!;
}
