import { refusalOf, unreachable } from './api-error';
import { partOfPath } from './part-of-path';
import type { paths } from './schema';

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : undefined;
type Success<Operation> = Operation extends { responses: infer Responses }
  ? Json<Responses[keyof Responses & (200 | 201 | 202 | 204)]>
  : never;
type BodyOf<Operation> = Operation extends { requestBody?: infer Body } ? Json<NonNullable<Body>> : never;
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type PathsWith<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? Path : never;
}[keyof paths];

/** What the document says that an address answers. */
export type Answer<Path extends PathsWith<M>, M extends Method = 'get'> = Success<paths[Path][M]>;

export interface Parts {
  /** For the names in braces. */
  readonly path?: Readonly<Record<string, string>>;
  /** What is `undefined` or empty is left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly signal?: AbortSignal;
}

/** @throws ApiError */
export function get<Path extends PathsWith<'get'>>(path: Path, parts: Parts = {}): Promise<Answer<Path>> {
  return send('GET', path, parts) as Promise<Answer<Path>>;
}

/** @throws ApiError */
export function change<M extends Exclude<Method, 'get'>, Path extends PathsWith<M>>(
  method: M,
  path: Path,
  body?: BodyOf<paths[Path][M]>,
  parts: Parts = {},
): Promise<Answer<Path, M>> {
  return send(method.toUpperCase(), path, parts, body) as Promise<Answer<Path, M>>;
}

export function addressOf(path: string, { path: names = {}, query = {} }: Parts): string {
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => partOfPath(names[name] ?? ''));
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const text = new URLSearchParams(asked.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? filled : `${filled}?${text}`;
}

/** What is no JSON, as it came. @throws ApiError */
export async function getFile(path: string, parts: Parts = {}): Promise<Response> {
  return answerOf(path, parts, {});
}

async function send(method: string, path: string, parts: Parts, body?: unknown): Promise<unknown> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await answerOf(path, parts, { method, headers, ...text });
  return response.status === 204 ? undefined : await response.json();
}

async function answerOf(path: string, parts: Parts, request: RequestInit): Promise<Response> {
  const { signal } = parts;
  const response = await fetch(addressOf(path, parts), { ...request, ...(signal && { signal }) }).catch(
    (error: unknown) => {
      throw signal?.aborted ? error : unreachable();
    },
  );
  if (!response.ok) throw await refusalOf(response);
  return response;
}
