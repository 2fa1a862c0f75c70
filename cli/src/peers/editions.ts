/**
 * What the editions of the lab ask of its servers, the names being those of labs/. What an edition does not say is the
 * default of the server, and of its client as well.
 */

/** Options by peer. */
export type ServerOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const OLDER: ServerOptions = {
  hello: { port: 5001 },
  pmu: { firstNumber: 1 },
  'pmu-tls': { firstNumber: 1 },
  'pmu-websocket': { firstNumber: 1 },
  tv: { port: 5005 },
  'tv-answerer': { port: 5005 },
  'tv-recorder': { port: 5005 },
};

const LATER: ServerOptions = {
  hello: { port: 50007 },
  tv: { port: 10505 },
  'tv-answerer': { port: 10505 },
  'tv-recorder': { port: 10505 },
};

/** The editions. Wireside's own is what all clients go by, so that they meet the servers without being told a port. */
export const EDITIONS: Readonly<Record<string, ServerOptions>> = {
  wireside: {},
  '2021': LATER,
  '2018': OLDER,
  '2017': OLDER,
};

/** The PMU over TLS has the port of the PMU over TCP; where both are served at once, it takes this one. */
export const PMU_TLS_PORT = 5007;
