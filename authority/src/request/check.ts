/** Checks a whole signing request, cheapest checks first. */
import type { KeyObject } from 'node:crypto';
import { DerError } from '../der/reader.ts';
import { checkExtensions } from './extensions.ts';
import { damaged, readRequestFile } from './file.ts';
import { readPublicKey } from './public-key.ts';
import { readRequest } from './request.ts';
import type { SigningRequest } from './request.ts';
import { checkSignature } from './signature.ts';
import { checkSubject, validCommonName } from './subject.ts';
import type { Subject } from './subject.ts';

/** A request that passed all checks: what goes into the certificate. */
export interface CheckedRequest {
  readonly subject: Subject;
  readonly publicKey: KeyObject;
  /** Host names. */
  readonly alternativeNames: readonly string[];
}

/**
 * Reads and checks a request file. `allowed` is the only common name that it may have; any if undefined. `seen` is called
 * with the request as soon as it can be read, for the register.
 *
 * @throws {AuthorityError} when a check fails, and nothing else.
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
    const name = allowed ?? validCommonName(request.subject);
    const publicKey = readPublicKey(request.publicKey, name);
    checkSignature(request, publicKey, name);
    const subject = checkSubject(request.subject, allowed);
    const alternativeNames = checkExtensions(request.extensions, subject.name);
    return { subject, publicKey, alternativeNames };
  } catch (error) {
    throw error instanceof DerError ? damaged(error.message, allowed) : error;
  }
}
