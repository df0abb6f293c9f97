import type { CompletionUsage } from '../../../port/canonical.js';
import { isObject, objectsOf, type Fields } from '../../upstream/wire-fields.js';
import { fromOpenAiUsage, withTier } from '../openai-usage.js';

/**
 * Counts of a response with what else it is billed by: the service that answered, and the searches of the web, each of
 * which is an item of its output. `null` = nothing was counted.
 */
export function usageOfResponse({ usage, service_tier: tier, output }: Fields): CompletionUsage | null {
  if (!isObject(usage)) return fromOpenAiUsage(usage);
  const searches = objectsOf(output).filter(isSearch).length;
  const counted = searches === 0 ? usage : { server_tool_use: { web_search_requests: searches }, ...usage };
  return fromOpenAiUsage(withTier(counted, tier));
}

/** Opening a page that was found, and looking for words in it, has no price: OpenAI docs, Web search, read 2026-11-29. */
function isSearch({ type, action }: Fields): boolean {
  if (type !== 'web_search_call') return false;
  const kind = isObject(action) ? action['type'] : undefined;
  return kind !== 'open_page' && kind !== 'find_in_page' && kind !== 'find';
}
