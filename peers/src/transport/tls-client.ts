/** The client's side of TLS: which certificate to trust, and what it means when the handshake fails. */
import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import type { ClientHooks } from '../client.ts';
import { PeerClientError } from '../common/peer-error.ts';
import type { ClientLayer } from './tcp-client.ts';
import { pem } from './tls-identity.ts';
import { agreement, watchSecrets } from './tls.ts';

/** What a client trusts. */
export interface Trust {
  /** The client's name in the catalog, for errors. */
  readonly name: string;
  /** The certificate that must have signed the server's, or that is the server's; as PEM or as a file. */
  readonly ca: string;
  /** The name that must be in the server's certificate; undefined if any name will do. */
  readonly serverName: string | undefined;
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
}

/**
 * TLS between TCP and the client.
 *
 * @throws {PeerOptionError} when the certificate to trust cannot be read.
 */
export function tlsLayer(trust: Trust, hooks: ClientHooks): ClientLayer {
  const settings = trustSettings(trust);
  return {
    open: (where) => {
      const socket = connect({ ...where, ...settings });
      watchSecrets(socket, hooks);
      return socket;
    },
    ready: 'secureConnect',
    describe: (socket: Socket) => agreement(socket),
    explain: (error) => tlsError(trust, error),
  };
}

/** The settings for node:tls. */
function trustSettings(trust: Trust): ConnectionOptions {
  return {
    // Exactly one root, and none of the hundred that the system trusts: no other signature counts here.
    ca: pem(trust.name, 'certificate to trust', trust.ca),
    ...(trust.serverName === undefined
      ? // The chain is checked, the name is not: the subject is a person, who may be at any address.
        { checkServerIdentity: () => undefined }
      : { servername: trust.serverName }),
    ...(trust.minVersion === undefined ? {} : { minVersion: trust.minVersion }),
    ...(trust.maxVersion === undefined ? {} : { maxVersion: trust.maxVersion }),
  };
}

/** Explains why a handshake failed; undefined if the error has nothing to do with TLS. */
function tlsError(trust: Trust, error: NodeJS.ErrnoException): PeerClientError | undefined {
  const { code = '', message } = error;
  const reason = handshakeProblem(trust, code);
  if (!reason) return undefined;
  const { what, expected, hint } = reason;
  return new PeerClientError({
    code: 'PEER_CLIENT_TLS',
    message: `${trust.name}: ${what}`,
    observed: `${message} (${code})`,
    expected,
    hint,
  });
}

/** What went wrong in a handshake, what should have happened, and how to fix it. */
interface HandshakeProblem {
  readonly what: string;
  readonly expected: string;
  readonly hint: string;
}

/** What an error code of node:tls means. */
function handshakeProblem(trust: Trust, code: string): HandshakeProblem | undefined {
  const { ca, serverName = '' } = trust;
  const trusted = ca.includes('-----BEGIN') ? 'the certificate to trust' : ca;
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
      return {
        what: "the server cannot be trusted: the trusted authority has not signed the server's certificate.",
        expected: `a signature by ${trusted}`,
        hint: 'Check with "openssl verify -CAfile CA.crt SERVER.crt", and let the authority sign the request.',
      };
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return dateProblem(trust, trusted, code === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet');
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return {
        what: `the server's certificate is not for ${serverName}.`,
        expected: `the name ${serverName} in the certificate`,
        hint: 'Make a certificate for this name.',
      };
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return {
        what: 'the server does not speak TLS.',
        expected: 'Server Hello',
        hint: 'Check the port. The PMU without TLS has one too.',
      };
    case 'ECONNRESET':
      return {
        what: 'the server closed the connection during the handshake.',
        expected: 'Server Hello, and the rest of the handshake',
        hint: "Check the server's own messages.",
      };
  }
  if (!code.startsWith('ERR_SSL') && !code.startsWith('ERR_OSSL')) return undefined;
  return {
    what: 'the handshake failed.',
    expected: 'a TLS version and a cipher suite that both sides support',
    hint: "OpenSSL's message above says what the two sides could not agree on.",
  };
}

/**
 * Whose certificate is out of date. OpenSSL does not tell Node, and the server's is gone when the handshake has failed. But the
 * one to trust is here: if that is in date, it is one that the server sent.
 */
function dateProblem({ name, ca }: Trust, trusted: string, what: string): HandshakeProblem {
  const now = Date.now();
  const { subject, validFrom, validTo } = new X509Certificate(pem(name, 'certificate to trust', ca));
  if (Date.parse(validTo) < now || Date.parse(validFrom) > now) {
    return {
      what: `the certificate to trust ${Date.parse(validTo) < now ? 'has expired' : 'is not valid yet'}: ${subject.replaceAll('\n', ', ')}, from ${validFrom} to ${validTo}.`,
      expected: `a certificate in ${trusted} that is valid today`,
      hint: 'It is not the server that has to change something: get the current certificate of the authority, or set the clock.',
    };
  }
  return {
    what: `the server's certificate, or one that it sent with it, ${what}.`,
    expected: 'certificates that are valid today',
    hint: 'Have it signed again, or set the clock. "openssl s_client -connect HOST:PORT -showcerts" shows the dates of each.',
  };
}
