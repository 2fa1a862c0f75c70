/** dumpcap or tcpdump: which is there, how it is called, and what to do where it may not capture. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What is to be captured, and where it goes. */
export interface CaptureRequest {
  interface: string;
  /** In libpcap's language (pcap-filter(7)), which is not that of display filters. */
  filter: string | undefined;
  file: string;
  /** Stop after so many packets. */
  count: number | undefined;
}

/** A program with its arguments. */
export interface ToolCall {
  name: 'dumpcap' | 'tcpdump';
  program: string;
  args: string[];
}

/** The call for the first of the two that is installed; undefined where neither is. */
export function captureCall(
  request: CaptureRequest,
  find: (name: string) => string | undefined = programPath,
): ToolCall | undefined {
  const { filter, file, count } = request;
  const dumpcap = find('dumpcap');
  if (dumpcap !== undefined) {
    const args = ['-q', '-i', request.interface, '-w', file];
    if (filter !== undefined) args.push('-f', filter);
    if (count !== undefined) args.push('-c', String(count));
    return { name: 'dumpcap', program: dumpcap, args };
  }
  const tcpdump = find('tcpdump');
  if (tcpdump === undefined) return undefined;
  const args = ['-U', '-i', request.interface, '-w', file];
  if (count !== undefined) args.push('-c', String(count));
  // What begins with a dash is a filter here, not an option.
  if (filter !== undefined) args.push('--', filter);
  return { name: 'tcpdump', program: tcpdump, args };
}

/** Where a program lies; /usr/sbin is searched even where the PATH leaves it out. */
function programPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
  for (const folder of folders) {
    if (folder === '') continue;
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not there.
    }
  }
  return undefined;
}

/** Whether a tool's complaint is about missing permission. */
export function isPermission(complaint: string): boolean {
  return /permission|not permitted|BIOCSETIF|\/dev\/bpf|Operation not permitted|are you root/i.test(
    complaint,
  );
}

/** What people need to hear who may not capture, for their system. */
export function permissionHelp(tool: ToolCall, platform: NodeJS.Platform): string {
  if (platform === 'darwin') {
    return [
      'macOS lets only those read packets who may open /dev/bpf*. One of these helps:',
      '  install ChmodBPF, which comes with Wireshark, and log in again',
      '  sudo chmod o+r /dev/bpf*            (until the next start)',
      '  sudo wireside capture …             (this once; the file will belong to root)',
    ].join('\n');
  }
  if (platform === 'win32') {
    return 'Install Npcap (https://npcap.com) and, if it was restricted to administrators, open the terminal as one.';
  }
  const group =
    tool.name === 'dumpcap'
      ? [
          '  sudo dpkg-reconfigure wireshark-common   (Debian, Ubuntu: answer yes), then',
          '  sudo usermod -aG wireshark "$USER"       and log in again',
        ]
      : [];
  return [
    'Linux lets only those read packets who have the capability. One of these helps, the safest first:',
    ...group,
    `  sudo setcap cap_net_raw,cap_net_admin=eip ${tool.program}`,
    '  sudo wireside capture …                  (this once; the file will belong to root)',
    'A bench needs none of this: wireside run captures on its own network.',
  ].join('\n');
}
