/** What is remembered of one TLS connection while its records are cut, and what is learned about it on the way. */
import type { CaptureData } from '../../core/capture-data.ts';
import { HandshakeBuffer } from './handshake-buffer.ts';
import type { ClientHello, ServerHello } from './hello.ts';
import type { RecordOpener } from './record-opener.ts';

/** The place where something was seen. */
export interface Seen {
  /** Number of the packet in which it was complete. */
  readonly packet: number;
  /** Who sent it: the end that the capture calls client. */
  readonly fromClient: boolean;
  /** The record's position among those of its direction, from 1. */
  readonly record: number;
}

/** A handshake message that was seen in plaintext or decrypted. */
export interface SeenHandshake extends Seen {
  readonly type: number;
  /** It was encrypted on the wire. */
  readonly decrypted: boolean;
}

/** An alert; without level and description if it was encrypted. */
export interface SeenAlert extends Seen {
  readonly level: number | undefined;
  readonly description: number | undefined;
}

/** One direction. */
export class Side {
  /** Records so far. */
  records = 0;
  /** The start of a record is known; otherwise the check for one is stricter. */
  isSynced = false;
  /** TLS 1.2 and before: ChangeCipherSpec was sent. */
  hasChanged = false;
  readonly handshake = new HandshakeBuffer();
  /** Keys that may fit the next record, the most likely first. */
  openers: RecordOpener[] = [];
  /** Consecutive encrypted records that none of the keys opened. */
  failures = 0;
  /** Bytes are missing since the last record that was opened. */
  hasMissed = false;
  encryptedFrom: Seen | undefined;
  applicationData = { records: 0, bytes: 0 };
  opened = 0;
  sealed = 0;
}

/** One connection. */
export class TlsState {
  readonly capture: CaptureData;
  readonly serverPort: number;
  /** What the capture's client sent, and its server. */
  readonly sides: readonly [Side, Side] = [new Side(), new Side()];
  /** Whether the end that the capture calls client is TLS's client too; undefined before any hello. */
  isClientClient: boolean | undefined;
  readonly clientHellos: (Seen & { hello: ClientHello })[] = [];
  readonly serverHellos: (Seen & { hello: ServerHello })[] = [];
  readonly handshakes: SeenHandshake[] = [];
  readonly alerts: SeenAlert[] = [];
  readonly certificates: (Seen & { chain: Uint8Array[] })[] = [];
  readonly changes: Seen[] = [];
  /** Group of an ephemeral exchange, from ServerKeyExchange or the key share. */
  group: number | undefined;
  keyExchange: Seen | undefined;
  /** The version chosen; undefined before a ServerHello. */
  version: number | undefined;
  /** The version of the first records, for connections without a ServerHello. */
  recordVersion: number | undefined;
  suite: number | undefined;
  /** The application protocol chosen (RFC 7301). */
  alpn: string | undefined;

  constructor(capture: CaptureData, serverPort: number) {
    this.capture = capture;
    this.serverPort = serverPort;
  }

  /** The side of the end that the capture calls client, or of the other one. */
  side(fromClient: boolean): Side {
    return this.sides[fromClient ? 0 : 1];
  }

  /** The side of TLS's client or server. */
  sideOf(role: 'client' | 'server'): Side {
    return this.side((this.isClientClient ?? true) === (role === 'client'));
  }

  /** The hello whose random identifies this connection in key logs. */
  get clientHello(): ClientHello | undefined {
    return this.clientHellos.at(-1)?.hello;
  }

  /** The latest ServerHello. */
  get serverHello(): ServerHello | undefined {
    return this.serverHellos.at(-1)?.hello;
  }
}
