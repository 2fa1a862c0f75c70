/** The programs of the handouts, with exactly the command lines that the handouts require. */
import { Option as CommandOption } from 'commander';
import type { Command } from 'commander';
import { clients, flagOf, peers } from '@wireside/peers';
import { listText } from '@wireside/wire';
import { addFlags, describe } from '../peers/options.ts';
import { runClientHere } from '../peers/run-client.ts';
import { UsageError } from '../usage-error.ts';
import { addClient } from './client.ts';
import { serveOne } from './serve.ts';

/** The protocols of the PDC, each with its client. */
const PDCS: Readonly<Record<string, string>> = {
  tcp: 'pdc',
  udp: 'pdc-udp',
  tls: 'pdc-tls',
  websocket: 'pdc-websocket',
};

/** Options of the PMU over TLS that are words of its prototype. */
const WORDS: ReadonlySet<string> = new Set(['port', 'certificate', 'key']);

/** Registers `pdc`, `receiver`, `sender`, `secure-pmu` and `chat`. */
export function prototypeCommands(program: Command): void {
  const pdcCommand = program
    .command('pdc')
    .description('send a command to a PMU, and print each message on its own line')
    .argument(
      '<words...>',
      'as in the handout: <server> <port> <command>; <server> <port> over UDP; <command> alone in older editions',
    )
    .option('--over <protocol>', `one of ${Object.keys(PDCS).join(', ')}`)
    .option('--verbose', 'log to standard error what happens on the socket')
    .action(pdc);
  for (const option of pdcFlags()) pdcCommand.addOption(option);
  addClient(program, 'receiver', { required: true });
  addClient(program, 'sender', { required: true });
  const securePmuCommand = program
    .command('secure-pmu')
    .description('act as a PMU over TLS')
    .argument('<words...>', 'as in the handout: <certificate> <key>; or <port> <certificate> <key>')
    .action(securePmu);
  addFlags(
    securePmuCommand,
    peers['pmu-tls'].options.filter(({ name }) => !WORDS.has(name)),
  );
  // Without arguments it is that of the older edition, which has a fixed address.
  addClient(program, 'chat');
}

/** The flags of all clients of the PDC. One that not all of them have names the protocols that have it. */
function pdcFlags(): CommandOption[] {
  const all = Object.entries(PDCS).flatMap(([protocol, client]) =>
    clients[client]!.options.filter(({ argument }) => !argument).map((option) => ({ protocol, option })),
  );
  return [...new Set(all.map(({ option }) => option.name))].map((name) => {
    const same = all.filter(({ option }) => option.name === name);
    const texts = [...new Set(same.map(({ option }) => describe(option)))].map((text) => {
      const over = same.filter(({ option }) => describe(option) === text).map(({ protocol }) => protocol);
      return over.length === Object.keys(PDCS).length ? text : `over ${listText(over)}: ${text}`;
    });
    return new CommandOption(`${flagOf(same[0]!.option)} <value>`, texts.join('; '));
  });
}

async function pdc(
  words: string[],
  { over, verbose, ...flags }: { over?: string; verbose?: boolean } & Record<string, unknown>,
): Promise<void> {
  const protocol = over ?? (words.length === 2 ? 'udp' : 'tcp');
  const client = Object.hasOwn(PDCS, protocol) ? PDCS[protocol] : undefined;
  if (client === undefined) {
    throw new UsageError(`There is no PDC over ${protocol}.`, `Protocols: ${Object.keys(PDCS).join(', ')}.`);
  }
  const max = protocol === 'udp' ? 2 : 3;
  if (words.length > max) {
    throw new UsageError(
      `pdc takes at most ${max} arguments, not ${words.length}.`,
      protocol === 'udp' ? 'Write: pdc <server> <port>' : 'Write: pdc <server> <port> <command>',
    );
  }
  const names = words.length === 1 && protocol !== 'udp' ? ['command'] : ['server', 'port', 'command'];
  const record = Object.fromEntries(words.map((word, i) => [names[i]!, word]));
  await runClientHere(client, { ...record, ...flags }, { verbose: verbose ?? false });
}

async function securePmu(words: string[], flags: Record<string, unknown>): Promise<void> {
  if (words.length !== 2 && words.length !== 3) {
    throw new UsageError(
      `secure-pmu takes 2 or 3 arguments, not ${words.length}.`,
      'Write: secure-pmu <certificate> <key>, or secure-pmu <port> <certificate> <key>',
    );
  }
  const [port, certificate, key] = words.length === 2 ? [undefined, ...words] : words;
  await serveOne('pmu-tls', { ...flags, port, certificate, key });
}
