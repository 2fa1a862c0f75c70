/** Values of fields in packets: from columns and header bytes if they are enough, from the tree otherwise. */
import type { Capture } from '../../core/capture.ts';
import type { FieldReader, FieldRequest } from '../field-table.ts';
import { kindOf } from '../kinds.ts';
import type { Scalar } from '../kinds.ts';
import { clockOf, byteColumnsOf } from './byte-columns.ts';
import type { ByteColumn } from './byte-columns.ts';
import { hasNumberColumns, numberColumnsOf } from './columns.ts';
import { presenceOf } from './presence.ts';
import { PacketTrees } from './trees.ts';
import { timeNanos } from '../scalars.ts';

type Values = (row: number) => readonly Scalar[];

const NOTHING: readonly Scalar[] = [];
/** Kinds whose values have the same form in number columns and in filters. */
const IN_NUMBER_COLUMNS: readonly string[] = ['int', 'bool', 'ip4', 'dur', 'label'];

/** Reads fields of rows from their trees only; correct for every row. */
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
    if (hasNumberColumns(name) && kindOf(request.field.type) !== 'proto') return 0;
    if (name === 'frame.time' || name === 'frame.time_epoch') return 0;
    return byteColumnsOf(this.capture, name, request.isWide ?? false) ? 1 : 2;
  }
}

/** The frame's own fields are in columns for every row. */
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
  const bytes = byteColumnsOf(capture, field.name, isWide ?? false);
  if (bytes) return gathered(bytes);
  if (!IN_NUMBER_COLUMNS.includes(kindOf(field.type))) return undefined;
  const numbers = numberColumnsOf(capture, field.name);
  return (
    numbers &&
    gathered(
      numbers.map((column) => (row: number) => {
        const value = column(row);
        return Number.isNaN(value) ? undefined : value;
      }),
    )
  );
}

function gathered(columns: readonly ByteColumn[]): Values {
  const [one, ...rest] = columns;
  if (rest.length === 0) {
    return (row) => {
      const value = one!(row);
      return value === undefined ? NOTHING : [value];
    };
  }
  return (row) => {
    const values: Scalar[] = [];
    for (const column of columns) {
      const value = column(row);
      if (value !== undefined) values.push(value);
    }
    return values;
  };
}
