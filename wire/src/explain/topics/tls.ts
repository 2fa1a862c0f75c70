/** TLS step by step: what was offered and chosen, how the keys came about, who proved what, what is encrypted from where. */
import { endpointText } from '../../conversations/life-facts.ts';
import type { Life } from '../../conversations/life.ts';
import { otherSide } from '../../conversations/opening.ts';
import { countText, listText, packetsText } from '../../words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import { tlsFacts } from '../tls-facts.ts';
import type { CertificateFact, TlsFacts } from '../tls-facts.ts';
import { suiteParts } from '../tls-suite.ts';

/** What can be said about TLS in a stream; nothing where there is none. */
export function explainTls(context: ExplainContext, life: Life): Paragraph[] {
  const facts = tlsFacts(context.capture, life.stream);
  if (!facts) return [];
  const client = endpointText(life[facts.client]);
  const server = endpointText(life[otherSide(facts.client)]);
  return [
    ...overview(facts),
    ...[
      ...facts.clientHellos.map((hello) => clientText(hello, client)),
      ...facts.serverHellos.map((hello) => serverText(facts, hello, server)),
    ].toSorted((a, b) => a.packets[0]! - b.packets[0]!),
    ...certificateTexts(facts, client, server),
    ...keyTexts(facts, client, server),
    ...encryptionTexts(facts, life),
    ...facts.alerts.map(({ packet, from, text }) =>
      paragraph(`Packet ${packet}: ${endpointText(life[from])} sends an alert (${text}).`, [packet]),
    ),
  ];
}

function overview({ readable, decryptedHandshake }: TlsFacts): Paragraph[] {
  if (readable.length === 0)
    return [paragraph('The two ends speak TLS; the begin of it is not in the capture.')];
  const hidden =
    decryptedHandshake.length === 0
      ? ''
      : ` More of it is encrypted, and could be decrypted here: ${packetsText(decryptedHandshake)}.`;
  return [
    paragraph(
      `The two ends speak TLS. What anybody can read of its handshake is in ${countText(readable.length, 'packet')} (${packetsText(readable)}).${hidden}`,
      [...readable, ...decryptedHandshake],
    ),
  ];
}

function clientText(hello: TlsFacts['clientHellos'][number], client: string): Paragraph {
  const { packet, versions, suites, serverName, applicationProtocols, keyShares } = hello;
  const list = suites.length > 4 ? `the first of them ${listText(suites.slice(0, 4))}` : listText(suites);
  const parts = [
    `Packet ${packet}, Client Hello: ${client} offers ${listText(versions)} and ${countText(suites.length, 'cipher suite')}, ${list}.`,
  ];
  if (serverName !== undefined)
    parts.push(`It names the server that it wants, "${serverName}", readable for everyone (SNI).`);
  if (applicationProtocols.length > 0) {
    parts.push(`Inside, it would speak ${listText(applicationProtocols, 'or')} (ALPN).`);
  }
  if (keyShares.length > 0)
    parts.push(`It already sends its half of the key agreement, for ${listText(keyShares)}.`);
  if (hello.offersResumption) parts.push('It offers to resume an earlier session.');
  return paragraph(parts.join(' '), [packet]);
}

function serverText(facts: TlsFacts, hello: TlsFacts['serverHellos'][number], server: string): Paragraph {
  const { packet, version, suite, group, isRetry } = hello;
  if (isRetry) {
    const wants = group === undefined ? '' : `, with its half of the key agreement for ${group}`;
    return paragraph(
      `Packet ${packet}, Hello Retry Request: ${server} agrees to ${suite}, but wants another Client Hello${wants}.`,
      [packet],
    );
  }
  const parts = [`Packet ${packet}, Server Hello: ${server} chooses ${version} and ${suite}.`];
  if (group !== undefined) parts.push(`Its half of the key agreement is for ${group}.`);
  if (facts.applicationProtocol !== undefined)
    parts.push(`Inside, ${facts.applicationProtocol} is spoken (ALPN).`);
  if (facts.resumption !== undefined) {
    parts.push(`An earlier session is resumed (${facts.resumption}), so no certificate needs to be shown.`);
  }
  return paragraph(parts.join(' '), [packet]);
}

function certificateTexts(facts: TlsFacts, client: string, server: string): Paragraph[] {
  if (facts.certificates.length > 0) {
    return facts.certificates.map((one) => certificateText(one, one.isClients ? client : server));
  }
  const isHidden = facts.isTls13 && facts.resumption === undefined && facts.serverHellos.length > 0;
  return isHidden
    ? [paragraph("The server's certificate cannot be read here: in TLS 1.3 it travels encrypted.")]
    : [];
}

function certificateText(one: CertificateFact, owner: string): Paragraph {
  const { packet, subject, issuer, notBefore, notAfter, chain, isSelfSigned, key } = one;
  const more =
    chain > 1
      ? `; ${countText(chain - 1, 'more certificate')} of the chain ${chain === 2 ? 'comes' : 'come'} along`
      : '';
  const signed = isSelfSigned
    ? 'It is signed with its own key (self-signed): nobody else vouches for it, so a client has to know it beforehand.'
    : `${issuer} signed it${more}.`;
  const valid = notBefore && notAfter ? ` It is valid from ${notBefore} to ${notAfter}.` : '';
  return paragraph(
    `Packet ${packet}, Certificate: ${owner} shows a certificate for ${subject}, with a public key (${key}). ${signed}${valid}`,
    [packet],
  );
}

/** Where public-key cryptography works, and where symmetric. */
function keyTexts(facts: TlsFacts, client: string, server: string): Paragraph[] {
  const chosen = facts.serverHellos.find(({ isRetry }) => !isRetry);
  if (!chosen) return [];
  const suite = suiteParts(chosen.suite);
  const hello = facts.clientHellos.at(-1)?.packet;
  const halves = facts.isTls13 ? [hello, chosen.packet] : facts.keyPackets;
  const packets = halves.filter((packet) => packet !== undefined);
  const where = packets.length > 0 ? ` (${packetsText(packets)})` : '';
  const how = facts.keyExchange ?? suite.agreement;
  const parts: string[] = [];
  if (how === 'RSA' && facts.resumption === undefined) {
    parts.push(
      `Public-key cryptography works in the handshake only: ${client} makes a secret and encrypts it with the RSA key of the certificate${where}; only the owner of the private key can read it, which is also the proof that ${server} is that owner. Whoever gets the private key later can read this recording too.`,
    );
  } else if (how === 'PSK' || (facts.resumption !== undefined && !facts.isTls13)) {
    parts.push('The keys come from an earlier session, so public-key cryptography is not needed again.');
  } else {
    const group = facts.group === undefined ? '' : `, on ${facts.group}`;
    const proof = how.includes('anon')
      ? ` Nobody proves who he is (anonymous): someone in between could pretend to be ${server}.`
      : facts.resumption === undefined
        ? ` Second, ${server} signs what was said so far with the private key of its certificate${suite.signature ? ` (${suite.signature})` : ''}, which proves that it is the one named there.`
        : ' That the server is the right one is known from the session that is resumed.';
    parts.push(
      `Public-key cryptography works in the handshake only. First, each end sends a public value and keeps a private one; both compute the same secret, which nobody can who only listens (${how.replaceAll('_', ' with ')}${group})${where}.${proof}`,
    );
  }
  const guard = suite.isSealed
    ? ', which also uncovers every change'
    : `, with ${suite.hash} against changes`;
  parts.push(
    `From the secret, both derive symmetric keys, and all data are encrypted with those: ${suite.cipher}${guard}. Symmetric cryptography does that work because it is thousands of times faster.`,
  );
  return [paragraph(parts.join(' '), packets)];
}

function encryptionTexts({ encrypted, isDecrypted }: TlsFacts, life: Life): Paragraph[] {
  const sides = (['client', 'server'] as const).filter((side) => encrypted[side]);
  if (sides.length === 0) return [];
  const parts = sides.map(
    (side) => `what ${endpointText(life[side])} sends from packet ${encrypted[side]!.from} on`,
  );
  const notes = sides.map((side) => encrypted[side]!.note).filter((note) => note !== undefined);
  const read = isDecrypted
    ? 'The keys are at hand, so it is decrypted here; without them nobody could read it.'
    : 'The keys are not at hand, so all that can be seen of it is when it was sent, and how much.';
  const why = notes.length > 0 ? ` ${[...new Set(notes)].join(' ')}` : '';
  return [
    paragraph(
      `Encrypted is ${listText(parts)}. ${read}${why}`,
      sides.map((side) => encrypted[side]!.from),
    ),
  ];
}
