import type { ModelPage } from '../upstream/model-pages.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import { isObject, limitsOf, listedNameIn, objectsOf, textOrNull } from '../upstream/wire-fields.js';
import { reportedError } from './anthropic-errors.js';

/** The largest that Anthropic gives. */
const PAGE_SIZE = 1000;

/** `limit` and `after_id`; the first page has none. */
export function modelPageQuery(afterId: string | null): string {
  return new URLSearchParams({
    limit: String(PAGE_SIZE),
    ...(afterId !== null && { after_id: afterId }),
  }).toString();
}

/**
 * A page of `GET /v1/models`, the latest first; both limits may be `null`.
 * Source: @anthropic-ai/sdk src/resources/models.ts and src/core/pagination.ts, read 2026-11-23.
 */
export function readModelPage(page: unknown, call: UpstreamCall): ModelPage {
  if (!isObject(page)) throw invalidResponse('its list of models is none', call);
  const error = reportedError(page, undefined, call);
  if (error) throw error;
  const { data } = page;
  if (!Array.isArray(data)) throw invalidResponse('its list of models is none', call);
  const models = objectsOf(data).flatMap((model) => {
    const id = listedNameIn(model['id'], call);
    return id === null ? [] : [{ id, ...limitsOf(model['max_input_tokens'], model['max_tokens']) }];
  });
  // A list of which nothing could be read is not taken for one that is empty.
  if (data.length > 0 && models.length === 0)
    throw invalidResponse('its list of models is not readable', call);
  return {
    models,
    next: page['has_more'] === true ? textOrNull(page['last_id']) : null,
  };
}
