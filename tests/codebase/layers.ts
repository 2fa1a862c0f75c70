/** The layers inside `wire`: its folders from the lowest to the highest, and how an import that goes up is reported. */
import { resolveImport } from './dependencies.ts';

/**
 * The folders of `wire/src`, the lowest first, each with what it knows. A file may import from its own folder and from
 * those before it, so that bytes can be read without packets, packets without conversations, and all of it without the
 * filters and explanations on top. Files directly in `wire/src` are the top: they bind the parts together.
 */
export const WIRE_LAYERS: readonly (readonly [folder: string, knows: string])[] = [
  ['basics', 'bytes, numbers, text'],
  ['files', 'the formats of capture files'],
  ['table', 'one row per packet: columns, addresses, flows, fragments'],
  ['tcp-analysis', "Wireshark's marks, from the columns of TCP segments"],
  ['core', 'what a capture, a protocol and a dissection are'],
  ['streams', 'TCP bytes in order, and the messages in them'],
  ['protocols', 'each protocol: its columns, its fields, its tree'],
  ['tcp-reasons', 'why a packet has its marks'],
  ['conversations', 'how a connection opened, what it carried, how it ended'],
  ['filter', "Wireshark's display filters"],
  ['series', 'the numbers of graphs, and the graphs'],
  ['explain', 'what happened in a capture, in sentences'],
  ['findings', 'what is wrong in a capture, rule by rule'],
  ['decrypt', 'ciphers'],
  ['lab', "the payloads of Wireside's own labs"],
];

const ROOT = 'wire/src/';
/** Where this table is, for messages. */
const TABLE = 'tests/codebase/layers.ts';

/** The folder of `wire/src` that a file is in; undefined for a file directly in `wire/src`. */
export function layerFolder(file: string): string | undefined {
  const [folder, ...rest] = file.slice(ROOT.length).split('/');
  return rest.length > 0 ? folder : undefined;
}

/**
 * Why a file of `wire` may not import something of `wire`, as a sentence that says what to change; undefined when it may.
 * @param file path from the workspace's root, with `/`
 */
export function upwardImport(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const from = layerFolder(file);
  const to = layerFolder(resolveImport(file, specifier));
  if (from === undefined || from === to) return undefined;
  if (to !== undefined && position(to) < position(from)) return undefined;
  const below = WIRE_LAYERS.slice(0, position(from)).map(([folder]) => folder);
  return `${file} imports '${specifier}': ${from} may use ${below.join(', ') || 'no other folder'}, not ${to ?? 'the files above all folders'}. Move what is needed down, or pass it in from above; the order is in WIRE_LAYERS in ${TABLE}.`;
}

function position(folder: string): number {
  return WIRE_LAYERS.findIndex(([name]) => name === folder);
}
