/** Rules about TLS and WebSocket. */
import type { Rule } from '../../finding.ts';
import { frameAfterUpgrade } from './frame-after-upgrade.ts';
import { heldByTls } from './held-by-tls.ts';

/** The rules in the order in which they are reported. */
export const SECURITY: readonly Rule[] = [heldByTls, frameAfterUpgrade];
