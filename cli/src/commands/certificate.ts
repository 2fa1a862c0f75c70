/** `wireside certificate self-signed`: a key and a certificate for a server that needs no authority. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { ALGORITHMS, AuthorityError, opensslNewKey, readAlgorithm, selfSigned } from '@wireside/authority';
import type { Algorithm } from '@wireside/authority';
import type { Command } from 'commander';

/** The flags of the command line. */
interface Options {
  readonly out: string;
  readonly algorithm: string;
  readonly days: string;
  readonly force?: true;
}

/** Registers the command. */
export function certificateCommand(program: Command): void {
  const command = program.command('certificate').description('make certificates without an authority');
  command
    .command('self-signed')
    .description('write server.pem and server.key: a self-signed certificate, and its key')
    .argument('<name>', 'the host that it is for: localhost, another name, or an address')
    .option('--out <dir>', 'the folder to write to', '.')
    .option('--algorithm <kind>', `the kind of key: ${ALGORITHMS.join(', ')}`, 'rsa2048')
    .option('--days <n>', 'how long it is valid', '365')
    .option('--force', 'overwrite existing files')
    .action(writeSelfSigned);
}

async function writeSelfSigned(name: string, options: Options): Promise<void> {
  const algorithm = readAlgorithm(options.algorithm);
  const days = Number(options.days);
  const certificatePath = join(options.out, 'server.pem');
  const keyPath = join(options.out, 'server.key');
  for (const path of [certificatePath, keyPath]) {
    if (existsSync(path) && options.force !== true) throw taken(path);
  }
  const { certificate, key } = await selfSigned({ name, algorithm, days });
  try {
    mkdirSync(options.out, { recursive: true });
    replace(keyPath, key, 0o600);
    replace(certificatePath, certificate, 0o644);
  } catch (error) {
    throw new AuthorityError({
      code: 'CA_FILE',
      message: `Cannot write to ${options.out}.`,
      observed: error instanceof Error ? error.message : String(error),
      expected: 'a folder that you may write to',
      hint: 'Give another folder with --out.',
    });
  }
  process.stdout
    .write(`${certificatePath}  the certificate: give it to the clients that should trust this server
${keyPath}  its private key: only for the server

OpenSSL does the same:
${opensslLine(name, algorithm, days)}
`);
}

/** The openssl command that does the same. */
function opensslLine(name: string, algorithm: Algorithm, days: number): string {
  const kind = isIP(name) === 0 ? 'DNS' : 'IP';
  return (
    `openssl req -x509 -newkey ${opensslNewKey(algorithm)} -nodes -keyout server.key -out server.pem ` +
    `-days ${days} -subj '/CN=${name}' -addext 'subjectAltName=${kind}:${name}'`
  );
}

/** Writes a file completely or not at all, with its permissions from the first byte on. */
function replace(path: string, text: string, mode: number): void {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, text, { mode, flag: 'wx' });
  renameSync(draft, path);
}

function taken(path: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_FILE_EXISTS',
    message: 'The file exists already. Nothing was written.',
    observed: path,
    expected: 'a folder without server.pem and server.key',
    hint: 'Give another folder with --out, or overwrite the file with --force.',
  });
}
