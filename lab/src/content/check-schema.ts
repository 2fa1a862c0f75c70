/** The shape of a check that a part.yaml defines. */
import { MAX_QUERY } from '@wireside/trace';
import { z } from 'zod';
import { id, title } from './fields.ts';

/** Checks that a check may need. */
const MAX_NEEDS = 50;
/** Characters of a sentence with queries in braces. */
const MAX_SENTENCE = 1000;

const query = z.string().min(1).max(MAX_QUERY);

/** A reason for which a check that a part defines may fail. */
const reason = z.strictObject({
  where: query.describe('A query that holds where this is the reason'),
  text: z
    .string()
    .min(1)
    .max(MAX_SENTENCE)
    .describe('What is told, and what to change; {count(calls)} is filled in'),
  show: query.optional().describe('The records that show it; the first five'),
});

/** A check that a part defines by a query. */
export const queryCheck = z.strictObject({
  title: title.describe('What is checked, as in "joins the group"; known before the run'),
  needs: z.array(id).max(MAX_NEEDS).default([]).describe('Checks that must pass first'),
  expect: query.describe(
    'A query that holds for a correct program, such as count(calls: call.name == "bind") == 1',
  ),
  failed: z
    .string()
    .min(1)
    .max(MAX_SENTENCE)
    .describe('What is told where it does not hold; {count(calls)} is filled in'),
  show: query
    .optional()
    .describe('The records that show it, such as calls: call.name == "bind"; the first five'),
  reasons: z
    .record(id, reason)
    .default({})
    .describe('Why it may fail, by the ids of the reasons: the first whose query holds is told'),
});
