import { isSmallJson } from '../../common/json-pieces.js';
import { turnOfLargeWork } from '../../common/large-work.js';
import { readProviderReason } from './provider-reason.js';
import { keyValues } from './redact-key.js';
import { searchForMessage } from './scrub.js';
import type { UpstreamCall } from './upstream-failure.js';

/**
 * To be waited for before a failure is read: a large request is searched for what the provider says, which takes its time,
 * while other work has its turn. A failure that is read without it keeps words about a large request to itself.
 *
 * @param body of the failure: JSON or text.
 */
export async function searchRequest(body: unknown, { request, settings }: UpstreamCall): Promise<void> {
  if (isSmallJson(request)) return;
  await turnOfLargeWork();
  const { message, code, type } = readProviderReason(body);
  const keys = keyValues(settings);
  for (const words of [message, code ?? type]) await searchForMessage(words, keys, request);
}
