/** TLS step by step: what was offered and chosen, how the keys came about, who proved what, what is encrypted from where. */
import { endpointText } from '../../conversations/life-facts.ts';
import type { Life } from '../../conversations/life.ts';
import { otherSide } from '../../conversations/opening.ts';
import { countText, listText, packetsText } from '../../words.ts';
import type { ExplainContext } from '../context.ts';
import { paragraph } from '../explanation.ts';
import type { Paragraph } from '../explanation.ts';
import { suiteParts } from '../tls-suite.ts';
import { tlsFacts } from '../tls-facts.ts';
import type { TlsFacts } from '../tls-facts.ts';

/** What can be said about TLS in a stream; nothing where there is none. */
export function explainTls(context: ExplainContext, life: Life): Paragraph[] {
  const facts = tlsFacts(context, life);
  return facts ? tlsParagraphs(facts, life) : [];
}

/** The same from facts, wherever they come from. */
export function tlsParagraphs(facts: TlsFacts, life: Life): Paragraph[] {
  const client = endpointText(life[facts.client]);
  const server = endpointText(life[otherSide(facts.client)]);
  const paragraphs: Paragraph[] = [];
  const { handshakePackets } = facts;
  if (handshakePackets.length > 0) {
    paragraphs.push(
      paragraph(
        `On this connection the two ends speak TLS. Its handshake, as far as it is readable, is in ${countText(handshakePackets.length, 'packet')} (${packetsText(handshakePackets)}).`,
        handshakePackets,
      ),
    );
  }
  for (const hello of facts.clientHellos) paragraphs.push(clientText(hello, client));
  for (const hello of facts.serverHellos) paragraphs.push(serverText(hello, server));
  paragraphs.push(...certificateTexts(facts, server), ...keyTexts(facts, client, server));
  paragraphs.push(...encryptionTexts(facts, life));
  for (const { packet, from, text } of facts.alerts) {
    paragraphs.push(
      paragraph(`Packet ${packet}: ${endpointText(life[from])} sends an alert, ${text}.`, [packet]),
    );
  }
  return paragraphs;
}

function clientText(hello: TlsFacts['clientHellos'][number], client: string): Paragraph {
  const { packet, versions, suites, serverName, applicationProtocols, keyShares } = hello;
  const parts = [
    `Packet ${packet}, Client Hello: ${client} offers ${versions.length > 0 ? listText(versions) : 'TLS'} with ${countText(suites.length, 'cipher suite')}, ${suites.length > 4 ? `the first of them ${listText(suites.slice(0, 4))}` : listText(suites)}.`,
  ];
  if (serverName !== undefined)
    parts.push(`It names the server it wants, "${serverName}", readable for everyone (SNI).`);
  if (applicationProtocols.length > 0)
    parts.push(`Inside it would speak ${listText(applicationProtocols, 'or')} (ALPN).`);
  if (keyShares.length > 0)
    parts.push(`It already sends its half of the key agreement for ${listText(keyShares)}.`);
  if (hello.offersResumption) parts.push('It offers to resume an earlier session.');
  return paragraph(parts.join(' '), [packet]);
}

function serverText(hello: TlsFacts['serverHellos'][number], server: string): Paragraph {
  const { packet, version, suite, keyShare, applicationProtocol, isRetry } = hello;
  if (isRetry) {
    return paragraph(
      `Packet ${packet}, Hello Retry Request: ${server} agrees with ${suite}, but asks for another Client Hello${keyShare === undefined ? '' : `, with a key share for ${keyShare}`}.`,
      [packet],
    );
  }
  const parts = [`Packet ${packet}, Server Hello: ${server} chooses ${version} with ${suite}.`];
  if (keyShare !== undefined) parts.push(`Its half of the key agreement is for ${keyShare}.`);
  if (applicationProtocol !== undefined) parts.push(`Inside, ${applicationProtocol} will be spoken.`);
  if (hello.isResumed) parts.push('An earlier session is resumed, so no certificate is needed again.');
  return paragraph(parts.join(' '), [packet]);
}

function certificateTexts(facts: TlsFacts, server: string): Paragraph[] {
  const chosen = facts.serverHellos.find(({ isRetry }) => !isRetry);
  if (facts.certificates.length === 0) {
    if (!chosen || chosen.isResumed) return [];
    return chosen.version.includes('1.3')
      ? [paragraph("The server's certificate is not readable here: in TLS 1.3 it travels encrypted.")]
      : [];
  }
  return facts.certificates.map(
    ({ packet, from, subject, issuer, notBefore, notAfter, chain, isSelfSigned }) => {
      const owner = from === 'tls-client' ? 'The client' : server;
      const signed = isSelfSigned
        ? 'It is signed with its own key (self-signed): nobody else vouches for it, so a client has to know it beforehand.'
        : `It is signed by ${issuer}${chain > 1 ? `, and ${countText(chain - 1, 'more certificate')} of the chain ${chain === 2 ? 'comes' : 'come'} along` : ''}.`;
      const valid =
        notBefore !== undefined && notAfter !== undefined ? ` Valid from ${notBefore} to ${notAfter}.` : '';
      return paragraph(
        `Packet ${packet}, Certificate: ${owner} shows a certificate for ${subject}. ${signed}${valid}`,
        [packet],
      );
    },
  );
}

/** Where public-key cryptography works, and where symmetric. */
function keyTexts(facts: TlsFacts, client: string, server: string): Paragraph[] {
  const chosen = facts.serverHellos.find(({ isRetry }) => !isRetry);
  const hello = facts.clientHellos.at(-1);
  if (!chosen) return [];
  const suite = suiteParts(chosen.suite);
  const group = chosen.keyShare ?? facts.group;
  const packets = [hello?.packet, chosen.packet, facts.keyExchange].filter((packet) => packet !== undefined);
  const parts: string[] = [];
  if (chosen.isResumed && group === undefined) {
    parts.push(
      'The keys come from the session that is resumed; no public-key cryptography is needed this time.',
    );
  } else if (suite.agreement === 'RSA') {
    parts.push(
      `Public-key cryptography works in the handshake: ${client} makes a secret and encrypts it with the RSA key of the certificate${facts.keyExchange === undefined ? '' : ` (packet ${facts.keyExchange})`}; only the owner of the private key can read it. Whoever gets that private key later can read this recording too.`,
    );
  } else {
    parts.push(
      `Public-key cryptography works in the handshake, twice. First, each end sends a public value${group === undefined ? '' : ` (${group})`} and both compute the same secret from them, which nobody who only listens can do (${suite.agreement}, ${packetsText(packets)}). Second, ${server} signs what was said so far with the private key of its certificate${suite.signature ? ` (${suite.signature})` : ''}, which proves that it is the one that the certificate names.`,
    );
  }
  parts.push(
    `From that secret both ends derive symmetric keys. All data are encrypted with them: ${suite.cipher}${suite.isSealed ? ', which also shows every change' : `, with ${suite.hash} against changes`}. Symmetric cryptography is used for the data because it is thousands of times faster.`,
  );
  return [paragraph(parts.join(' '), packets)];
}

function encryptionTexts(facts: TlsFacts, life: Life): Paragraph[] {
  const first = (['client', 'server'] as const).filter((side) => facts.encryptedFrom[side] !== undefined);
  if (first.length === 0) return [];
  const parts = first.map(
    (side) => `what ${endpointText(life[side])} sends from packet ${facts.encryptedFrom[side]} on`,
  );
  const read = facts.isDecrypted
    ? 'The keys are at hand, so the data are decrypted here; without them nobody could.'
    : 'The keys are not in the file, so all that can be seen of it is when it was sent, and how much.';
  return [
    paragraph(
      `Encrypted is ${listText(parts)}. ${read}`,
      first.map((side) => facts.encryptedFrom[side]!),
    ),
  ];
}
