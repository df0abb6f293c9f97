import type { ModelPage } from '../upstream/model-pages.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import type { ListedModel } from '../../port/llm-provider.js';
import { capabilitiesOf, createdIn } from '../upstream/listed-facts.js';
import {
  isObject,
  limitsOf,
  listedNameIn,
  objectsOf,
  textOrNull,
  type Fields,
} from '../upstream/wire-fields.js';
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
    const limits = limitsOf(model['max_input_tokens'], model['max_tokens']);
    const facts = { ...limits, ...createdIn(model['created_at']), ...capabilitiesIn(model) };
    return id === null ? [] : [{ id, ...facts }];
  });
  // A list of which nothing could be read is not taken for one that is empty.
  if (data.length > 0 && models.length === 0)
    throw invalidResponse('its list of models is not readable', call);
  return {
    models,
    next: page['has_more'] === true ? textOrNull(page['last_id']) : null,
  };
}

/** Each is an object that says `supported`. Source: anthropics/anthropic-sdk-ruby, ModelCapabilities, read 2026-11-29. */
function capabilitiesIn({ capabilities }: Fields): Pick<ListedModel, 'capabilities'> {
  const of = (name: string) => {
    const told = isObject(capabilities) ? capabilities[name] : null;
    return isObject(told) ? told['supported'] : null;
  };
  return capabilitiesOf({
    tools: null,
    vision: of('image_input'),
    reasoning: of('thinking'),
    structuredOutput: of('structured_outputs'),
  });
}
