/** A protocol carried in packets: one file that exports one such object. */
import type { Claims } from './claims.ts';
import type { TreeProtocol } from './dissection.ts';
import type { Field } from './field.ts';
import type { ColumnProtocol } from './pass.ts';

/** A protocol carried in packets: it fills columns and builds trees. Those in a TCP stream are `StreamProtocol`s. */
export interface Protocol extends ColumnProtocol, TreeProtocol {
  readonly fields: readonly Field[];
  /** Where the protocol is found; left out for one that is only called directly. */
  readonly claims?: Claims;
}
