/** The part of a capture that code may use while it cuts streams into messages. */
import type { Secrets } from '../files/records.ts';
import type { Table } from '../table/table.ts';
import type { Ciphers } from './ciphers.ts';
import type { DerivedKey } from './derived.ts';

/** Packets, secrets and what is derived from them; nothing that depends on protocols. */
export interface CaptureData {
  /** The file, or as much of it as there is. */
  readonly bytes: Uint8Array;
  /** The columns: one row per packet. */
  readonly table: Table;
  /** Decryption secrets inside the file. */
  readonly secrets: readonly Secrets[];
  /** TLS secrets in addition to those in the file, in the format of SSLKEYLOGFILE. */
  readonly keyLog: string | Uint8Array | undefined;
  /** The ciphers that TLS is decrypted with; undefined if they were not loaded. */
  readonly ciphers: Ciphers | undefined;
  /** A value that `make` computes once and that is kept until packets or secrets are added. */
  derived<T>(key: DerivedKey<T>, make: () => T): T;
}
