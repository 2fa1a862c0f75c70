/** The version of Wireshark's filter language. */

/** 4.0 refuses some filters that 4.4 accepts; a filter that both accept means the same in both. */
export type FilterVersion = '4.0' | '4.4';
