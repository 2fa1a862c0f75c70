/** The options of the PDC over TLS. */
import { defineOptions } from '../common/option.ts';
import { CLIENT_TIMEOUT, LEAVE, MAX_ANSWER_ROW } from '../transport/manner.ts';
import { PDC_ARGUMENTS } from './pdc-options.ts';

/** The options of the PDC over TLS. */
export const pdcTlsOptions = defineOptions('pdc-tls', [
  ...PDC_ARGUMENTS,
  {
    name: 'ca',
    type: 'text',
    default: 'ca.crt',
    description: "Certificate of the authority that signed the server's certificate; a file, or PEM.",
  },
  // A server has nothing to say before the command, however long that takes.
  {
    name: 'delay',
    type: 'number',
    min: 0,
    max: 3600,
    default: 0,
    description: 'Seconds from the end of the handshake to the command.',
  },
  LEAVE,
  CLIENT_TIMEOUT,
  MAX_ANSWER_ROW,
]);
