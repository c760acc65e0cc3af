/**
 * Puts the configuration together: `config/default.yaml`, the operator's file over it, `UNPAPERME_*` variables over
 * both. Every complaint names the option, its value, what is allowed, and where it was set.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, parse, parseDocument, type YAMLMap } from 'yaml';
import type { z } from 'zod';
import { configSchema, type Config } from './config.js';
import { projectPath } from './lib/project-path.js';

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Tree = { [key: string]: unknown };
/** Where an option's value came from, by its dotted path: `file.yaml line 3`, `UNPAPERME_IMAP_PORT`. */
type Origins = Map<string, string>;

const prefix = 'UNPAPERME_';
/** The variable that names the file. */
const fileVariable = `${prefix}CONFIG`;

/**
 * @param file the operator's file; undefined: the one that UNPAPERME_CONFIG names, if any
 * @throws ConfigError with one line for each complaint
 */
export function loadConfig(env: NodeJS.ProcessEnv, file = env[fileVariable]): Config {
  const defaultsFile = projectPath('config/default.yaml');
  const tree = parse(readFileSync(defaultsFile, 'utf8')) as Tree;
  const options = new Map(leafPaths(tree).map((path) => [variableName(path), path]));
  const origins: Origins = new Map();
  const complaints: string[] = [];

  if (file) mergeFile(tree, file, origins);
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(prefix) || name === fileVariable || value === undefined) continue;
    const path = options.get(name);
    if (!path) {
      complaints.push(`${name} is not an option; UNPAPERME_ and an option of config/default.yaml is allowed.`);
      continue;
    }
    setPath(tree, path, variableValue(value, valueAt(tree, path)));
    origins.set(path.join('.'), name);
  }
  const result = configSchema.safeParse(tree);
  if (!result.success) complaints.push(...result.error.issues.flatMap((issue) => describe(issue, tree, origins)));
  if (complaints.length > 0 || !result.success) throw new ConfigError(complaints.join('\n'));
  return result.data;
}

/** Read as what the option is by default: text as it stands, a path or nothing, else as YAML reads it. */
function variableValue(text: string, standing: unknown): unknown {
  if (typeof standing === 'string') return text;
  if (standing === null) return text === '' || text === 'null' ? null : text;
  // `a, b` is a list of two, as well as `[a, b]`.
  if (Array.isArray(standing) && !/^\s*\[/.test(text)) {
    const entries = text.split(',').map((entry) => entry.trim());
    return entries.filter((entry) => entry !== '');
  }
  try {
    const value: unknown = parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? text : value;
  } catch {
    return text;
  }
}

function variableName(path: readonly string[]): string {
  return prefix + path.map((key) => key.replace(/[A-Z]/g, '_$&').toUpperCase()).join('_');
}

function leafPaths(tree: Tree, above: readonly string[] = []): string[][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    isTree(value) ? leafPaths(value, [...above, key]) : [[...above, key]],
  );
}

function mergeFile(tree: Tree, file: string, origins: Origins): void {
  if (!existsSync(file)) throw new ConfigError(`The configuration file ${file} does not exist.`);
  const lines = new LineCounter();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`The configuration file ${file} cannot be read.`, { cause });
  }
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error) throw new ConfigError(`${file}: ${error.message}`, { cause: error });
  if (document.contents === null) return;
  if (!isMap(document.contents))
    throw new ConfigError(`${file} must be a mapping of options, as config/default.yaml is.`);
  const walk = (map: YAMLMap, into: Tree, above: readonly string[]): void => {
    for (const { key, value } of map.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      const line = key.range ? lines.linePos(key.range[0]).line : 0;
      origins.set([...above, name].join('.'), `${file} line ${line}`);
      const existing = Object.hasOwn(into, name) ? into[name] : undefined;
      if (isMap(value) && isTree(existing)) walk(value, existing, [...above, name]);
      else
        Object.defineProperty(into, name, { value: toJs(value), enumerable: true, writable: true, configurable: true });
    }
  };
  walk(document.contents, tree, []);
}

function toJs(node: unknown): unknown {
  return typeof node === 'object' && node !== null && 'toJSON' in node
    ? (node as { toJSON(): unknown }).toJSON()
    : node;
}

function describe(issue: z.core.$ZodIssue, tree: Tree, origins: Origins): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key].join('.');
      return `${path} is not an option (${origins.get(path) ?? 'default'}); see config/default.yaml for all of them.`;
    });
  }
  const path = issue.path.join('.');
  const value = issue.path.reduce<unknown>((node, key) => (node as Tree | undefined)?.[String(key)], tree);
  const origin = origins.get(path);
  return [`${path} is ${JSON.stringify(value)}${origin ? ` (${origin})` : ''}: ${allowed(issue)}.`];
}

function allowed(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `the least allowed is ${String(issue.minimum)}`;
    case 'too_big':
      return `the most allowed is ${String(issue.maximum)}`;
    case 'invalid_value':
      return `allowed are ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return `it must be ${issue.expected === 'int' ? 'a whole number' : `of type ${issue.expected}`}`;
    default:
      return issue.message.replace(/\.$/, '');
  }
}

function valueAt(tree: Tree, path: readonly string[]): unknown {
  return path.reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), tree);
}

function setPath(tree: Tree, path: readonly string[], value: unknown): void {
  const [first, ...rest] = path;
  if (rest.length === 0) tree[first!] = value;
  else setPath(tree[first!] as Tree, rest, value);
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
