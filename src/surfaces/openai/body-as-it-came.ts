import { commasIn, textMember } from '../../common/http/json-members.js';
import type { CompletionRequest } from '../../port/canonical.js';
import type { ChatRequest } from './chat-request.js';

/** Smaller bodies are written anew at no cost that shows. */
const LARGE_BYTES = 8 * 1024;
const WISH_NAME = 'stream_options';
const WISH = Buffer.from(`{"${WISH_NAME}":{"include_usage":true},`);

/**
 * The body of a large request as it came, but for the name of the model, and the wish for counts of tokens.
 * @param asked as it is sent to the provider. `null` = more than that is changed, or it is small.
 */
export function bodyAsItCame(body: Buffer, chat: ChatRequest, asked: CompletionRequest): Buffer | null {
  const { isStream, wantsUsage, request } = chat;
  if (body.length < LARGE_BYTES) return null;
  const hasWish = isStream && wantsUsage && !(WISH_NAME in request);
  // Where the name stands in a text, nothing is lost but some time.
  if (!hasWish && body.includes(isStream ? `"${WISH_NAME}` : '"stream')) return null;
  if (!isSame(request, asked, isStream)) return null;
  const model = textMember(body, 'model');
  // Beside the request, a stream has one member more, or two: `stream`, and its caller's own wish for counts of tokens.
  const more = (isStream ? 1 : 0) + (hasWish ? 1 : 0);
  // What stands there twice is for nobody to see.
  if (model === null || model.commas !== commasIn(request) + more) return null;
  const name = Buffer.from(JSON.stringify(asked.model));
  const addsWish = isStream && !hasWish;
  const start = body.indexOf('{') + (addsWish ? 1 : 0);
  const parts = [body.subarray(start, model.from), name, body.subarray(model.to)];
  return Buffer.concat(addsWish ? [WISH, ...parts] : parts);
}

/** The same values under the same names, but for the model, and of a stream the wish. */
function isSame(given: CompletionRequest, sent: CompletionRequest, isStream: boolean): boolean {
  const [before, after] = [given, sent] as unknown as Readonly<Record<string, unknown>>[];
  if (!before || !after) return false;
  const names = Object.keys(before);
  if (names.length + (isStream ? 1 : 0) !== Object.keys(after).length) return false;
  const wish = after[WISH_NAME] as Readonly<Record<string, unknown>> | undefined;
  if (isStream && (wish?.['include_usage'] !== true || Object.keys(wish).length !== 1)) return false;
  return names.every((name) => name === 'model' || before[name] === after[name]);
}
