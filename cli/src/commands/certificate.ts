/** `wireside certificate self-signed`: a key and a certificate for a server that needs no authority. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import {
  type Algorithm,
  ALGORITHMS,
  AuthorityError,
  opensslNewKey,
  readAlgorithm,
  selfSigned,
} from '@wireside/authority';
import type { Command } from 'commander';

/** What the command line may say. */
interface Options {
  out: string;
  algorithm: string;
  days: string;
  force?: true;
}

/** Registers the command. */
export function certificateCommand(program: Command): void {
  const command = program.command('certificate').description('certificates without an authority');
  command
    .command('self-signed')
    .description('write server.pem and server.key: a certificate that signs itself, and its key')
    .argument('<name>', 'the host that it is for: localhost, another name or an address')
    .option('--out <dir>', 'the folder to write into', '.')
    .option('--algorithm <kind>', `the kind of its key: ${ALGORITHMS.join(', ')}`, 'rsa2048')
    .option('--days <n>', 'how long it holds', '365')
    .option('--force', 'overwrite files that are there')
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
      message: `The system refuses to write into ${options.out}.`,
      observed: error instanceof Error ? error.message : String(error),
      expected: 'a folder that you may write into',
      hint: 'Name another folder after --out.',
    });
  }
  process.stdout
    .write(`${certificatePath}  the certificate: give it to the clients that are to trust this server
${keyPath}  its private key, for the server alone

OpenSSL does the same:
${opensslLine(name, algorithm, days)}
`);
}

/** The line by which openssl makes the same. */
function opensslLine(name: string, algorithm: Algorithm, days: number): string {
  const kind = isIP(name) === 0 ? 'DNS' : 'IP';
  return (
    `openssl req -x509 -newkey ${opensslNewKey(algorithm)} -nodes -keyout server.key -out server.pem ` +
    `-days ${days} -subj '/CN=${name}' -addext 'subjectAltName=${kind}:${name}'`
  );
}

/** Writes a file whole or not at all, with its permissions from its first byte on. */
function replace(path: string, text: string, mode: number): void {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, text, { mode, flag: 'wx' });
  renameSync(draft, path);
}

function taken(path: string): AuthorityError {
  return new AuthorityError({
    code: 'CA_FILE_EXISTS',
    message: 'There is such a file already; nothing was written.',
    observed: path,
    expected: 'a folder without server.pem and server.key',
    hint: 'Name another folder after --out, or let it be overwritten with --force.',
  });
}
