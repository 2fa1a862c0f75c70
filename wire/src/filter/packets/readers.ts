/** Values of fields in packets: from columns and header bytes where they tell all, from the tree otherwise. */
import type { Capture } from '../../capture/capture.ts';
import type { FieldReader, FieldRequest } from '../field-table.ts';
import { kindOf } from '../kinds.ts';
import type { Scalar } from '../kinds.ts';
import { clockOf, cuttingsOf } from './cuttings.ts';
import type { Cutting } from './cuttings.ts';
import { hasLanes, lanesOf } from './columns.ts';
import { presenceOf } from './presence.ts';
import { PacketTrees } from './trees.ts';
import { timeNanos } from '../scalars.ts';

type Values = (row: number) => readonly Scalar[];

const NOTHING: readonly Scalar[] = [];
/** Kinds whose values a lane gives as filters handle them. */
const IN_LANES: readonly string[] = ['int', 'bool', 'ip4', 'dur', 'label'];

/** Reads fields of rows from their trees only; right for every row. */
export class TreeReader implements FieldReader<number> {
  protected readonly capture: Capture;
  protected readonly trees: PacketTrees;

  constructor(capture: Capture, trees = new PacketTrees(capture)) {
    this.capture = capture;
    this.trees = trees;
  }

  /** @inheritdoc */
  read(request: FieldRequest): Values {
    return frameValues(this.capture, request) ?? this.trees.reader(request);
  }

  /** @inheritdoc */
  cost(): number {
    return 2;
  }
}

/** Reads fields of plain rows, from columns where possible; a tree is made only for rows that can have the field. */
export class ColumnReader extends TreeReader {
  /** @inheritdoc */
  override read(request: FieldRequest): Values {
    const { capture } = this;
    const quick = frameValues(capture, request) ?? columnValues(capture, request);
    if (quick) return quick;
    const isPresent = presenceOf(capture, request.field);
    const values = this.trees.reader(request);
    return (row) => (isPresent(row) ? values(row) : NOTHING);
  }

  /** @inheritdoc */
  override cost(request?: FieldRequest): number {
    if (!request || request.layers || request.isRaw) return 2;
    const { name } = request.field;
    if (hasLanes(name) && kindOf(request.field.type) !== 'proto') return 0;
    if (name === 'frame.time' || name === 'frame.time_epoch') return 0;
    return cuttingsOf(this.capture, name, request.isWide ?? false) ? 1 : 2;
  }
}

/** What stands above all layers is in columns for every row. */
function frameValues(capture: Capture, request: FieldRequest): Values | undefined {
  const { field, layers, isRaw } = request;
  if (layers || isRaw || !(field.name === 'frame' || field.name.startsWith('frame.'))) return undefined;
  if (field.name === 'frame.comment') return (row) => capture.packetComments(row);
  if (clockOf(capture, field.name)) {
    const { seconds, nanos } = capture.table;
    return (row) => [timeNanos({ seconds: seconds[row]!, nanos: nanos[row]! })];
  }
  return columnValues(capture, request);
}

function columnValues(capture: Capture, request: FieldRequest): Values | undefined {
  const { field, layers, isRaw, isWide } = request;
  if (layers || isRaw) return undefined;
  const cuttings = cuttingsOf(capture, field.name, isWide ?? false);
  if (cuttings) return gathered(cuttings);
  const lanes = IN_LANES.includes(kindOf(field.type)) ? lanesOf(capture, field.name) : undefined;
  return (
    lanes &&
    gathered(
      lanes.map((lane) => (row: number) => {
        const value = lane(row);
        return Number.isNaN(value) ? undefined : value;
      }),
    )
  );
}

function gathered(cuttings: readonly Cutting[]): Values {
  const [one, ...rest] = cuttings;
  if (rest.length === 0) {
    return (row) => {
      const value = one!(row);
      return value === undefined ? NOTHING : [value];
    };
  }
  return (row) => {
    const values: Scalar[] = [];
    for (const cutting of cuttings) {
      const value = cutting(row);
      if (value !== undefined) values.push(value);
    }
    return values;
  };
}
