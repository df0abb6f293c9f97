import { RESPONSES_PATH } from './responses-path.js';

const CANCELLATION = new RegExp(`^/${RESPONSES_PATH}/[^/]+/cancel/?$`, 'i');

/** OpenAI's SDKs cancel a response by a POST that says nothing. */
export function isCancellation(path: string): boolean {
  return CANCELLATION.test(path);
}
