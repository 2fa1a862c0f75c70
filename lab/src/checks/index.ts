/** All checks by their ids, which part.yaml names. */
import type { Check } from './check.ts';
import { command } from './command.ts';
import { connects } from './connects.ts';
import { end } from './end.ts';
import { flood } from './flood.ts';
import { live } from './live.ts';
import { messages } from './messages.ts';
import { refused } from './refused.ts';

export const CHECKS: ReadonlyMap<string, Check> = new Map(
  [connects, command, messages, live, flood, end, refused].map((check) => [check.id, check]),
);
