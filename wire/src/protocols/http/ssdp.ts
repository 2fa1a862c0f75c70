/** Simple Service Discovery Protocol: HTTP heads in datagrams (UPnP Device Architecture 2.0, section 1). */
import type { Protocol } from '../../core/protocol.ts';
import { F, HTTP_FIELDS } from './fields.ts';
import { MAX_HEAD, beginning, parseHead } from './head.ts';
import { fullUri, headTree } from './head-tree.ts';

/** SSDP; its fields are those of HTTP. */
export const ssdp: Protocol = {
  name: 'ssdp',
  label: 'SSDP',
  title: 'Simple Service Discovery Protocol',
  fields: HTTP_FIELDS,
  claims: { udp: [1900] },

  dissect(d, at, length) {
    const bytes = d.bytes.subarray(at, at + Math.min(length, MAX_HEAD));
    const begin = beginning(bytes);
    if (begin === 'neither' || begin === 'unknown') {
      d.layer(this, at, length);
      d.summary('SSDP', 'Continuation');
      return;
    }
    const head = parseHead(bytes);
    d.summary('SSDP', `${head.line} `);
    if (!d.isTree) return;
    const layer = d.layer(this, at, head.length);
    headTree(d, layer, head, at);
    d.computed(layer, head.isResponse ? F.response : F.request, true).hidden = true;
    if (head.words[0].text === 'NOTIFY') d.computed(layer, F.notification, true).hidden = true;
    const uri = head.isResponse ? undefined : fullUri(head, false);
    if (uri !== undefined) d.computed(layer, F.fullUri, uri);
    d.rest(at + head.length, length - head.length);
  },
};
