import type { ServedList } from '../served-models.js';
import type { ModelInfo } from './model-info.js';
import { refused } from './request/request-checks.js';

/** Source: @anthropic-ai/sdk 1.14.0, core/pagination, and platform.claude.com/docs, List models, read 2026-11-29. */
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 1_000;

/** As the query of a request may have it. */
export type PageQuery = Readonly<Record<string, unknown>>;

/** A page of the list. */
export interface ModelPage {
  readonly data: readonly ModelInfo[];
  readonly has_more: boolean;
  readonly first_id: string | null;
  readonly last_id: string | null;
}

/**
 * The models behind `after_id`, or the last ones before `before_id`, at most `limit` of them.
 * @throws GatewayError `request.invalid` for a limit out of bounds, or an id that is not in the list.
 */
export function toModelPage({ models }: ServedList<ModelInfo>, query: PageQuery): ModelPage {
  const limit = limitIn(query['limit']);
  const [after, before] = [placeOf('after_id', models, query), placeOf('before_id', models, query)];
  const end = before ?? models.length;
  const start = after === null ? (before === null ? 0 : Math.max(0, end - limit)) : after + 1;
  const data = models.slice(start, Math.min(start + limit, end));
  const hasMore = before === null || after !== null ? start + data.length < end : start > 0;
  return { data, has_more: hasMore, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
}

function limitIn(value: unknown): number {
  if (value === undefined) return DEFAULT_LIMIT;
  const limit = typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw refused('limit', 'wrong_value', `Input should be an integer from 1 to ${MAX_LIMIT}`);
}

function placeOf(name: string, models: readonly ModelInfo[], query: PageQuery): number | null {
  const id = query[name];
  if (id === undefined || id === '') return null;
  const place = models.findIndex((model) => model.id === id);
  if (place >= 0) return place;
  throw refused(name, 'wrong_value', 'Input should be the id of a model in the list');
}
