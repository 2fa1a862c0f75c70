/** Reads and writes PEM (RFC 7468): base64 between two lines that name its contents. */

/** One block: the label in its first line, and the bytes. */
export interface PemBlock {
  readonly label: string;
  /** Absent if the block is not valid: no base64, or no last line. */
  readonly bytes?: Buffer;
}

/** A block's first line; anything before it, such as the output of `openssl req -text`, is explanation. */
const BEGIN = /^-----BEGIN ([A-Z0-9][A-Z0-9 ]{0,40})-----\s*$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** The blocks of a text, in order, including those that are not valid. Takes time linear in the text's length. */
export function readPem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let label: string | undefined;
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const begins = line.startsWith('-----BEGIN') ? BEGIN.exec(line.trimEnd())?.[1] : undefined;
    if (begins !== undefined) {
      if (label !== undefined) blocks.push({ label });
      label = begins;
      lines = [];
    } else if (label !== undefined && line.startsWith('-----END')) {
      const bytes = line.trimEnd() === `-----END ${label}-----` ? decode(lines) : undefined;
      blocks.push(bytes ? { label, bytes } : { label });
      label = undefined;
    } else if (label !== undefined) {
      lines.push(line.trim());
    }
  }
  if (label !== undefined) blocks.push({ label });
  return blocks;
}

/** The bytes, or undefined if the lines are not base64. */
function decode(lines: readonly string[]): Buffer | undefined {
  const digits = lines.join('');
  return digits.length % 4 === 0 && digits !== '' && BASE64.test(digits)
    ? Buffer.from(digits, 'base64')
    : undefined;
}

/** A block with 64 characters per line, and a newline after the last line. */
export function toPem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
