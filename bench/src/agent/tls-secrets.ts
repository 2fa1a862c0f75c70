/** Lets programs give the secrets of their TLS connections: where they write them, and what is read of that. */
import { readRegularFile } from './collect.ts';

/** The file in the sandbox to which programs write their secrets. */
export const SECRETS_FILE = '/wireside/tls-secrets';
/** Its name in the workspace. */
export const SECRETS_NAME = 'tls-secrets';
/** Maximum number of bytes that are read of it. */
const MAX_SECRETS = 1024 * 1024;
/** One line of the NSS key log format: a label, the client's random, a secret. */
const SECRET =
  /^(?:CLIENT_RANDOM|(?:CLIENT_EARLY|(?:CLIENT|SERVER)_HANDSHAKE)_TRAFFIC_SECRET|(?:CLIENT|SERVER)_TRAFFIC_SECRET_\d{1,3}|(?:EARLY_)?EXPORTER_SECRET) [0-9a-fA-F]{64} (?:[0-9a-fA-F]{2}){16,64}$/;
/** Node's option for it. */
const NODE_OPTION = '--tls-keylog';
/** A script that Node runs first. */
export const NODE_SCRIPT = '/wireside/no-keylog-warning.cjs';
/** Its name in the workspace. */
export const NODE_SCRIPT_NAME = 'no-keylog-warning.cjs';
/** Node warns on standard error, which is the program's, that its secrets are written. The script drops that warning. */
export const NODE_SCRIPT_TEXT = `const { emitWarning } = process;
process.emitWarning = function (warning, ...rest) {
  if (typeof warning === 'string' && warning.startsWith('Using --tls-keylog makes TLS connections insecure')) {
    process.emitWarning = emitWarning;
    return;
  }
  emitWarning.call(this, warning, ...rest);
};
`;

/**
 * The environment with which a program writes its secrets: OpenSSL's users (Python, curl) and others know SSLKEYLOGFILE,
 * Node has an option. A program that sets these itself is left alone. Without TLS, they do nothing.
 */
export function withSecrets(environment: Readonly<Record<string, string>>): Record<string, string> {
  const changed = { ...environment };
  changed['SSLKEYLOGFILE'] ??= SECRETS_FILE;
  const options = changed['NODE_OPTIONS'] ?? '';
  if (!options.includes(NODE_OPTION)) {
    changed['NODE_OPTIONS'] =
      `${options} ${NODE_OPTION}=${SECRETS_FILE} --require=${NODE_SCRIPT}`.trimStart();
  }
  return changed;
}

/** The secrets in a file of a workspace, which the program may have filled with anything; undefined if there are none. */
export function readSecrets(path: string): string | undefined {
  const bytes = readRegularFile(path, MAX_SECRETS);
  if (bytes === undefined || bytes.length === 0) return undefined;
  const lines = Buffer.from(bytes)
    .toString('latin1')
    .split('\n')
    .filter((line) => SECRET.test(line));
  // Both ends of a connection may have written the same ones.
  return lines.length === 0 ? undefined : `${[...new Set(lines)].join('\n')}\n`;
}
