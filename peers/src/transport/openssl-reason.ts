/** What OpenSSL complains about, without its addresses, file names and line ends. */

/**
 * The reason in an error's message: `OpenSSL: wrong version number` of `803C:error:0A00010B:SSL routines:ssl3_get_record:wrong
 * version number:ssl3_record.c:354:`. A message that is not OpenSSL's is returned as it is.
 */
export function opensslReason({ message }: Error): string {
  const reason = /error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]{1,100})/.exec(message)?.[1];
  return reason === undefined ? message : `OpenSSL: ${reason}`;
}
