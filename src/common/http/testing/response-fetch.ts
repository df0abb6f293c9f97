import type { PieceSource } from '../answer-receiver.js';
import { EVENT_STREAM, UpstreamAnswer, type AnswerTerms } from '../upstream-answer.js';
import type { UpstreamFetch, UpstreamRequestInit } from '../upstream-fetch.js';

/** A transport whose answers are at hand, as `Response`s. */
export type ResponseFetch = (url: string, init?: UpstreamRequestInit) => Promise<Response>;

/** In place of the real transport. */
export function upstreamFetchOf(fetch: ResponseFetch): UpstreamFetch {
  return async (url, init) => {
    const wantsEvents = init?.headers?.get('accept') === EVENT_STREAM;
    return upstreamAnswerOf(await fetch(url, init), { wantsEvents, signal: init?.signal ?? null });
  };
}

export function upstreamAnswerOf(
  { status, headers, body }: Response,
  terms: Partial<AnswerTerms> = {},
): UpstreamAnswer {
  const all = { maxBytes: Infinity, wantsEvents: false, signal: null, ...terms };
  return new UpstreamAnswer({ status, headers }, pieceSourceOf(body), all);
}

function pieceSourceOf(body: ReadableStream<Uint8Array> | null): PieceSource {
  const reader = body?.getReader();
  // Of a body that has failed it fails as well, and was told by `read`.
  const cancel = () => void reader?.cancel().catch(() => undefined);
  return { read: async () => (await reader?.read())?.value ?? null, finish: cancel, cancel };
}
