/** The course's certificate authority, and certificates that sign themselves. */
export { type Algorithm, ALGORITHMS, opensslNewKey, readAlgorithm } from './algorithm.ts';
export { AuthorityError, type AuthorityErrorFacts } from './authority-error.ts';
export { fingerprint } from './fingerprint.ts';
export { type AuthorityCertificate, readAuthority } from './folder/authority.ts';
export { initAuthority, type InitOptions } from './folder/init.ts';
export { authorityPaths, type AuthorityPaths } from './folder/paths.ts';
export {
  readRegister,
  type RefusedEntry,
  type Register,
  type RegisterEntry,
  type SignedEntry,
} from './folder/register.ts';
export { MAX_REQUEST } from './request/file.ts';
export { type Identity, selfSigned, type SelfSignedOptions } from './self-signed.ts';
export { type SignedCertificate, signRequest, type SignOptions } from './sign.ts';
