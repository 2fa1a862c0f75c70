/** Finds the one signing request in what was handed in, before anything of it is parsed. */
import { AuthorityError } from '../authority-error.ts';
import { type PemBlock, readPem } from '../pem.ts';
import { shown } from '../text.ts';
import { requestAgain, requestNewKey } from './remedy.ts';

/** Bytes of a file with a request; one with a key of 8192 bits and every harmless extension has less than 4,000. */
export const MAX_REQUEST = 65_536;

/** RFC 7468, 7; some old programs write the second. */
const LABELS = new Set(['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST']);

/** The request's DER. `name` is for the commands in hints. Throws `CA_REQUEST_…`. */
export function readRequestFile(file: Uint8Array, name: string | undefined): Buffer {
  if (file.length > MAX_REQUEST) {
    throw refuse('CA_REQUEST_TOO_LARGE', 'This file is too large for a signing request.', {
      observed: `more than ${MAX_REQUEST} bytes`,
      expected: 'about 1,000 bytes',
      hint: `Hand in the request only. This makes one:\n${requestAgain(name)}`,
    });
  }
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.toString('latin1').trim() === '') {
    throw refuse('CA_REQUEST_EMPTY', 'There is nothing in this file.', {
      hint: `openssl writes the request where -out says:\n${requestAgain(name)}`,
    });
  }
  const blocks = readPem(bytes.toString('latin1'));
  const secret = blocks.find(({ label }) => label.endsWith('PRIVATE KEY'));
  if (secret !== undefined) throw privateKey(secret, name);
  const [block] = blocks;
  if (block === undefined) throw notPem(bytes, name);
  if (blocks.length > 1) {
    throw refuse(
      'CA_REQUEST_SEVERAL',
      'This file has several PEM blocks, and only a single request is signed.',
      {
        observed: shown(blocks.map(({ label }) => label).join(', ')),
        expected: 'CERTIFICATE REQUEST, once',
        hint: `Make the request anew, in a file of its own:\n${requestAgain(name)}`,
      },
    );
  }
  if (!LABELS.has(block.label)) {
    throw refuse('CA_REQUEST_OTHER', `This is no signing request: its first line says ${block.label}.`, {
      observed: block.label,
      expected: 'CERTIFICATE REQUEST',
      hint: `${
        block.label.endsWith('CERTIFICATE')
          ? 'A certificate is what you get back for a request.'
          : 'A request has your key and your name in it, signed.'
      } This makes a request:\n${requestAgain(name)}`,
    });
  }
  if (block.bytes === null)
    throw damaged('what stands between its lines is no base64, or the last line is missing', name);
  return block.bytes;
}

/** The request cannot be read; `why` goes on after "The request is damaged:". */
export function damaged(why: string, name: string | undefined): AuthorityError {
  return refuse('CA_REQUEST_DAMAGED', `The request is damaged: ${why}.`, {
    hint: `Copy the whole file, or make the request anew:\n${requestAgain(name)}`,
  });
}

function privateKey({ label }: PemBlock, name: string | undefined): AuthorityError {
  return refuse(
    'CA_REQUEST_PRIVATE_KEY',
    'This file has a private key in it, which nobody but you should ever see.',
    {
      observed: label,
      expected: 'CERTIFICATE REQUEST',
      hint: `Keep it secret: the key has been sent away now, so make a new one, and hand in request.csr only:\n${requestNewKey(name)}`,
    },
  );
}

function notPem(bytes: Buffer, name: string | undefined): AuthorityError {
  // A SEQUENCE whose length has one or two bytes: what DER files of this size begin with.
  const looksLikeDer = bytes[0] === 0x30 && (bytes[1] === 0x81 || bytes[1] === 0x82);
  return refuse('CA_REQUEST_NOT_PEM', 'This is no request in PEM.', {
    observed: looksLikeDer
      ? 'binary data, perhaps a request in DER'
      : shown(bytes.toString('latin1', 0, 60).trim()),
    expected: 'a line -----BEGIN CERTIFICATE REQUEST----- and what follows it',
    hint: looksLikeDer
      ? `If it is a request in DER, this makes PEM of it:\nopenssl req -inform DER -in request.der -out request.csr`
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
