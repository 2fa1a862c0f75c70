/** The programs of the handouts, with exactly the command lines that the handouts ask for. */
import type { Command } from 'commander';
import { runClientHere } from '../peers/run-client.ts';
import { UsageError } from '../usage-error.ts';
import { addClient } from './client.ts';
import { servePeer } from './peer.ts';

/** What the PDC may speak, and the client that does. */
const PDCS: Readonly<Record<string, string>> = {
  tcp: 'pdc',
  udp: 'pdc-udp',
  tls: 'pdc-tls',
  websocket: 'pdc-websocket',
};

/** Registers `pdc`, `receiver`, `sender`, `secure-pmu` and `chat`. */
export function prototypeCommands(program: Command): void {
  program
    .command('pdc')
    .description(
      'PDC: <server> <port> <command>; <server> <port> over UDP; <command> alone in older editions',
    )
    .argument('<words...>', 'as the handout has them')
    .option('--over <protocol>', `one of ${Object.keys(PDCS).join(', ')}`)
    .option('--ca <file>', "over TLS: the certificate of the authority that has to have signed the server's")
    .option('--verbose', 'say on standard error what happens on the socket')
    .action(pdc);
  addClient(program, 'receiver', { required: true });
  addClient(program, 'sender', { required: true });
  program
    .command('secure-pmu')
    .description('PMU over TLS: <certificate> <key>; or <port> <certificate> <key>')
    .argument('<words...>', 'as the handout has them')
    .action(securePmu);
  // Without arguments, it is the older edition's, which has a fixed address.
  addClient(program, 'chat');
}

async function pdc(
  words: string[],
  { over, ca, verbose }: { over?: string; ca?: string; verbose?: boolean },
): Promise<void> {
  const protocol = over ?? (words.length === 2 ? 'udp' : 'tcp');
  const client = Object.hasOwn(PDCS, protocol) ? PDCS[protocol] : undefined;
  if (client === undefined) {
    throw new UsageError(
      `There is no PDC over ${protocol}.`,
      `Choose one of ${Object.keys(PDCS).join(', ')}.`,
    );
  }
  const most = protocol === 'udp' ? 2 : 3;
  if (words.length > most) {
    throw new UsageError(
      `pdc has ${words.length} arguments.`,
      protocol === 'udp' ? 'Write: pdc <server> <port>' : 'Write: pdc <server> <port> <command>',
    );
  }
  const names = words.length === 1 && protocol !== 'udp' ? ['command'] : ['server', 'port', 'command'];
  const record = Object.fromEntries(words.map((word, i) => [names[i]!, word]));
  await runClientHere(
    client,
    { ...record, ...(ca === undefined ? {} : { ca }) },
    { verbose: verbose ?? false },
  );
}

async function securePmu(words: string[]): Promise<void> {
  if (words.length !== 2 && words.length !== 3) {
    throw new UsageError(
      `secure-pmu has ${words.length === 1 ? 'one argument' : `${words.length} arguments`}.`,
      'Write: secure-pmu <certificate> <key>, or secure-pmu <port> <certificate> <key>',
    );
  }
  const [port, certificate, key] = words.length === 2 ? [undefined, ...words] : words;
  await servePeer('pmu-tls', { port, certificate, key });
}
