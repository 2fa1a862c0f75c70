/** What a cipher suite's name means (RFC 8446 section B.4, RFC 5246 appendix C). */

/** The parts of a suite. */
export interface SuiteParts {
  /** How the secret is agreed: `ECDHE`, `DHE`, `RSA`. */
  readonly agreement: string;
  /** What the server signs with; undefined if the name does not say. */
  readonly signature: string | undefined;
  /** `AES-128-GCM`. */
  readonly cipher: string;
  /** Encryption and integrity are one (AEAD). */
  readonly isSealed: boolean;
  readonly hash: string;
}

/** Parses a name such as `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`; unknown parts keep their names. */
export function suiteParts(name: string): SuiteParts {
  const clean = name.replace(/ \(.*$/, '');
  const older = /^TLS_(.+)_WITH_(.+)_([A-Z0-9]+)$/.exec(clean);
  const newer = /^TLS_(.+)_(SHA\d+)$/.exec(clean);
  const cipher = (older?.[2] ?? newer?.[1] ?? clean).replaceAll('_', '-');
  const [agreement = '', signature] = older ? older[1]!.split('_') : ['ephemeral Diffie-Hellman'];
  return {
    agreement,
    signature: signature === 'anon' ? undefined : signature,
    cipher,
    isSealed: !older || /GCM|CCM|POLY1305/.test(cipher + (older[3] ?? '')),
    hash: older?.[3] ?? newer?.[2] ?? '',
  };
}
