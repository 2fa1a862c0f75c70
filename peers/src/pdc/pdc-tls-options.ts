/** The options of the PDC over TLS. */
import type { Option } from '../common/option.ts';
import { type PdcOptions, pdcOptionTable } from './pdc-options.ts';

/** All options of a PDC over TLS, complete. */
export interface PdcTlsOptions extends PdcOptions {
  /** The authority's certificate, as PEM or as a file. */
  readonly ca: string;
}

/** The options as a table. */
export const pdcTlsOptionTable: readonly Option[] = [
  ...pdcOptionTable,
  {
    name: 'ca',
    type: 'text',
    default: 'ca.crt',
    description: "Certificate of the authority that has to have signed the server's; a file, or PEM.",
  },
];
