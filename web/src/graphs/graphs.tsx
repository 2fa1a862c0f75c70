/** The graphs of a TCP connection: which one, of which direction, as a picture and as a table. */
import { useAsk } from '../ask/use-ask.ts';
import { StreamChoice } from '../packets/stream-choice.tsx';
import { useStream } from '../packets/use-stream.ts';
import { select, useAddress } from '../state/address.ts';
import '../style/graphs.css';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { Graph, GraphChoice } from '../worker/graphs.ts';
import type { Conversation } from '../worker/packets-streams.ts';
import { Chart } from './chart.tsx';
import { valueText } from './draw.ts';
import { inOrder } from './scale.ts';

const TEXTS = PACKET_TEXTS.graph;
const KINDS = ['tcptrace', 'stevens', 'rtt', 'window', 'throughput'] as const;
type Kind = (typeof KINDS)[number];
/** Points in the table. */
const MAX_ROWS = 2000;

/** The view. */
export function Graphs() {
  const { chosen, all, choose } = useStream('tcp');
  const [word, setWord] = useAddress('graph');
  if (all === undefined) return undefined;
  if (chosen === undefined) return <p className="empty">{TEXTS.none}</p>;
  const [kindWord, sideWord] = word.split(':');
  const kind: Kind = KINDS.find((one) => one === kindWord) ?? 'tcptrace';
  const direction = sideWord === 'client' || sideWord === 'server' ? sideWord : talker(chosen);
  return (
    <div className="graphs">
      <div className="tools">
        <select
          aria-label={TEXTS.kind}
          value={kind}
          onChange={({ target }) => setWord(`${target.value}:${direction}`)}
        >
          {KINDS.map((one) => (
            <option key={one} value={one}>
              {TEXTS.kinds[one]}
            </option>
          ))}
        </select>
        <StreamChoice label={TEXTS.stream} all={all} chosen={chosen} onChoose={choose} />
        <label className="tools">
          <span className="soft">{TEXTS.direction}</span>
          <select value={direction} onChange={({ target }) => setWord(`${kind}:${target.value}`)}>
            <option value="client">{chosen.client}</option>
            <option value="server">{chosen.server}</option>
          </select>
        </label>
      </div>
      <Drawn choice={{ kind, stream: chosen.stream, direction }} />
    </div>
  );
}

/** The end that sent more. */
const talker = ({ bytes }: Conversation): 'client' | 'server' => (bytes[0] > bytes[1] ? 'client' : 'server');

function Drawn({ choice }: { choice: GraphChoice }) {
  const { value: graph } = useAsk('graph', choice);
  if (graph === undefined) return undefined;
  if (graph.series.length === 0) return <p className="empty">{TEXTS.empty}</p>;
  const title = `${TEXTS.kinds[choice.kind]}, ${graph.from} → ${graph.to}`;
  return (
    <>
      <Chart
        key={JSON.stringify(choice) + graph.from}
        graph={graph}
        title={title}
        yTitle={TEXTS.y[choice.kind]}
      />
      <details>
        <summary>{TEXTS.table}</summary>
        <Points graph={graph} title={title} />
      </details>
    </>
  );
}

/** The same as a table. */
function Points({ graph, title }: { graph: Graph; title: string }) {
  const points = inOrder(graph);
  const { columns } = TEXTS;
  return (
    <>
      {points.length > MAX_ROWS && <p className="soft">{TEXTS.shown(MAX_ROWS, points.length)}</p>}
      <table className="table" aria-label={title}>
        <thead>
          <tr>
            {[columns.series, columns.packet, columns.time, columns.value].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.slice(0, MAX_ROWS).map(({ series, place }) => {
            const { name, packet, x, y, top } = graph.series[series]!;
            return (
              <tr key={`${series}-${place}`}>
                <td>{TEXTS.series[name]}</td>
                <td>
                  <button type="button" className="chip" onClick={() => select({ packet: packet[place]! })}>
                    {packet[place]}
                  </button>
                </td>
                <td>{x[place]!.toFixed(6)}</td>
                <td>
                  {valueText(y[place]!)}
                  {top !== undefined && ` – ${valueText(top[place]!)}`}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
