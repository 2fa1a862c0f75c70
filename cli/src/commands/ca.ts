/** `wireside ca`: a course's own certificate authority, in a folder. */
import { escape } from '@wireside/trace';
import { X509Certificate } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import {
  ALGORITHMS,
  AuthorityError,
  initAuthority,
  MAX_REQUEST,
  readAlgorithm,
  readAuthority,
  readRegister,
  signRequest,
} from '@wireside/authority';
import type { AuthorityCertificate, RegisterEntry, SignedEntry } from '@wireside/authority';
import type { Command } from 'commander';

/** Registers the commands. */
export function caCommand(program: Command): void {
  const command = program.command('ca').description("run a course's own certificate authority");
  command
    .command('init')
    .description('make an authority: DIR/ca.crt for everyone, DIR/ca.key for its owner only')
    .requiredOption('--dir <dir>', 'the folder of the authority')
    .option('--name <name>', 'its name, the issuer of its certificates')
    .option('--algorithm <kind>', `the kind of key: ${ALGORITHMS.join(', ')}`, 'p256')
    .option('--days <n>', 'how long it is valid, and all that it signs', '1825')
    .action(init);
  command
    .command('sign')
    .description('sign a request, and print the certificate as PEM')
    .argument('<request>', 'a file written by openssl req -new; - is standard input')
    .requiredOption('--dir <dir>', 'the folder of the authority')
    .option('--for <name>', 'the only common name that it may have; any by default')
    .option('--days <n>', 'how long it is valid, but never longer than the authority', '365')
    .option('--edition <name>', 'the edition of the lab; older ones have certificates without extensions')
    .option('--no-extensions', 'a certificate of version 1: nothing but the name, the key and the dates')
    .action(sign);
  command
    .command('show')
    .description('show the authority and what it signed and refused, or one certificate')
    .argument('[certificate]', 'a serial number, or a file')
    .requiredOption('--dir <dir>', 'the folder of the authority')
    .option('--json', 'print JSON')
    .action(show);
}

async function init(options: { dir: string; name?: string; algorithm: string; days: string }): Promise<void> {
  const { dir, name } = options;
  const algorithm = readAlgorithm(options.algorithm);
  await initAuthority(dir, {
    algorithm,
    days: Number(options.days),
    ...(name === undefined ? {} : { name }),
  });
  process.stdout.write(`${describe(readAuthority(dir))}
Give ca.crt to everyone: clients need it to trust the authority.
Keep ca.key secret: anyone who can read it can sign certificates for any name.
`);
}

async function sign(
  request: string,
  options: { dir: string; for?: string; days: string; edition?: string; extensions: boolean },
): Promise<void> {
  const file = await readBounded(request);
  const { certificate, leftOut, namedBy } = await signRequest(options.dir, file, {
    days: Number(options.days),
    extensions: options.extensions && (await hasExtensions(options.edition)),
    ...(options.for === undefined ? {} : { for: options.for }),
  });
  // To standard error, because standard output is the certificate and nothing else.
  if (!namedBy.startsWith('CN='))
    process.stderr.write(`The request has no CN; its owner is named by ${escape(namedBy)}\n`);
  if (leftOut.length > 0) {
    process.stderr.write(
      `Not in the certificate, because no one has verified it: ${escape(leftOut.join(', '))}\n`,
    );
  }
  process.stdout.write(certificate);
}

/** Whether certificates of an edition have extensions. The labs are read only if an edition is named. */
async function hasExtensions(edition: string | undefined): Promise<boolean> {
  if (edition === undefined) return true;
  const { labEdition } = await import('../peers/editions.ts');
  return labEdition(edition).certificateExtensions;
}

function show(wanted: string | undefined, options: { dir: string; json?: true }): void {
  const authority = readAuthority(options.dir);
  const { entries, unreadable } = readRegister(authority.paths.register);
  const shown = wanted === undefined ? entries : [find(wanted, entries)];
  if (options.json) {
    const { certificate, notAfter } = authority;
    const own = {
      subject: certificate.subject,
      serial: certificate.serialNumber,
      fingerprint: certificate.fingerprint256,
      notAfter: notAfter.toISOString(),
    };
    process.stdout.write(
      `${JSON.stringify({ authority: own, register: shown, unreadable }, undefined, 2)}\n`,
    );
    return;
  }
  const lines = shown.map(line);
  const bad =
    unreadable.length === 0 ? [] : [`Lines of the register that cannot be read: ${unreadable.join(', ')}`];
  const head = wanted === undefined ? [describe(authority), ''] : [];
  const none = lines.length === 0 ? ['Nothing has been signed yet.'] : [];
  process.stdout.write(`${[...head, ...lines, ...none, ...bad].join('\n')}\n`);
}

/** The authority as text. */
function describe({ certificate, paths, notAfter }: AuthorityCertificate): string {
  return [
    `${escape(certificate.subject.replaceAll('\n', ', '))}, in ${escape(paths.certificate)}`,
    `valid until ${notAfter.toISOString().slice(0, 10)}, key ${keyText(certificate.publicKey)}`,
    `SHA-256 ${certificate.fingerprint256}`,
  ].join('\n');
}

function keyText({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: AuthorityCertificate['certificate']['publicKey']): string {
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  return [asymmetricKeyType, modulusLength, namedCurve].filter((word) => word !== undefined).join(' ');
}

/** One line of the register as text. */
function line(entry: RegisterEntry): string {
  const who = escape(entry.subject ?? 'a request that cannot be read');
  const whose = entry.for === null ? '' : `, for ${escape(entry.for)}`;
  const when = entry.time.replace(/\.\d+Z$/, 'Z');
  return entry.event === 'signed'
    ? `${when} signed ${entry.serial} ${who}${whose}, until ${entry.notAfter.slice(0, 10)}`
    : `${when} refused ${who}${whose}: ${escape(entry.reason)} (${entry.code})`;
}

/** The entry with a serial number, or of a certificate in a file. */
function find(wanted: string, entries: readonly RegisterEntry[]): SignedEntry {
  const serial = wanted.replaceAll(':', '').toUpperCase();
  const signed = entries.filter((entry) => entry.event === 'signed');
  const found = /^[0-9A-F]{1,40}$/.test(serial)
    ? signed.find((entry) => entry.serial === serial)
    : signed.find((entry) => entry.fingerprint === fingerprintOf(wanted));
  if (found !== undefined) return found;
  throw new AuthorityError({
    code: 'CA_NOT_FOUND',
    message: 'The register of this authority has no such certificate.',
    observed: wanted,
    expected: 'a serial number in the register, or the file of a certificate that this authority signed',
    hint: 'wireside ca show --dir … lists all certificates.',
  });
}

/** The fingerprint of the certificate in a file; undefined if there is none. */
function fingerprintOf(path: string): string | undefined {
  try {
    return new X509Certificate(readFileSync(path)).fingerprint256;
  } catch {
    return undefined;
  }
}

/** A file or standard input, up to the length at which the authority refuses it. */
async function readBounded(path: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    const source = path === '-' ? process.stdin : createReadStream(path, { end: MAX_REQUEST });
    for await (const piece of source as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length > MAX_REQUEST) break;
    }
  } catch (error) {
    throw new AuthorityError({
      code: 'CA_REQUEST_MISSING',
      message: 'Cannot read the request.',
      observed: error instanceof Error ? error.message : String(error),
      expected: 'a file written by openssl req -new',
      hint: 'Check the name and the current folder.',
    });
  }
  return Buffer.concat(pieces);
}
