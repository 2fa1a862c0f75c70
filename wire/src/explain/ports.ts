/** The services of well-known ports, as far as a course needs them (https://www.iana.org/assignments/port-numbers). */

const NAMES: Readonly<Record<number, string>> = {
  20: 'FTP data',
  21: 'FTP',
  22: 'SSH',
  23: 'Telnet',
  25: 'SMTP',
  53: 'DNS',
  80: 'HTTP',
  110: 'POP3',
  143: 'IMAP',
  179: 'BGP',
  443: 'HTTPS',
  445: 'SMB',
  587: 'SMTP submission',
  853: 'DNS over TLS',
  993: 'IMAP over TLS',
  995: 'POP3 over TLS',
  3306: 'MySQL',
  5432: 'PostgreSQL',
  6379: 'Redis',
  8080: 'HTTP',
};

/** The service expected at a port, or undefined. */
export function portName(port: number): string | undefined {
  return NAMES[port];
}
