/** Endpoints as text: `address:port`, IPv6 in brackets. */

const BRACKET = 91;
const COLON = 58;

/** An endpoint as the wire shows it: an IPv4 address mapped into IPv6 (RFC 4291, 2.5.5.2) becomes that IPv4 address. */
export function normalEndpoint(endpoint: string): string {
  // This is called for each call of a run, and almost all endpoints begin with a digit.
  const first = endpoint.charCodeAt(0);
  if (first !== BRACKET && first !== COLON) return endpoint;
  const mapped = /^\[?::ffff:(\d+\.\d+\.\d+\.\d+)\]?:(\d+)$/i.exec(endpoint);
  return mapped === null ? endpoint : `${mapped[1]}:${mapped[2]}`;
}

/** The address of an endpoint without brackets, and its port; NaN where it has none. */
export function splitEndpoint(endpoint: string): { readonly address: string; readonly port: number } {
  const colon = endpoint.lastIndexOf(':');
  if (colon < 0) return { address: endpoint, port: Number.NaN };
  const address = endpoint.slice(0, colon);
  return {
    address: address.startsWith('[') && address.endsWith(']') ? address.slice(1, -1) : address,
    port: Number(endpoint.slice(colon + 1)),
  };
}
