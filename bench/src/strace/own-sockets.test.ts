import type { CallRecord } from '@wireside/trace';
import { describe, expect, it } from 'vitest';
import { OwnSockets } from './own-sockets.ts';
import type { PacketEnds } from './own-sockets.ts';

function call(fields: Partial<CallRecord>): CallRecord {
  return { n: 1, actor: 'client', at: 1, process: 1, name: 'x', kind: 'other', ret: 0, fd: 3, ...fields };
}

function packet(protocol: 'tcp' | 'udp', from: string, to: string): PacketEnds {
  const split = (end: string): [string, number] => {
    const at = end.lastIndexOf(':');
    return [end.slice(0, at).replace(/[[\]]/g, ''), Number(end.slice(at + 1))];
  };
  const [source, sourcePort] = split(from);
  const [destination, destinationPort] = split(to);
  return { protocol, source, sourcePort, destination, destinationPort };
}

const BARE = { protocol: 'TCP', inode: 7 };
const CONNECTED = { protocol: 'TCP', local: '10.0.0.2:4000', remote: '10.0.0.1:5003' };
const SYN = packet('tcp', '10.0.0.2:4000', '10.0.0.1:5003');
const SYN_ACK = packet('tcp', '10.0.0.1:5003', '10.0.0.2:4000');

describe('OwnSockets', () => {
  it('owns the packets of its connections, both ways, and those of no other', () => {
    const sockets = new OwnSockets();
    sockets.sees(call({ kind: 'send', socket: CONNECTED }));
    expect(sockets.owns(SYN)).toBe(true);
    expect(sockets.owns(SYN_ACK)).toBe(true);
    expect(sockets.owns(packet('tcp', '10.0.0.2:4001', '10.0.0.1:5003'))).toBe(false);
    expect(sockets.owns(packet('udp', '10.0.0.2:4000', '10.0.0.1:5003'))).toBe(false);
  });

  it('knows IPv6, and IPv4 through an IPv6 socket', () => {
    const sockets = new OwnSockets();
    sockets.sees(
      call({ kind: 'send', socket: { protocol: 'TCPv6', local: '[fd00::2]:40', remote: '[fd00::1]:50' } }),
    );
    sockets.sees(
      call({
        kind: 'send',
        socket: { protocol: 'TCPv6', local: '[::ffff:10.0.0.2]:41', remote: '[::ffff:10.0.0.1]:51' },
      }),
    );
    expect(sockets.owns(packet('tcp', '[fd00::1]:50', '[fd00::2]:40'))).toBe(true);
    expect(sockets.owns(packet('tcp', '10.0.0.1:51', '10.0.0.2:41'))).toBe(true);
  });

  it('owns the packets of a connect that is under way, but not longer', () => {
    const sockets = new OwnSockets();
    sockets.begins(3, '10.0.0.1:5003');
    expect(sockets.owns(SYN)).toBe(true);
    sockets.sees(
      call({ kind: 'connect', socket: BARE, args: '10.0.0.1:5003', ret: -1, error: 'ECONNREFUSED' }),
    );
    expect(sockets.owns(SYN)).toBe(false);
    expect(sockets.connected).toBe(0);
  });

  it('counts a connect that did not wait once its socket is connected', () => {
    const sockets = new OwnSockets();
    const begun = call({
      kind: 'connect',
      socket: BARE,
      args: '10.0.0.1:5003',
      ret: -1,
      error: 'EINPROGRESS',
    });
    sockets.sees(begun);
    expect(sockets.connected).toBe(0);
    sockets.sees(call({ kind: 'send', socket: CONNECTED }));
    sockets.sees(call({ kind: 'receive', socket: CONNECTED }));
    expect(sockets.connected).toBe(1);
    sockets.sees({ ...begun, fd: 4 });
    sockets.sees(call({ kind: 'option', fd: 4, socket: BARE, args: 'SOL_SOCKET, SO_ERROR, ECONNREFUSED' }));
    expect(sockets.connected).toBe(1);
  });

  it('owns datagrams that it sends, and not those that others send to it', () => {
    const sockets = new OwnSockets();
    sockets.sees(call({ kind: 'receive', socket: { protocol: 'UDP', local: '0.0.0.0:5004' } }));
    expect(sockets.owns(packet('udp', '10.0.0.2:5004', '10.0.0.1:9'))).toBe(true);
    expect(sockets.owns(packet('udp', '10.0.0.1:9', '224.1.1.1:5004'))).toBe(false);
  });

  it('listens after listen(), or when a UDP socket has a port of its own', () => {
    const [tcp, udp, any] = [new OwnSockets(), new OwnSockets(), new OwnSockets()];
    tcp.sees(call({ kind: 'bind', socket: BARE, args: '0.0.0.0:5000' }));
    expect(tcp.isListening).toBe(false);
    tcp.sees(call({ kind: 'listen', socket: { protocol: 'TCP', local: '0.0.0.0:5000' }, args: '5' }));
    tcp.sees(call({ kind: 'accept', socket: { protocol: 'TCP', local: '0.0.0.0:5000' }, ret: 4 }));
    expect(tcp).toMatchObject({ isListening: true, accepted: 1 });
    udp.sees(call({ kind: 'bind', socket: { protocol: 'UDP', inode: 3 }, args: '0.0.0.0:5000' }));
    expect(udp.isListening).toBe(true);
    any.sees(call({ kind: 'bind', socket: { protocol: 'UDP', inode: 3 }, args: '0.0.0.0:0' }));
    expect(any.isListening).toBe(false);
  });
});
