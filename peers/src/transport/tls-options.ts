/** The options of every TLS server, as rows for the tables of the peers. */
import type { OptionsOf } from '../common/option-table.ts';
import { handshakeTimeout } from '../common/option-rows.ts';

/** The oldest and the newest version of TLS; `verb` says what is done with them. */
export function tlsVersions(verb: 'accepted' | 'offered') {
  const choices = ['TLSv1.2', 'TLSv1.3'] as const;
  return [
    {
      name: 'minVersion',
      type: 'choice',
      choices,
      default: 'TLSv1.2',
      description: `The oldest version of TLS that is ${verb}.`,
    },
    {
      name: 'maxVersion',
      type: 'choice',
      choices,
      default: 'TLSv1.3',
      description: `The newest version of TLS that is ${verb}.`,
    },
  ] as const;
}

/** The options, of servers and clients, that take a certificate or a key as PEM, or a file with it. */
export const PEM_OPTIONS: readonly string[] = ['certificate', 'key', 'ca'];

/** The rows. */
export const TLS_ROWS = [
  {
    name: 'certificate',
    type: 'text',
    default: '',
    description: 'Certificate as PEM, or a file; without one, the server makes a self-signed one.',
  },
  { name: 'key', type: 'text', default: '', description: 'Private key as PEM, or a file.' },
  // A client has to be told to trust the certificate that the server made itself.
  {
    name: 'saveCertificate',
    type: 'text',
    default: '',
    description: 'File to write the self-signed certificate to.',
  },
  // A client has to refuse such a server. That is worth trying, too.
  {
    name: 'allowExpired',
    type: 'boolean',
    default: false,
    description: 'Start even if the certificate has expired or is not valid yet: a client has to refuse it.',
  },
  ...tlsVersions('accepted'),
  handshakeTimeout('Seconds that a client may take for the handshake.'),
  // The format of SSLKEYLOGFILE. Anyone who has the file can read everything.
  {
    name: 'keylog',
    type: 'text',
    default: '',
    description: "File to append the sessions' secrets to, so that Wireshark can decrypt a capture.",
  },
] as const;

/** The options of a TLS server, complete. */
export type TlsOptions = OptionsOf<typeof TLS_ROWS>;
