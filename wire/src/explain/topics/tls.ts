/**
 * TLS step by step: what was offered and chosen, how the keys were agreed, who proved what, and where encryption
 * starts.
 */
import { endpointText } from '../../streams/tcp-streams.ts';
import type { Life } from '../../conversations/life.ts';
import { otherSide } from '../../conversations/opening.ts';
import { countText, listText, packetsText } from '../../basics/words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import { tlsFacts } from '../tls-facts.ts';
import type { CertificateFact, TlsFacts } from '../tls-facts.ts';
import { suiteParts } from '../tls-suite.ts';

/** What can be said about TLS in a stream; empty if there is none. */
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

function overview({ readable, decryptedHandshake, clientHellos, serverHellos }: TlsFacts): Paragraph[] {
  if (readable.length === 0) return [paragraph('The two ends use TLS; its beginning is not in the capture.')];
  if (clientHellos.length > 0 && serverHellos.length === 0) {
    return [
      paragraph(
        `The client began TLS with a Client Hello (${packetsText(clientHellos.map(({ packet }) => packet))}), but no Server Hello came back: nothing was agreed.`,
        clientHellos.map(({ packet }) => packet),
      ),
    ];
  }
  const hidden =
    decryptedHandshake.length === 0
      ? ''
      : ` More of it is encrypted, but was decrypted here: ${packetsText(decryptedHandshake)}.`;
  return [
    paragraph(
      `The two ends use TLS. The unencrypted part of the handshake is in ${countText(readable.length, 'packet')} (${packetsText(readable)}).${hidden}`,
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
  if (serverName !== undefined) parts.push(`It gives the server name "${serverName}", unencrypted (SNI).`);
  if (applicationProtocols.length > 0) {
    parts.push(`For the protocol inside, it offers ${listText(applicationProtocols, 'or')} (ALPN).`);
  }
  if (keyShares.length > 0) parts.push(`It already sends its key share, for ${listText(keyShares)}.`);
  if (hello.offersResumption) parts.push('It offers to resume an earlier session.');
  return paragraph(parts.join(' '), [packet]);
}

function serverText(facts: TlsFacts, hello: TlsFacts['serverHellos'][number], server: string): Paragraph {
  const { packet, version, suite, group, isRetry } = hello;
  if (isRetry) {
    const wants = group === undefined ? '' : `, with a key share for ${group}`;
    return paragraph(
      `Packet ${packet}, Hello Retry Request: ${server} agrees to ${suite}, but asks for another Client Hello${wants}.`,
      [packet],
    );
  }
  const parts = [`Packet ${packet}, Server Hello: ${server} chooses ${version} and ${suite}.`];
  if (group !== undefined) parts.push(`Its key share is for ${group}.`);
  if (facts.applicationProtocol !== undefined)
    parts.push(`Inside, ${facts.applicationProtocol} is spoken (ALPN).`);
  if (facts.resumption !== undefined) {
    parts.push(`An earlier session is resumed (${facts.resumption}), so no certificate is needed.`);
  }
  return paragraph(parts.join(' '), [packet]);
}

function certificateTexts(facts: TlsFacts, client: string, server: string): Paragraph[] {
  if (facts.certificates.length > 0) {
    return facts.certificates.map((one) => certificateText(one, one.isClients ? client : server));
  }
  const isHidden = facts.isTls13 && facts.resumption === undefined && facts.serverHellos.length > 0;
  return isHidden ? [paragraph("The server's certificate cannot be read here: TLS 1.3 encrypts it.")] : [];
}

function certificateText(one: CertificateFact, owner: string): Paragraph {
  const { packet, subject, issuer, notBefore, notAfter, chain, isSelfSigned, key } = one;
  const more =
    chain > 1
      ? `; ${countText(chain - 1, 'more certificate')} of the chain ${chain === 2 ? 'follows' : 'follow'}`
      : '';
  const signed = isSelfSigned
    ? 'It is signed with its own key (self-signed): no authority vouches for it, so a client must already trust it.'
    : `${issuer} signed it${more}.`;
  const valid = notBefore && notAfter ? ` It is valid from ${notBefore} to ${notAfter}.` : '';
  return paragraph(
    `Packet ${packet}, Certificate: ${owner} presents a certificate for ${subject}, with a public key (${key}). ${signed}${valid}`,
    [packet],
  );
}

/** Where public-key cryptography is used, and where symmetric cryptography. */
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
      `Public-key cryptography is used in the handshake only: ${client} creates a secret and encrypts it with the RSA key of the certificate${where}; only the owner of the private key can read it, which also proves that ${server} is that owner. Anyone who gets the private key later can decrypt this recording too.`,
    );
  } else if (how === 'PSK' || (facts.resumption !== undefined && !facts.isTls13)) {
    parts.push('The keys come from an earlier session, so public-key cryptography is not needed again.');
  } else {
    const group = facts.group === undefined ? '' : `, on ${facts.group}`;
    const proof = how.includes('anon')
      ? ` Neither end proves its identity (anonymous): an attacker in between could pretend to be ${server}.`
      : facts.resumption === undefined
        ? ` Second, ${server} signs the handshake so far with the private key of its certificate${suite.signature ? ` (${suite.signature})` : ''}, which proves that it owns the certificate.`
        : ' The identity of the server is known from the resumed session.';
    parts.push(
      `Public-key cryptography is used in the handshake only. First, each end sends a public value and keeps a private one; both compute the same secret, which an eavesdropper cannot (${how.replaceAll('_', ' with ')}${group})${where}.${proof}`,
    );
  }
  const guard = suite.isSealed ? ', which also detects every change' : `, with ${suite.hash} against changes`;
  parts.push(
    `From the secret, both derive symmetric keys, and all data is encrypted with them: ${suite.cipher}${guard}. Symmetric cryptography is used for the data because it is thousands of times faster.`,
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
    ? 'The keys are available, so it is decrypted here; without them no one could read it.'
    : 'The keys are not available, so only its times and amounts are visible.';
  const why = notes.length > 0 ? ` ${[...new Set(notes)].join(' ')}` : '';
  return [
    paragraph(
      `Encrypted: ${listText(parts)}. ${read}${why}`,
      sides.map((side) => encrypted[side]!.from),
    ),
  ];
}
