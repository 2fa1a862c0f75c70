/** The course's certificate authority, and certificates that sign themselves. */
export { type Identity, selfSigned, type SelfSignedOptions } from './self-signed.ts';
