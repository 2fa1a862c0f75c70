/** Judges a whole signing request, cheapest questions first; it is signed only if nothing is wrong with it. */
import type { KeyObject } from 'node:crypto';
import { DerError } from '../der/reader.ts';
import { checkExtensions } from './extensions.ts';
import { damaged, readRequestFile } from './file.ts';
import { readPublicKey } from './public-key.ts';
import { readRequest, type SigningRequest } from './request.ts';
import { checkSignature } from './signature.ts';
import { checkSubject, soundCommonName, type Subject } from './subject.ts';

/** What may go into a certificate. */
export interface CheckedRequest {
  readonly subject: Subject;
  readonly publicKey: KeyObject;
  /** Names of hosts. */
  readonly alternativeNames: readonly string[];
}

/**
 * Reads and judges what was handed in; `allowed` is the only common name that it may have, any where undefined.
 * `seen` is called with the request as soon as it can be read, for the register. Throws AuthorityError, and nothing else.
 */
export function checkRequest(
  file: Uint8Array,
  allowed: string | undefined,
  seen: (request: SigningRequest) => void = () => {},
): CheckedRequest {
  const der = readRequestFile(file, allowed);
  try {
    const request = readRequest(der);
    seen(request);
    const name = allowed ?? soundCommonName(request.subject);
    const publicKey = readPublicKey(request.publicKey, name);
    checkSignature(request, publicKey, name);
    const subject = checkSubject(request.subject, allowed);
    const alternativeNames = checkExtensions(request.extensions, subject.commonName);
    return { subject, publicKey, alternativeNames };
  } catch (error) {
    throw error instanceof DerError ? damaged(error.message, allowed) : error;
  }
}
