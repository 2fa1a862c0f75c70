/** Rules about how programs end. */
import type { Rule } from '../../finding.ts';
import { crash } from './crash.ts';
import { peerRefused } from './peer-refused.ts';

/** The rules in the order in which they are reported. */
export const ENDING: readonly Rule[] = [peerRefused, crash];
