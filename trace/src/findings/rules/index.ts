/** All rules about runs. */
import type { Rule } from '../finding.ts';
import { BYTES } from './bytes/index.ts';
import { CONNECTING } from './connecting/index.ts';
import { DATAGRAMS } from './datagrams/index.ts';
import { ENDING } from './ending/index.ts';
import { SECURITY } from './security/index.ts';
import { WAITING } from './waiting/index.ts';

/** The rules that say most, in the order in which their findings are reported. */
export const RULES: readonly Rule[] = [...CONNECTING, ...SECURITY, ...DATAGRAMS, ...BYTES, ...WAITING];

/** All rules: those that say only how a program ended come last, also after those about the capture. */
export const RUN_RULES: readonly Rule[] = [...RULES, ...ENDING];
