/** The part of JSON Schema that the schemas for editors use, for tests: whether a value is valid. */

/** A schema, or a part of one. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Whether a schema accepts a value. */
export function accepts(schema: JsonSchema, value: unknown): boolean {
  const { anyOf, oneOf } = schema;
  return (
    (schema.type === undefined || hasType(value, schema.type)) &&
    (schema.const === undefined || schema.const === value) &&
    (schema.enum === undefined || schema.enum.includes(value)) &&
    (anyOf === undefined || anyOf.some((one) => accepts(one, value))) &&
    (oneOf === undefined || oneOf.filter((one) => accepts(one, value)).length === 1) &&
    (typeof value !== 'string' || schema.pattern === undefined || RegExp(schema.pattern).test(value)) &&
    (typeof value !== 'number' ||
      (value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity))) &&
    (!Array.isArray(value) || acceptsItems(schema, value)) &&
    (!hasType(value, 'object') || acceptsFields(schema, value as Record<string, unknown>))
  );
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function acceptsItems({ items, minItems = 0, maxItems = Infinity }: JsonSchema, list: unknown[]): boolean {
  const isLong = list.length >= minItems && list.length <= maxItems;
  return isLong && (items === undefined || list.every((item) => accepts(items, item)));
}

function acceptsFields(schema: JsonSchema, map: Readonly<Record<string, unknown>>): boolean {
  const { required = [], properties = {}, additionalProperties: others, propertyNames } = schema;
  return (
    required.every((key) => Object.hasOwn(map, key)) &&
    Object.entries(map).every(([key, value]) => {
      if (propertyNames !== undefined && !accepts(propertyNames, key)) return false;
      const own = Object.hasOwn(properties, key) ? properties[key] : others;
      return typeof own === 'object' ? accepts(own, value) : own !== false;
    })
  );
}
