/** One run from its request to its report: network, peers, capture, program, and everything away again. */
import { isPeerName, listenPeer, type Peer, type PeerEvent, peers as catalogue } from '@wireside/peers';
import type { HostDescription, HostName, RunDescription } from '@wireside/trace';
import { DEFAULT_LIMITS } from '../limits.ts';
import type { RunRequest } from '../request.ts';
import { monotonic, realtime } from './clock.ts';
import { isTransport } from './frames.ts';
import { HOST_DOMAIN, HOSTS } from './hosts.ts';
import { LaneWriter, type Append } from './lanes.ts';
import { startLoss } from './loss.ts';
import type { RunReport, RunSetting } from './messages.ts';
import { startProgram, type RunningProgram } from './program.ts';
import { sandboxCommand } from './sandbox.ts';
import { readSocketTable } from './socket-table.ts';
import type { Stage } from './stage.ts';
import { untilConnectionsRest, untilRead } from './stillness.ts';
import { boundWorkspace, fillWorkspace } from './workspace.ts';

/** Events kept of the peers; a program that opens sixty thousand connections makes as many. */
const MAX_PEER_EVENTS = 100_000;

export interface AgentFolders {
  /** Where the named pipes are. */
  pipes: string;
  /** Where a run's workspace is mounted. */
  workspace: string;
}

/** A run under way; `stop` ends the program, and the run comes to its ordinary end. */
export interface Running {
  result: Promise<RunReport>;
  stop(): void;
}

/** Starts a run on a stage, which is used up by it. The promise is rejected only when the bench itself fails. */
export function startRun(
  stage: Stage,
  request: RunRequest,
  tools: Record<string, string>,
  folders: AgentFolders,
  append: Append,
  onBegun: (setting: RunSetting) => void,
): Running {
  let program: RunningProgram | null = null;
  let stopped = false;
  const result = run(stage, request, tools, folders, append, onBegun, (started) => {
    program = started;
    if (stopped) started.stop();
  });
  return {
    result,
    stop: () => {
      stopped = true;
      program?.stop();
    },
  };
}

async function run(
  stage: Stage,
  request: RunRequest,
  tools: Record<string, string>,
  folders: AgentFolders,
  append: Append,
  onBegun: (setting: RunSetting) => void,
  onProgram: (program: RunningProgram) => void,
): Promise<RunReport> {
  /** What undoes each step, last one first. */
  const undo: (() => Promise<unknown>)[] = [];
  const started = { realtime: realtime(), monotonic: monotonic() };
  try {
    const { network, capture } = stage;
    const { limits } = request;
    if (limits.disk !== DEFAULT_LIMITS.disk || limits.inodes !== DEFAULT_LIMITS.inodes) {
      await boundWorkspace(folders.workspace, limits);
    }
    const workspace = fillWorkspace(folders.workspace, request.program.files, request);
    const lanes = new LaneWriter(append, ['calls', 'output', 'peer', 'sockets'], network.device);
    undo.push(async () => lanes.flush());

    let packets = 0;
    capture.onPacket((packet) => {
      if (isTransport(packet.data)) packets++;
      lanes.packet(packet);
    });

    const hosts = { server: 'self' as const, station: network.station };
    const tables = (moment: string): void => {
      const read = (host: HostName, pid: number | 'self'): void => {
        const at = realtime();
        for (const row of readSocketTable(pid)) lanes.record('sockets', { at, moment, host, ...row });
      };
      read('server', 'self');
      if (network.station !== 'self') read('station', network.station);
    };

    let peerEvents = 0;
    const log = (event: PeerEvent): void => {
      peerEvents++;
      if (peerEvents <= MAX_PEER_EVENTS) lanes.record('peer', event);
      if (event.event === 'accept' && peerEvents < 100) tables('accept');
    };
    const peers: RunDescription['peers'] = [];
    const running: Peer[] = [];
    const closePeers = async (): Promise<void> =>
      void (await Promise.all(running.splice(0).map((peer) => peer.close())));
    undo.push(closePeers);
    const host = request.network === 'wire' ? HOSTS.server.ipv4 : '127.0.0.1';
    for (const { name, options } of request.peers) {
      const all = { ...givenTo(name, { seed: request.seed, host }), ...options };
      const peer = await listenPeer(name, all, { log, read: (ends) => untilRead(ends, hosts) });
      running.push(peer);
      peers.push({ name, host: 'server', address: peer.address.host, port: peer.address.port, options: all });
    }

    const stopLoss = request.loss > 0 ? await startLoss(network, request.loss, request.seed) : null;
    if (stopLoss !== null) undo.push(stopLoss);
    tables('start');

    const setting: RunSetting = { network: request.network, hosts: describeHosts(request), peers, started };
    onBegun(setting);
    const program = startProgram({
      pipes: folders.pipes,
      workspace: workspace.folder,
      enter: network.enterStation,
      sandbox: sandboxCommand(
        { folder: workspace.folder, environment: request.program.environment, limits: request.limits, tools },
        workspace.hasFilter,
      ),
      hasFilter: workspace.hasFilter,
      command: [...request.program.command, ...request.arguments],
      input: request.input,
      limits: request.limits,
      traced: true,
      onCall: (record) => lanes.record('calls', record),
      onOutput: (record) => lanes.record('output', record),
      otherProgress: () => packets + peerEvents,
    });
    onProgram(program);
    const outcome = await program.result;
    tables('end');
    await untilConnectionsRest([...new Set(Object.values(hosts))]);
    await closePeers();

    const markerTo = request.network === 'wire' ? HOSTS.station.ipv4 : '127.0.0.1';
    const lost = stopLoss === null ? null : await stopLoss();
    if (stopLoss !== null) undo.splice(undo.indexOf(stopLoss), 1);
    const captured = await capture.finish(markerTo);
    const faults = [...outcome.faults];
    if (captured.dropped > 0) faults.push(`the capture missed ${captured.dropped} packets`);
    if (peerEvents > MAX_PEER_EVENTS)
      faults.push(`${peerEvents - MAX_PEER_EVENTS} events of the peers were not kept`);
    return {
      ...setting,
      ...(lost === null ? {} : { loss: { percent: request.loss, dropped: lost } }),
      ended: outcome.end,
      capture: { ...captured, interfaces: [network.device] },
      usage: outcome.usage,
      faults,
    };
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

/** What every peer is given, less what this one has no use for: a peer that leaves nothing to chance takes no seed. */
function givenTo(name: string, given: Record<string, unknown>): Record<string, unknown> {
  const known = isPeerName(name) ? catalogue[name].options.map((option) => option.name) : [];
  return Object.fromEntries(Object.entries(given).filter(([key]) => known.includes(key)));
}

function describeHosts(request: RunRequest): HostDescription[] {
  const names = (host: HostName): string[] => [
    HOST_DOMAIN[host],
    ...request.names.filter((entry) => entry.host === host).map((entry) => entry.name),
  ];
  return (['station', 'server'] as const).map((name) => ({
    name,
    ipv4: request.network === 'wire' ? HOSTS[name].ipv4 : '127.0.0.1',
    ipv6: request.network === 'wire' ? HOSTS[name].ipv6 : '::1',
    names: names(name),
  }));
}
