import type { ListedModel } from '../../port/llm-provider.js';
import { holdsKey } from './encoded-key.js';
import { keyValues } from './redact-key.js';
import { invalidResponse, type UpstreamCall } from './upstream-failure.js';

/** A page of a provider's list of models. */
export interface ModelPage {
  readonly models: readonly ListedModel[];
  /** What to ask the next page with; `null` = this is the last one. */
  readonly next: string | null;
}

/** No provider has so many pages or models; further pages are not read. */
const MAX_PAGES = 10;
const MAX_MODELS = 10_000;
const MAX_CURSOR_LENGTH = 2048;

/**
 * A list that comes in pages.
 * @param readPage asks for a page; the first one with `null`.
 * @throws GatewayError what a page failed with.
 */
export async function listInPages(
  readPage: (cursor: string | null) => Promise<ModelPage>,
  call: UpstreamCall,
): Promise<readonly ListedModel[]> {
  const listed: ListedModel[] = [];
  let cursor: string | null = null;
  for (let page = 1; page <= MAX_PAGES && listed.length < MAX_MODELS; page += 1) {
    // Each page names the next one.
    const { models, next }: ModelPage = await readPage(cursor);
    listed.push(...models.slice(0, MAX_MODELS - listed.length));
    if (next === null) break;
    if (next === cursor || !isFit(next, call)) {
      throw invalidResponse('its list of models does not come to an end', call);
    }
    cursor = next;
  }
  return listed;
}

/** It goes into an address, and the key never does, not even where a provider sends it as a cursor. */
function isFit(cursor: string, { settings }: UpstreamCall): boolean {
  return cursor.length <= MAX_CURSOR_LENGTH && !holdsKey(cursor, keyValues(settings));
}
