/** The options of the PMU over TLS: those of the PMU, and those of a TLS server. */
import { type Option, readOptions } from '../common/option.ts';
import { type TlsOptions, tlsOptionTable } from '../transport/tls-identity.ts';
import { checkPmuOptions, type PmuInput, type PmuOptions, pmuOptionTable } from './pmu-options.ts';

/** All options of a PMU over TLS, complete. */
export type PmuTlsOptions = PmuOptions & TlsOptions;

/** What a caller gives: any part of {@link PmuTlsOptions}. */
export type PmuTlsInput = PmuInput & Partial<TlsOptions>;

/** The options as a table. */
export const pmuTlsOptionTable: readonly Option[] = [...pmuOptionTable, ...tlsOptionTable];

/** Complete options from any part of them; throws PeerOptionError. */
export function pmuTlsOptions(input: PmuTlsInput): PmuTlsOptions {
  return checkPmuOptions(readOptions<PmuTlsOptions>('pmu-tls', pmuTlsOptionTable, input));
}
