/** The reason in an OpenSSL message, without addresses, file names and newlines. */

/**
 * The reason in an error's message: `OpenSSL: wrong version number` from `803C:error:0A00010B:SSL
 * routines:ssl3_get_record:wrong version number:ssl3_record.c:354:`. Other messages are returned unchanged.
 */
export function opensslReason({ message }: Error): string {
  const reason = /error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]{1,100})/.exec(message)?.[1];
  return reason === undefined ? message : `OpenSSL: ${reason}`;
}
