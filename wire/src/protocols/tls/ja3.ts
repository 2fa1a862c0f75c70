/** JA3 and JA3S: fingerprints of the hellos (https://github.com/salesforce/ja3), with their full text. */
import { utf8 } from '../../basics/bytes.ts';
import type { ClientHello, ServerHello } from './hello.ts';
import { md5Hex } from './md5.ts';
import { isGrease } from './names.ts';

/** A fingerprint: the numbers it is made of, and their MD5. */
export interface Fingerprint {
  readonly full: string;
  readonly hash: string;
}

/** JA3 of a ClientHello: version, suites, extensions, groups, point formats; without the numbers of RFC 8701. */
export function ja3(hello: ClientHello): Fingerprint {
  const lists = [hello.suites, hello.extensions, hello.groups].map((list) =>
    list.filter((value) => !isGrease(value)).join('-'),
  );
  return fingerprint([hello.version, ...lists, hello.pointFormats.join('-')].join(','));
}

/** JA3S of a ServerHello: version, suite, extensions. */
export function ja3s(hello: ServerHello): Fingerprint {
  return fingerprint([hello.version, hello.suite, hello.extensions.join('-')].join(','));
}

function fingerprint(full: string): Fingerprint {
  return { full, hash: md5Hex(utf8(full)) };
}
