/** Reads and writes PEM (RFC 7468): base64 between two lines that say what it is. */

/** One block: what its first line calls it, and the bytes; `null` where they are no base64. */
export interface PemBlock {
  readonly label: string;
  readonly bytes: Buffer | null;
}

/** A block's first line; what stands before it, such as the output of `openssl req -text`, is explanation. */
const BEGIN = /^-----BEGIN ([A-Z0-9][A-Z0-9 ]{0,40})-----\s*$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The blocks of a text, in order; one without its last line counts, with `null`. Linear in the text's length. */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let label: string | undefined;
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const begins = line.startsWith('-----BEGIN') ? BEGIN.exec(line.trimEnd())?.[1] : undefined;
    if (begins !== undefined) {
      if (label !== undefined) blocks.push({ label, bytes: null });
      label = begins;
      lines = [];
    } else if (label !== undefined && line.startsWith('-----END')) {
      blocks.push({ label, bytes: line.trimEnd() === `-----END ${label}-----` ? decode(lines) : null });
      label = undefined;
    } else if (label !== undefined) {
      lines.push(line.trim());
    }
  }
  if (label !== undefined) blocks.push({ label, bytes: null });
  return blocks;
}

function decode(lines: readonly string[]): Buffer | null {
  const digits = lines.join('');
  return digits.length % 4 === 0 && digits !== '' && BASE64.test(digits)
    ? Buffer.from(digits, 'base64')
    : null;
}

/** A block of 64 characters a line, with its end of line. */
export function toPem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
