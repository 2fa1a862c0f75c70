/** Bits of tcp.completeness: what was seen of a connection. */

/** One bit for each kind of segment seen. */
export const COMPLETENESS = { syn: 1, synAck: 2, ack: 4, data: 8, fin: 16, rst: 32 } as const;

/** The bits that say that the connection has ended. */
export const ENDED = COMPLETENESS.fin | COMPLETENESS.rst;
