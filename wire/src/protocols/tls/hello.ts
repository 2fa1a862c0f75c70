/** What ClientHello and ServerHello say (RFC 8446 sections 4.1.2 and 4.1.3, RFC 5246 section 7.4.1). */
import { text } from '../../basics/bytes.ts';
import { hexText } from '../text.ts';
import { EXTENSION } from './names.ts';
import { Reader, orUndefined } from './reader.ts';

/** What both hellos contain. */
export interface Hello {
  /** The version field, which TLS 1.3 leaves at 0x0303. */
  readonly version: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  /** Types of extensions in their order. */
  readonly extensions: number[];
  /** Protocols offered, or the one chosen (RFC 7301). */
  alpn: string[];
  pointFormats: number[];
  /** Length of the session_ticket extension's content; undefined if it is absent. */
  ticketLength: number | undefined;
}

/** A ClientHello. */
export interface ClientHello extends Hello {
  readonly suites: number[];
  readonly compression: number[];
  /** supported_versions, in order of preference. */
  versions: number[];
  groups: number[];
  schemes: number[];
  /** Groups for which it sends a key share. */
  readonly keyShares: number[];
  serverName: string | undefined;
  /** It offers a pre-shared key, usually a session to resume. */
  offersKey: boolean;
}

/** A ServerHello or, in the same form, a HelloRetryRequest. */
export interface ServerHello extends Hello {
  readonly suite: number;
  readonly compression: number;
  /** supported_versions: what TLS 1.3 chose. */
  selectedVersion: number | undefined;
  /** Group of the key share, or the one that a retry asks for. */
  group: number | undefined;
  readonly isRetry: boolean;
  /** It accepts the pre-shared key. */
  takesKey: boolean;
}

/** SHA-256 of "HelloRetryRequest", the random that marks one (RFC 8446 section 4.1.3). */
const RETRY_RANDOM = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

/** Reads a ClientHello's body, after the handshake header; undefined if it is damaged before its extensions. */
export function readClientHello(body: Uint8Array): ClientHello | undefined {
  return orUndefined(() => {
    const reader = new Reader(body);
    const hello: ClientHello = {
      version: reader.u16(),
      random: reader.take(32),
      sessionId: reader.take(reader.u8()),
      suites: reader.part(reader.u16()).numbers(),
      compression: [...reader.take(reader.u8())],
      ...NOTHING(),
      versions: [],
      groups: [],
      schemes: [],
      keyShares: [],
      serverName: undefined,
      offersKey: false,
    };
    eachExtension(reader, (type, content) => clientExtension(hello, type, content));
    return hello;
  });
}

/** Reads a ServerHello's body, after the handshake header; undefined if it is damaged before its extensions. */
export function readServerHello(body: Uint8Array): ServerHello | undefined {
  return orUndefined(() => {
    const reader = new Reader(body);
    const version = reader.u16();
    const random = reader.take(32);
    // Drafts of TLS 1.3 before 22 have neither session nor compression.
    const isOldDraft = version >>> 8 === 0x7f;
    const hello: ServerHello = {
      version,
      random,
      sessionId: isOldDraft ? new Uint8Array(0) : reader.take(reader.u8()),
      suite: reader.u16(),
      compression: isOldDraft ? 0 : reader.u8(),
      ...NOTHING(),
      selectedVersion: isOldDraft ? version : undefined,
      group: undefined,
      isRetry: hexText(random) === RETRY_RANDOM,
      takesKey: false,
    };
    eachExtension(reader, (type, content) => serverExtension(hello, type, content));
    return hello;
  });
}

/** The protocols of an ALPN extension's content. */
export function readAlpn(content: Reader): string[] {
  const list = content.part(content.u16());
  const names: string[] = [];
  while (list.left > 0) names.push(text(list.take(list.u8())));
  return names;
}

/** Calls back for each extension of the list that follows; a damaged one ends the list, and those before it stay. */
export function eachExtension(reader: Reader, found: (type: number, content: Reader) => void): void {
  orUndefined(() => {
    const list = reader.part(Math.min(reader.u16(), reader.left));
    while (list.left > 0) {
      const type = list.u16();
      const content = list.part(list.u16());
      orUndefined(() => found(type, content));
    }
  });
}

const NOTHING = () => ({
  extensions: [] as number[],
  alpn: [] as string[],
  pointFormats: [] as number[],
  ticketLength: undefined as number | undefined,
});

function commonExtension(hello: Hello, type: number, content: Reader): void {
  hello.extensions.push(type);
  if (type === EXTENSION.pointFormats) hello.pointFormats = [...content.take(content.u8())];
  else if (type === EXTENSION.sessionTicket) hello.ticketLength = content.left;
  else if (type === EXTENSION.alpn) hello.alpn = readAlpn(content);
}

function clientExtension(hello: ClientHello, type: number, content: Reader): void {
  commonExtension(hello, type, content);
  switch (type) {
    case EXTENSION.serverName: {
      const list = content.part(content.u16());
      if (list.u8() === 0) hello.serverName = text(list.take(list.u16()));
      return;
    }
    case EXTENSION.supportedVersions:
      hello.versions = content.part(content.u8()).numbers();
      return;
    case EXTENSION.supportedGroups:
      hello.groups = content.part(content.u16()).numbers();
      return;
    case EXTENSION.signatureAlgorithms:
      hello.schemes = content.part(content.u16()).numbers();
      return;
    case EXTENSION.preSharedKey:
      hello.offersKey = true;
      return;
    case EXTENSION.keyShareDraft:
    case EXTENSION.keyShare: {
      const list = content.part(content.u16());
      while (list.left > 0) {
        hello.keyShares.push(list.u16());
        list.take(list.u16());
      }
      return;
    }
    default:
  }
}

function serverExtension(hello: ServerHello, type: number, content: Reader): void {
  commonExtension(hello, type, content);
  if (type === EXTENSION.supportedVersions) hello.selectedVersion = content.u16();
  else if (type === EXTENSION.keyShare || type === EXTENSION.keyShareDraft) hello.group = content.u16();
  else if (type === EXTENSION.preSharedKey) hello.takesKey = true;
}
