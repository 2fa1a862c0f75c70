/** dumpcap or tcpdump: which one is installed, how it is called, and what to do when it may not capture. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What is captured, and where it goes. */
export interface CaptureRequest {
  readonly interface: string;
  /** In libpcap's language (pcap-filter(7)), which is not that of display filters. */
  readonly filter: string | undefined;
  readonly file: string;
  /** Stop after this many packets. */
  readonly count: number | undefined;
}

/** A program with its arguments. */
export interface ToolCall {
  readonly name: 'dumpcap' | 'tcpdump';
  readonly program: string;
  readonly args: readonly string[];
}

/** The call of dumpcap, or of tcpdump where dumpcap is not installed; undefined where neither is. */
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
  // A filter that begins with a dash must not be taken for an option.
  if (filter !== undefined) args.push('--', filter);
  return { name: 'tcpdump', program: tcpdump, args };
}

/** The path of a program; /usr/sbin is searched even when it is not in PATH. */
function programPath(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
  for (const folder of folders) {
    if (folder === '') continue;
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** Whether a tool's error message is about missing permission. */
export function isPermission(complaint: string): boolean {
  return /permission|not permitted|BIOCSETIF|\/dev\/bpf|Operation not permitted|are you root/i.test(
    complaint,
  );
}

/** How to get permission to capture, for each system. */
export function permissionHelp(tool: ToolCall, platform: NodeJS.Platform): string {
  if (platform === 'darwin') {
    return [
      'On macOS, only users who may open /dev/bpf* can capture. Do one of these:',
      '  install ChmodBPF, which comes with Wireshark, and log in again',
      '  sudo chmod o+r /dev/bpf*            (until the next reboot)',
      '  sudo wireside capture …             (once; the file will belong to root)',
    ].join('\n');
  }
  if (platform === 'win32') {
    return 'Install Npcap (https://npcap.com). If it is restricted to administrators, open the terminal as administrator.';
  }
  const group =
    tool.name === 'dumpcap'
      ? [
          '  sudo dpkg-reconfigure wireshark-common   (Debian, Ubuntu; answer yes), then',
          '  sudo usermod -aG wireshark "$USER"       and log in again',
        ]
      : [];
  return [
    'On Linux, capturing needs a capability. Do one of these, the safest first:',
    ...group,
    `  sudo setcap cap_net_raw,cap_net_admin=eip ${tool.program}`,
    '  sudo wireside capture …                  (once; the file will belong to root)',
    'wireside run needs none of this: it captures on a private network. wireside doctor shows what works here.',
  ].join('\n');
}
