/** Turns what zod finds wrong with a file's shape into problems with what is allowed there. */
import { numberText } from '@wireside/wire';
import type { z } from 'zod';
import { CONTENT_SCHEMAS, jsonSchema } from './schema.ts';
import type { Problem } from './problem.ts';
import { unknownName } from './problem.ts';
import type { FieldPath, YamlFile } from './yaml-file.ts';

/** The part of JSON Schema that the schemas of this package use. */
interface SchemaNode {
  readonly type?: string;
  readonly enum?: readonly (string | number)[];
  readonly const?: string;
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly propertyNames?: SchemaNode;
  readonly items?: SchemaNode;
  readonly description?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** The content of a file, where its shape is right, and all problems where it is not. */
export function readShape<Name extends keyof typeof CONTENT_SCHEMAS>(
  name: Name,
  file: YamlFile,
): { content?: z.infer<(typeof CONTENT_SCHEMAS)[Name]>; problems: Problem[] } {
  if (file.problems.length > 0 && file.value === undefined) return { problems: [...file.problems] };
  const schema: z.ZodType = CONTENT_SCHEMAS[name];
  const result = schema.safeParse(file.value, { reportInput: true });
  const problems = [...file.problems];
  if (result.success) {
    return { content: result.data as z.infer<(typeof CONTENT_SCHEMAS)[Name]>, problems };
  }
  const root = jsonSchema(name) as SchemaNode;
  for (const issue of result.error.issues) problems.push(...issueProblems(file, root, issue));
  return { problems };
}

function issueProblems(file: YamlFile, root: SchemaNode, issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  const node = schemaAt(root, path);
  if (issue.code === 'invalid_union' && issue.input !== undefined) {
    return unionProblems(file, root, issue, path);
  }
  if (issue.code === 'unrecognized_keys') {
    const peers = node?.propertyNames?.enum;
    const names = peers ?? Object.keys(branches(node).find(({ properties }) => properties)?.properties ?? {});
    const what = peers === undefined ? 'field' : 'peer';
    return issue.keys.map((key) =>
      file.problem([...path, key], unknownName(what, key, names.map(String)), 'key'),
    );
  }
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1));
    const names = schemaAt(root, path.slice(0, -1))?.propertyNames;
    return [
      file.problem(path, { message: `${show(key)} is not allowed.`, allowed: allowedText(names) }, 'key'),
    ];
  }
  if (issue.input === undefined) {
    return [file.problem(path, { message: 'is missing.', allowed: allowedText(node) })];
  }
  if (Array.isArray(issue.input) && branches(node).some(({ type }) => type === 'array')) {
    return [file.problem(path, { message: `has ${issue.input.length} items.`, allowed: allowedText(node) })];
  }
  const names = branches(node).find((branch) => branch.enum !== undefined)?.enum;
  if (names !== undefined && typeof issue.input === 'string') {
    return [file.problem(path, unknownName(nounOf(path), issue.input, names.map(String)))];
  }
  const allowed = `${allowedText(node)}${quotesText(node, issue.input)}`;
  return [file.problem(path, { message: `${show(issue.input)} is not allowed.`, allowed })];
}

/** The problems of a value that may be of several kinds: those of the kind that it is, or that it is none of them. */
function unionProblems(
  file: YamlFile,
  root: SchemaNode,
  issue: z.core.$ZodIssueInvalidUnion,
  path: (string | number)[],
): Problem[] {
  const kinds = schemaAt(root, path)?.anyOf ?? [];
  const kind = kinds.findIndex((node) => typeOf(node) === kindOfValue(issue.input));
  const issues = issue.errors[kind];
  if (issues !== undefined) {
    return issues.flatMap((inside) =>
      issueProblems(file, root, { ...inside, path: [...path, ...inside.path] } as z.core.$ZodIssue),
    );
  }
  const allowed = `${allowedText(schemaAt(root, path))}${quotesText({ anyOf: kinds }, issue.input)}`;
  return [file.problem(path, { message: `${show(issue.input)} is not allowed.`, allowed })];
}

/** The kinds of value that a schema allows. */
function branches(node: SchemaNode | undefined): readonly SchemaNode[] {
  return node?.anyOf ?? (node === undefined ? [] : [node]);
}

/** The type of a schema's values, which names have without stating it. */
function typeOf(node: SchemaNode): string {
  if (node.type === 'integer') return 'number';
  return node.type ?? (node.const !== undefined || node.enum !== undefined ? 'string' : 'any');
}

/** The type of a value, as JSON Schema names it. */
function kindOfValue(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** How to write a number where a text is expected: YAML takes `5000` for a number. */
function quotesText(node: SchemaNode | undefined, value: unknown): string {
  const isText = branches(node).some(
    (branch) => branch.type === 'string' && branch.enum === undefined && branch.pattern === undefined,
  );
  return isText && (typeof value === 'number' || typeof value === 'boolean')
    ? `; as a text it is written "${value}"`
    : '';
}

/** What a value from a list of names is called: the field's name, in the singular for an item of a list. */
function nounOf(path: FieldPath): string {
  const nouns: Record<string, string> = { checks: 'check', arguments: 'argument' };
  const name = String(path.findLast((step) => typeof step === 'string') ?? 'value');
  return nouns[name] ?? name;
}

function schemaAt(root: SchemaNode, path: FieldPath): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  for (const step of path) {
    node = branches(node)
      .map((branch) => below(branch, step))
      .find((found) => found !== undefined);
  }
  return node;
}

/** The schema of an item or a field. */
function below(node: SchemaNode, step: string | number): SchemaNode | undefined {
  if (typeof step === 'number') return node.items;
  const others = node.additionalProperties;
  return node.properties?.[step] ?? (typeof others === 'object' ? others : undefined);
}

/** What a schema allows, in words: `an integer from 1 to 65,535`. */
function allowedText(node: SchemaNode | undefined): string {
  if (node === undefined) return 'a value';
  if (node.anyOf !== undefined) {
    return node.anyOf
      .filter(({ type }) => type !== 'null')
      .map(allowedText)
      .join(', or ');
  }
  if (node.enum !== undefined) return node.enum.join(', ');
  if (node.const !== undefined) return node.const;
  switch (node.type) {
    case 'integer':
    case 'number':
      return `${node.type === 'integer' ? 'an integer' : 'a number'}${rangeText(node)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list${countText(node.minItems, node.maxItems, 'item')}`;
    case 'object':
      return node.properties === undefined
        ? 'a map of names to values'
        : `a map with ${Object.keys(node.properties).join(', ')}`;
    default: {
      const what =
        node.pattern === undefined ? 'text' : lowerFirst(node.description ?? `text like ${node.pattern}`);
      return `${what}${countText(node.minLength, node.maxLength, 'character')}`;
    }
  }
}

function rangeText({ minimum, maximum, exclusiveMinimum }: SchemaNode): string {
  // Zod states the range of exact integers where a schema states none.
  const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : numberText(maximum);
  if (exclusiveMinimum !== undefined)
    return ` above ${exclusiveMinimum}${most === undefined ? '' : `, up to ${most}`}`;
  return most === undefined ? '' : ` from ${minimum ?? 0} to ${most}`;
}

function countText(least: number | undefined, most: number | undefined, what: string): string {
  const parts = [
    ...(least === undefined ? [] : [`at least ${least} ${what}${least === 1 ? '' : 's'}`]),
    ...(most === undefined ? [] : [`at most ${most}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** A value as JSON, shortened. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
