/** The openssl commands that fix a refused request, ready to be copied. */

/** The name in a command if none is known. */
const PLACEHOLDER = 'Your Name';

/** The argument of `-subj` for a common name, quoted for the shell; `/`, `+`, `=` and `\` are special in it. */
function subjectArgument(name: string): string {
  const escaped = name.replaceAll(/[\\/+=]/g, '\\$&').replaceAll("'", "'\\''");
  const utf8 = /^[\u0020-\u007e]*$/.test(name) ? '' : '-utf8 ';
  return `${utf8}-subj '/CN=${escaped}'`;
}

/** Makes a request with the existing key. */
export function requestAgain(name: string = PLACEHOLDER): string {
  return `openssl req -new -key server.key -out request.csr ${subjectArgument(name)}`;
}

/** Makes a request with a new key. */
export function requestNewKey(name: string = PLACEHOLDER): string {
  return `openssl req -new -newkey rsa:2048 -nodes -keyout server.key -out request.csr ${subjectArgument(name)}`;
}
