import type { Script } from '../../support/scripted-upstream/exchange.js';
import { answerJson } from '../../support/scripted-upstream/scripts.js';
import {
  sseFrame,
  stream,
  type StreamOptions,
  type StreamStep,
} from '../../support/scripted-upstream/stream-script.js';

/** What an OpenAI-compatible server says, as far as the cases need it. */

export const HELLO = 'Hello from upstream.';
export const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
export const DONE = sseFrame('[DONE]');

export function completion(text: string, fields: object = {}): object {
  const message = { role: 'assistant', content: text };
  const choices = [{ index: 0, message, finish_reason: 'stop' }];
  return { id: 'c-1', object: 'chat.completion', created: 1, model: 'm-1', choices, usage: USAGE, ...fields };
}

export function chunk(choices: readonly object[], fields: object = {}): string {
  return sseFrame({
    id: 'c-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm-1',
    choices,
    ...fields,
  });
}

export function delta(content: string, fields: object = {}): string {
  return chunk([{ index: 0, delta: { content }, finish_reason: null }], fields);
}

export function finish(fields: object = {}): string {
  return chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], fields);
}

export const USAGE_CHUNK = chunk([], { usage: USAGE });

/** A whole stream that says `pieces`. */
export function framesOf(...pieces: readonly string[]): string[] {
  return [...pieces.map((piece) => delta(piece)), finish(), USAGE_CHUNK, DONE];
}

export function good(text = HELLO): Script {
  return answerJson(200, completion(text));
}

export function goodStream(text = HELLO, options: StreamOptions = {}): Script {
  return stream(framesOf(text), options);
}

/** Whole or streamed, as the request asks. */
export function goodEitherWay(text = HELLO): Script {
  const [whole, streamed] = [good(text), goodStream(text)];
  return (exchange) => (exchange.request.body?.['stream'] === true ? streamed : whole)(exchange);
}

export function failing(
  status: number,
  error: object = {},
  headers: Readonly<Record<string, string>> = {},
): Script {
  return answerJson(
    status,
    { error: { message: 'The upstream says no.', type: null, code: null, ...error } },
    headers,
  );
}

export function frames(steps: readonly StreamStep[], options: StreamOptions = {}): Script {
  return stream(steps, options);
}
