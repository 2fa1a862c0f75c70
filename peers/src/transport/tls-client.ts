/** The client's end of TLS: whom to trust, and what it means when the handshake fails. */
import type { Socket } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { PeerClientError } from '../common/peer-error.ts';
import type { ClientLayer } from './tcp-client.ts';
import { agreement } from './tls.ts';
import { pem } from './tls-identity.ts';

/** Whom a client trusts. */
export interface Trust {
  /** The client's name in the catalogue, for errors. */
  readonly name: string;
  /** The certificate, as PEM or as a file, that has to have signed the server's; or that is the server's. */
  readonly ca: string;
  /** The name that has to be in the server's certificate; undefined where any name will do. */
  readonly serverName: string | undefined;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
}

/** TLS between TCP and the client. Throws PeerOptionError where the certificate to trust cannot be read. */
export function tlsLayer(trust: Trust): ClientLayer {
  const settings = trustSettings(trust);
  return {
    open: (where) => connect({ ...where, ...settings }),
    ready: 'secureConnect',
    describe: (socket: Socket) => agreement(socket),
    explain: (error) => tlsError(trust, error),
  };
}

/** What node:tls has to be told; also good for node:https. */
export function trustSettings(trust: Trust): ConnectionOptions {
  return {
    // Exactly one root, and none of the hundred that the system trusts: whoever else signs is not to be believed here.
    ca: pem(trust.name, 'certificate to trust', trust.ca),
    ...(trust.serverName === undefined
      ? // The chain is checked, the name is not: the subject is a person, who may be at any address.
        { checkServerIdentity: () => undefined }
      : { servername: trust.serverName }),
    ...(trust.minVersion === undefined ? {} : { minVersion: trust.minVersion }),
    ...(trust.maxVersion === undefined ? {} : { maxVersion: trust.maxVersion }),
  };
}

/** Why a handshake failed, where it was the handshake. */
export function tlsError(
  { name, ca, serverName }: Trust,
  error: NodeJS.ErrnoException,
): PeerClientError | undefined {
  const { code = '', message } = error;
  const fail = (summary: string, expected: string, hint: string): PeerClientError =>
    new PeerClientError({
      code: 'PEER_CLIENT_TLS',
      message: `${name}: ${summary}`,
      observed: `${message} (${code})`,
      expected,
      hint,
    });
  const shown = ca.includes('-----BEGIN') ? 'the certificate to trust' : ca;
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
      return fail(
        'the server is not to be trusted: its certificate is signed by somebody else.',
        `a signature by ${shown}`,
        'Compare: openssl verify -CAfile CA.crt SERVER.crt; and have the request signed by the authority.',
      );
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return fail(
        "the server's certificate is not valid today.",
        'a valid one',
        'Have it signed again, or set the clock.',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return fail(
        `the certificate is not for ${serverName ?? ''}.`,
        `the name ${serverName ?? ''} in it`,
        'Make one for this name.',
      );
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return fail(
        'what answers there does not speak TLS.',
        'Server Hello',
        'Is it the right port? The PMU without TLS has one too.',
      );
    case 'ECONNRESET':
      return fail(
        'the server closed during the handshake.',
        'Server Hello, and the rest of it',
        'Its own messages say why.',
      );
  }
  return code.startsWith('ERR_SSL') || code.startsWith('ERR_OSSL')
    ? fail(
        'the handshake failed.',
        'a version and a cipher suite in common',
        'The words of OpenSSL above say what the two did not agree on.',
      )
    : undefined;
}
