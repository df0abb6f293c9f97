import type { PieceSource } from '../answer-receiver.js';
import { UpstreamAnswer } from '../upstream-answer.js';
import type { UpstreamFetch, UpstreamRequestInit } from '../upstream-fetch.js';

/** A transport whose answers are at hand, as `Response`s. */
export type ResponseFetch = (url: string, init?: UpstreamRequestInit) => Promise<Response>;

/** In place of the real transport. */
export function upstreamFetchOf(fetch: ResponseFetch): UpstreamFetch {
  return async (url, init) => upstreamAnswerOf(await fetch(url, init), Infinity, init?.signal);
}

export function upstreamAnswerOf(
  { status, headers, body }: Response,
  maxBytes: number,
  signal?: AbortSignal | null,
): UpstreamAnswer {
  return new UpstreamAnswer(status, headers, pieceSourceOf(body), maxBytes, signal);
}

function pieceSourceOf(body: ReadableStream<Uint8Array> | null): PieceSource {
  const reader = body?.getReader();
  return {
    read: async () => (await reader?.read())?.value ?? null,
    cancel: () => {
      // Of a body that has failed it fails as well, and was told by `read`.
      reader?.cancel().catch(() => undefined);
    },
  };
}
