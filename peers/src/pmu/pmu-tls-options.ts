/** The options of the PMU over TLS: those of the PMU, and those of a TLS server. */
import { defineOptions } from '../common/option.ts';
import type { InputOf } from '../common/option-table.ts';
import { TLS_ROWS } from '../transport/tls-options.ts';
import { checkFlood, pmuOptions } from './pmu-options.ts';

/** The options of the PMU over TLS. */
export const pmuTlsOptions = defineOptions('pmu-tls', [...pmuOptions.table, ...TLS_ROWS], checkFlood);

/** What a caller passes: any part of the options. */
export type PmuTlsInput = InputOf<typeof pmuTlsOptions.table>;
