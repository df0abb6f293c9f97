import type { ListedModel } from '../../port/llm-provider.js';
import { capabilitiesOf } from '../upstream/listed-facts.js';
import type { ModelPage } from '../upstream/model-pages.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import {
  isObject,
  limitsOf,
  listedNameIn,
  objectsOf,
  textOrNull,
  type Fields,
} from '../upstream/wire-fields.js';
import { errorIn, fromGeminiError } from './gemini-errors.js';
import { bareModelName, isModelName } from './gemini-model-name.js';

/** The largest that Google gives. */
const PAGE_SIZE = 1000;

/** `pageSize` and `pageToken`; the first page has none. */
export function modelPageQuery(pageToken: string | null): string {
  return new URLSearchParams({
    pageSize: String(PAGE_SIZE),
    ...(pageToken !== null && { pageToken }),
  }).toString();
}

/**
 * A page of `GET /v1beta/models`: the models that chat or make embeddings, by the names that it takes.
 * Source: ai.google.dev/api/models, read 2026-11-23.
 */
export function readModelPage(page: unknown, call: UpstreamCall): ModelPage {
  const error = errorIn(page);
  if (error !== null) throw fromGeminiError({ status: null, error }, call);
  if (!isObject(page) || !('models' in page || 'nextPageToken' in page)) {
    throw invalidResponse('its list of models is none', call);
  }
  const listed = objectsOf(page['models']);
  // A list of which nothing could be read is not taken for one that is empty.
  if (listed.length > 0 && !listed.some((model) => bareName(model) !== null)) {
    throw invalidResponse('its list of models is not readable', call);
  }
  return {
    models: listed.filter(answers).flatMap((model) => {
      const id = listedNameIn(bareName(model), call);
      const limits = limitsOf(model['inputTokenLimit'], model['outputTokenLimit']);
      return id === null ? [] : [{ id, ...limits, ...capabilitiesIn(model) }];
    }),
    next: textOrNull(page['nextPageToken']),
  };
}

/** Chats, or makes embeddings. */
function answers({ supportedGenerationMethods: methods }: Fields): boolean {
  return Array.isArray(methods) && ['generateContent', 'embedContent'].some((name) => methods.includes(name));
}

function capabilitiesIn({ thinking: reasoning }: Fields): Pick<ListedModel, 'capabilities'> {
  return capabilitiesOf({ tools: null, vision: null, reasoning, structuredOutput: null });
}

/** A model's name is one segment of its address; no other name can be asked for. */
function bareName({ name }: Fields): string | null {
  const bare = typeof name === 'string' ? bareModelName(name) : '/';
  return isModelName(bare) && !bare.includes('/') ? bare : null;
}
