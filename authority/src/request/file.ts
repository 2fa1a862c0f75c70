/** Finds the signing request in a file, before any of it is parsed. */
import { AuthorityError } from '../authority-error.ts';
import { readPem } from '../pem.ts';
import type { PemBlock } from '../pem.ts';
import { shown } from '../text.ts';
import { requestAgain, requestNewKey } from './remedy.ts';

/** Maximum length of a request file in bytes; with an 8192-bit key and all harmless extensions it has under 4,000. */
export const MAX_REQUEST = 65_536;

/** The labels of a request (RFC 7468, 7); some old programs write the second. */
const LABELS = new Set(['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST']);

/**
 * The request as DER. `name` is for the commands in hints.
 *
 * @throws {AuthorityError} `CA_REQUEST_…`.
 */
export function readRequestFile(file: Uint8Array, name: string | undefined): Buffer {
  if (file.length > MAX_REQUEST) {
    throw refuse('CA_REQUEST_TOO_LARGE', 'The file is too large for a signing request.', {
      observed: `more than ${MAX_REQUEST.toLocaleString('en')} bytes`,
      expected: 'about 1,000 bytes',
      hint: `Submit only the request. This makes one:\n${requestAgain(name)}`,
    });
  }
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.toString('latin1').trim() === '') {
    throw refuse('CA_REQUEST_EMPTY', 'The file is empty.', {
      hint: `openssl writes the request to the file after -out:\n${requestAgain(name)}`,
    });
  }
  const blocks = readPem(bytes.toString('latin1'));
  const secret = blocks.find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (secret !== undefined) throw privateKey(secret, name);
  const [block] = blocks;
  if (block === undefined) throw notPem(bytes, name);
  if (blocks.length > 1) {
    throw refuse('CA_REQUEST_SEVERAL', 'The file has several PEM blocks instead of one.', {
      observed: shown(blocks.map(({ label }) => label).join(', ')),
      expected: 'CERTIFICATE REQUEST, once',
      hint: `Make the request again, in its own file:\n${requestAgain(name)}`,
    });
  }
  if (!LABELS.has(block.label)) {
    throw refuse(
      'CA_REQUEST_OTHER',
      `The file is not a signing request: its first line says ${block.label}.`,
      {
        observed: block.label,
        expected: 'CERTIFICATE REQUEST',
        hint: `${
          block.label.endsWith('CERTIFICATE')
            ? 'The authority makes a certificate from a request.'
            : 'A request contains your public key and your name, signed.'
        } This makes a request:\n${requestAgain(name)}`,
      },
    );
  }
  if (block.bytes === undefined) throw damaged('it is not valid base64, or its last line is missing', name);
  return block.bytes;
}

/** The error for a request that cannot be read; `why` continues "The request is damaged: …". */
export function damaged(why: string, name: string | undefined): AuthorityError {
  return refuse('CA_REQUEST_DAMAGED', `The request is damaged: ${why}.`, {
    hint: `Copy the whole file, or make the request again:\n${requestAgain(name)}`,
  });
}

function privateKey({ label }: PemBlock, name: string | undefined): AuthorityError {
  return refuse(
    'CA_REQUEST_PRIVATE_KEY',
    'The file contains a private key, which only you should ever see.',
    {
      observed: label,
      expected: 'CERTIFICATE REQUEST',
      hint: `The key is no longer secret, because you have sent it. Make a new one, and submit only request.csr:\n${requestNewKey(name)}`,
    },
  );
}

function notPem(bytes: Buffer, name: string | undefined): AuthorityError {
  // A SEQUENCE whose length has one or two bytes: DER files of this size begin like that.
  const looksLikeDer = bytes[0] === 0x30 && (bytes[1] === 0x81 || bytes[1] === 0x82);
  return refuse('CA_REQUEST_NOT_PEM', 'The file is not a request in PEM.', {
    observed: looksLikeDer
      ? 'binary data, perhaps a request in DER'
      : shown(bytes.toString('latin1', 0, 60).trim()),
    expected: 'a line -----BEGIN CERTIFICATE REQUEST----- and the lines after it',
    hint: looksLikeDer
      ? `If it is a request in DER, this converts it to PEM:\nopenssl req -inform DER -in request.der -out request.csr`
      : `This makes a request:\n${requestAgain(name)}`,
  });
}

function refuse(
  code: string,
  message: string,
  facts: { observed?: string; expected?: string; hint: string },
): AuthorityError {
  return new AuthorityError({ code, message, ...facts });
}
