/** The parts of a signing request (PKCS #10, RFC 2986), found but not checked yet. */
import { OIDS } from '../der/oids.ts';
import {
  children,
  DerError,
  expectTag,
  readBits,
  readBoolean,
  readOid,
  readUnsigned,
  single,
} from '../der/reader.ts';
import type { Element } from '../der/reader.ts';
import { TAG } from '../der/writer.ts';

/** An extension that a request asks for. */
export interface AskedExtension {
  readonly oid: string;
  /** Its value, as DER. */
  readonly value: Buffer;
}

/** A request: its signed part, and the signature. */
export interface SigningRequest {
  /** The bytes that are signed. */
  readonly signed: Buffer;
  /** A Name. */
  readonly subject: Element;
  /** A SubjectPublicKeyInfo. */
  readonly publicKey: Element;
  readonly extensions: readonly AskedExtension[];
  /** An AlgorithmIdentifier. */
  readonly signatureAlgorithm: Element;
  readonly signature: Buffer;
}

/**
 * Finds the parts.
 *
 * @throws {DerError} when the bytes are not a request.
 */
export function readRequest(der: Buffer): SigningRequest {
  const [info, signatureAlgorithm, signature, ...more] = children(single(der, TAG.sequence));
  const [version, subject, publicKey, attributes, ...others] = children(expectTag(info, TAG.sequence));
  if (more.length > 0 || others.length > 0) throw new DerError('it has more parts than a request');
  if (!readUnsigned(version).equals(Buffer.of(0))) throw new DerError('its version is not 1');
  return {
    signed: info!.whole,
    subject: expectTag(subject, TAG.sequence),
    publicKey: expectTag(publicKey, TAG.sequence),
    // Some programs omit empty attributes, contrary to the RFC.
    extensions: attributes === undefined ? [] : askedExtensions(expectTag(attributes, 0xa0)),
    signatureAlgorithm: expectTag(signatureAlgorithm, TAG.sequence),
    signature: readBits(signature),
  };
}

/** The extensions in the attributes. Other attributes, such as the challenge password, have no effect. */
function askedExtensions(attributes: Element): AskedExtension[] {
  return children(attributes).flatMap((attribute) => {
    const [kind, values, ...more] = children(expectTag(attribute, TAG.sequence));
    if (more.length > 0) throw new DerError('it has an invalid attribute');
    const name = readOid(kind);
    if (name !== OIDS.extensionRequest && name !== OIDS.extensionRequestMicrosoft) return [];
    return children(expectTag(values, TAG.set)).flatMap((list) =>
      children(expectTag(list, TAG.sequence)).map(readExtension),
    );
  });
}

function readExtension(extension: Element): AskedExtension {
  const parts = children(expectTag(extension, TAG.sequence));
  if (parts.length === 3) readBoolean(parts[1]!);
  if (parts.length !== 2 && parts.length !== 3) throw new DerError('it has an invalid extension');
  return { oid: readOid(parts[0]), value: expectTag(parts.at(-1), TAG.octetString).contents };
}
