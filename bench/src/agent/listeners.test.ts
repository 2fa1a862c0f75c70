import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { listenersOn, ownsListener, parseListeners } from './listeners.ts';

const HEADER =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, state: string, inode: number): string =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0\n`;

describe('a table of sockets', () => {
  it('has the sockets that listen, without connections and rows that are cut off', () => {
    const text = `${HEADER}${row('0100007F:138B', '0A', 41)}${row('0100007F:138C', '01', 42)}   1: 0100007F:1`;
    expect(parseListeners(text, 'tcp')).toEqual([{ protocol: 'tcp', port: 5003, inode: 41 }]);
  });

  it('has UDP sockets that are bound, without those with a remote end', () => {
    const text = `${HEADER}${row('00000000:138B', '07', 51)}${row('00000000:138C', '01', 52)}`;
    expect(parseListeners(text, 'udp')).toEqual([{ protocol: 'udp', port: 5003, inode: 51 }]);
  });
});

describe.skipIf(process.platform !== 'linux')('who listens on a port', () => {
  it('is the process that has the TCP socket open, and no other, until it is closed', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const other = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      expect(ownsListener([process.pid], 'self', port)).toBe(true);
      expect(ownsListener([process.pid], 'self')).toBe(true);
      expect(ownsListener([other.pid!], 'self', port)).toBe(false);
      expect(ownsListener([other.pid!, process.pid], process.pid, port)).toBe(true);
      expect(ownsListener([], 'self', port)).toBe(false);
    } finally {
      other.stdin.end();
      await once(other, 'close');
      server.close();
      await once(server, 'close');
    }
    expect(listenersOn('self').filter((listener) => listener.port === port)).toEqual([]);
    expect(ownsListener([other.pid!], 'self', port)).toBe(false);
  });

  it('is the process that has bound the UDP socket, IPv6 too', async () => {
    for (const [type, address] of [
      ['udp4', '127.0.0.1'],
      ['udp6', '::1'],
    ] as const) {
      const socket = createSocket(type).bind(0, address);
      await once(socket, 'listening');
      const { port } = socket.address();
      expect(ownsListener([process.pid], 'self', port)).toBe(true);
      socket.close();
      await once(socket, 'close');
    }
  });
});
