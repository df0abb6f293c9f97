import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const PROJECT = join(__dirname, '..', '..');

/** A Kubernetes or Istio object, as its file has it. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** The text of a file, named from the project's top folder. */
export const readText = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');

export const readJson = (path: string): unknown => JSON.parse(readText(path));

/** One object in each file. */
export const readResource = (path: string): Resource =>
  parse(readText(path), { uniqueKeys: true }) as Resource;

/** The files of a folder of deploy/ that end so, sorted. */
export function listFiles(folder: string, ending: string): string[] {
  const names = readdirSync(join(PROJECT, 'deploy', folder)).filter((name) => name.endsWith(ending));
  return names.toSorted().map((name) => `deploy/${folder}/${name}`);
}

/** What stands at a path like `spec.ports.0.name`; `undefined` where nothing does. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value);
}

/** A patch laid over an object, as kustomize does it where no lists are patched. */
export function patched(base: unknown, patch: unknown): unknown {
  if (!isRecord(base) || !isRecord(patch)) return patch;
  const entries = Object.entries(patch).map(([key, value]) => [key, patched(base[key], value)] as const);
  return { ...base, ...Object.fromEntries(entries) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
