/** The openssl commands that mend a request which was refused, ready to be copied. */

/** Stands where nobody knows the name. */
const SOMEBODY = 'Your Name';

/** The argument of `-subj` for a common name, quoted for the shell; `/`, `+`, `=` and `\` have a meaning there. */
function subjectArgument(name: string): string {
  const escaped = name.replaceAll(/[\\/+=]/g, '\\$&').replaceAll("'", "'\\''");
  const utf8 = /^[\u0020-\u007e]*$/.test(name) ? '' : '-utf8 ';
  return `${utf8}-subj '/CN=${escaped}'`;
}

/** A request with the key that is there. */
export function requestAgain(name: string = SOMEBODY): string {
  return `openssl req -new -key server.key -out request.csr ${subjectArgument(name)}`;
}

/** A request with a new key. */
export function requestNewKey(name: string = SOMEBODY): string {
  return `openssl req -new -newkey rsa:2048 -nodes -keyout server.key -out request.csr ${subjectArgument(name)}`;
}
