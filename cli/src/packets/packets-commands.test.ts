/** The commands that read captures, run as separate programs with pipes. */
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { captureCall, isPermission, permissionHelp } from './capture-tool.ts';
import { enhancedPacket, interfaceDescription, sectionHeader } from '@wireside/wire';

const folder = mkdtempSync(join(tmpdir(), 'wireside-packets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An Ethernet frame with a TCP segment between 10.0.0.1:40000 and 10.0.0.2:5000. */
function frame(fromClient: boolean, flags: number, seq: number, ack: number, data = ''): Uint8Array {
  const payload = new TextEncoder().encode(data);
  const bytes = new Uint8Array(54 + payload.length);
  const view = new DataView(bytes.buffer);
  bytes.set([2, 0, 0, 0, 0, 11, 2, 0, 0, 0, 0, 10, 8, 0, 0x45]);
  view.setUint16(16, 40 + payload.length);
  bytes.set([64, 6], 22);
  bytes.set([10, 0, 0, fromClient ? 1 : 2, 10, 0, 0, fromClient ? 2 : 1], 26);
  view.setUint16(34, fromClient ? 40_000 : 5000);
  view.setUint16(36, fromClient ? 5000 : 40_000);
  view.setUint32(38, seq);
  view.setUint32(42, ack);
  bytes.set([0x50, flags], 46);
  view.setUint16(48, 64_240);
  bytes.set(payload, 54);
  return bytes;
}

const HEAD = Buffer.concat([sectionHeader(), interfaceDescription({ linkType: 1 })]);
const PACKETS = [
  frame(true, 2, 99, 0),
  frame(false, 18, 499, 100),
  frame(true, 16, 100, 500),
  frame(true, 24, 100, 500, 'Hey\x1b[31m\n'),
  frame(false, 16, 500, 109),
].map((data, i) => enhancedPacket({ seconds: 1_700_000_000 + i, nanos: 500, data }));
const BYTES = Buffer.concat([HEAD, ...PACKETS]);
const file = join(folder, 'chat.pcapng');
writeFileSync(file, BYTES);

// Node 20 does not run TypeScript: the commands are bundled first.
const program = join(folder, 'wireside.mjs');
buildSync({
  entryPoints: [join(import.meta.dirname, 'packets-program.test.helper.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  conditions: ['source'],
  outfile: program,
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});

interface Ran {
  out: string;
  err: string;
  status: number | null;
}

/** Runs one of the commands as a program. `feed` is called with all output so far, and may write input or end it. */
function wireside(
  args: readonly string[],
  feed?: (child: ReturnType<typeof spawn>, out: string) => void,
): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], { stdio: 'pipe' });
  let [out, err] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    feed?.(child, out);
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin!.on('error', () => {});
  feed?.(child, '');
  return new Promise((resolve) => child.on('close', (status) => resolve({ out, err, status })));
}

test('one line for each packet and nothing else, without control sequences', async () => {
  const { out, err, status } = await wireside(['packets', file]);
  expect(out).toBe(`    1    0.000000 10.0.0.1 → 10.0.0.2 TCP 54 40000 → 5000 [SYN] Seq=0 Win=64240 Len=0
    2    1.000000 10.0.0.2 → 10.0.0.1 TCP 54 5000 → 40000 [SYN, ACK] Seq=0 Ack=1 Win=64240 Len=0
    3    2.000000 10.0.0.1 → 10.0.0.2 TCP 54 40000 → 5000 [ACK] Seq=1 Ack=1 Win=64240 Len=0
    4    3.000000 10.0.0.1 → 10.0.0.2 TCP 63 40000 → 5000 [PSH, ACK] Seq=1 Ack=1 Win=64240 Len=9
    5    4.000000 10.0.0.2 → 10.0.0.1 TCP 54 5000 → 40000 [ACK] Seq=1 Ack=10 Win=64240 Len=0
`);
  expect(err).toBe('');
  expect(status).toBe(0);
});

test('fields, trees and JSON', async () => {
  const fields = await wireside([
    'packets',
    file,
    '--fields',
    'frame.number,ip.src,tcp.seq,tcp.flags,tcp.flags.syn,tcp.len',
  ]);
  expect(fields.out.split('\n')[1]).toBe('2\t10.0.0.2\t0\t0x0012\tTrue\t0');
  const unknown = await wireside(['packets', file, '--fields', 'tcp.sorcport']);
  expect(unknown.status).toBe(1);
  expect(unknown.err).toContain('There is no field "tcp.sorcport".\nDid you mean "tcp.srcport"');
  const tree = await wireside(['packets', file, '--tree', '4']);
  expect(tree.out).toContain('\n  Source Port: 40000  (34+2)\n');
  expect(tree.out).not.toContain('\x1b');
  const none = await wireside(['packets', file, '--tree', '9']);
  expect([none.status, none.err]).toEqual([
    1,
    expect.stringContaining('There is no packet 9; the capture has 5.'),
  ]);
  const json = (await wireside(['packets', file, '--json'])).out.trim().split('\n');
  expect(JSON.parse(json[3]!)).toMatchObject({
    number: 4,
    protocol: 'TCP',
    tcp: { relativeSeq: 1, payloadLength: 9 },
  });
});

test('a filter, and one with a mistake', async () => {
  const { out, status } = await wireside(['packets', file, '-Y', 'tcp.len > 0']);
  expect([out.trim().split(' ')[0], out.trim().split('\n').length, status]).toEqual(['4', 1, 0]);
  const wrong = await wireside(['packets', file, '-Y', 'tcp.len > && ip']);
  expect([wrong.out, wrong.status]).toEqual(['', 1]);
  expect(wrong.err).toContain('  tcp.len > && ip\n            ^');
  expect((await wireside(['packets', file, '-Y', 'ip.addr != 10.0.0.9'])).status).toBe(0);
});

test('standard input is printed as it arrives; a growing file until interrupted', async () => {
  const { out, status } = await wireside(['packets', '-'], (child, text) => {
    if (text === '') child.stdin!.write(Buffer.concat([HEAD, PACKETS[0]!, PACKETS[1]!.subarray(0, 20)]));
    else if (text.split('\n').length === 2)
      child.stdin!.end(Buffer.concat([PACKETS[1]!.subarray(20), ...PACKETS.slice(2)]));
  });
  expect([out.trim().split('\n').length, status]).toEqual([5, 0]);
  const growing = join(folder, 'growing.pcapng');
  writeFileSync(growing, Buffer.concat([HEAD, PACKETS[0]!]));
  let isGrown = false;
  const live = await wireside(['packets', growing, '--live'], (child, text) => {
    if (text.includes('[SYN]') && !isGrown) {
      isGrown = true;
      appendFileSync(growing, PACKETS[1]!);
    }
    if (text.includes('[SYN, ACK]')) child.kill('SIGINT');
  });
  expect([live.out.trim().split('\n').length, live.err, live.status]).toEqual([2, '', 0]);
});

test('compressed files, missing files, damaged files', async () => {
  const packed = join(folder, 'chat.pcapng.gz');
  writeFileSync(packed, gzipSync(BYTES));
  expect((await wireside(['packets', packed])).out.trim().split('\n')).toHaveLength(5);
  const missing = await wireside(['packets', join(folder, 'none')]);
  expect([missing.status, missing.err]).toEqual([1, expect.stringContaining('There is no file')]);
  const cut = join(folder, 'cut.pcapng');
  writeFileSync(cut, BYTES.subarray(0, BYTES.length - 10));
  const damaged = await wireside(['packets', cut]);
  expect([damaged.out.trim().split('\n').length, damaged.status]).toEqual([4, 0]);
  expect(damaged.err).toContain('The file is damaged at byte');
  writeFileSync(cut, 'hello');
  expect((await wireside(['packets', cut])).err).toContain('cannot be read as a capture');
});

test('a reader that closes the pipe is not an error', async () => {
  const many = join(folder, 'many.pcapng');
  writeFileSync(many, Buffer.concat([HEAD, ...Array.from({ length: 20_000 }, () => PACKETS[2]!)]));
  const { status, err } = await wireside(['packets', many], (child, text) => {
    if (text !== '') child.stdout!.destroy();
  });
  expect([status, err]).toEqual([0, '']);
});

test('follow, explain, graph', async () => {
  const followed = await wireside(['follow', file]);
  expect(followed.out).toBe('── 10.0.0.1:40000 → 10.0.0.2:5000 (from packet 4) ──\nHey\\x1b[31m\n\n');
  expect((await wireside(['follow', file, '--raw'])).out).toBe('Hey\x1b[31m\n');
  expect((await wireside(['follow', file, '--hex'])).out).toContain('00000000  48 65 79 1b');
  const none = await wireside(['follow', file, '--stream', '4']);
  expect([none.status, none.err]).toEqual([
    1,
    expect.stringContaining(
      'There is no TCP stream 4. Streams in this capture:\n  0  10.0.0.1:40000 → 10.0.0.2:5000',
    ),
  ]);
  const udp = await wireside(['follow', file, '--udp']);
  expect(udp.err).toContain('The capture has no UDP stream.\nIt has TCP streams; leave --udp out.');
  const explained = await wireside(['explain', file, '--story', '--stream', '0', '--width', '400']);
  expect(explained.out).toContain('in three steps: SYN in packet 1, SYN-ACK in packet 2, ACK in packet');
  const svg = join(folder, 'x.svg');
  expect(await wireside(['graph', file, '-o', svg])).toEqual({ out: '', err: '', status: 0 });
  expect(readFileSync(svg, 'utf8')).toContain('<svg xmlns=');
  expect((await wireside(['graph', file, '--kind', 'pie'])).status).toBe(1);
});

test('the tool that captures, and what to do without permission', () => {
  const request = { interface: 'lo', filter: 'tcp port 5003', file: 'x.pcapng', count: undefined };
  expect(captureCall(request, (name) => `/usr/bin/${name}`)).toEqual({
    name: 'dumpcap',
    program: '/usr/bin/dumpcap',
    args: ['-q', '-i', 'lo', '-w', 'x.pcapng', '-f', 'tcp port 5003'],
  });
  const tcpdump = captureCall(request, (name) => (name === 'tcpdump' ? '/usr/sbin/tcpdump' : undefined))!;
  expect(tcpdump.args).toEqual(['-U', '-i', 'lo', '-w', 'x.pcapng', '--', 'tcp port 5003']);
  expect(captureCall(request, () => undefined)).toBeUndefined();
  expect(isPermission("tcpdump: lo: You don't have permission to perform this capture on that device")).toBe(
    true,
  );
  expect(isPermission('tcpdump: nope: No such device exists')).toBe(false);
  expect(permissionHelp(tcpdump, 'linux')).toContain(
    'setcap cap_net_raw,cap_net_admin=eip /usr/sbin/tcpdump',
  );
  expect(permissionHelp(tcpdump, 'darwin')).toContain('ChmodBPF');
});
