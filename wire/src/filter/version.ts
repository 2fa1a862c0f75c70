/** Which Wireshark's filter language is meant. */

/** 4.0 refuses some of what 4.4 accepts; no filter that both accept means different things. */
export type FilterVersion = '4.0' | '4.4';
