import { GatewayError } from '../common/errors.js';
import type { ErrorRenderer } from '../common/http/error-renderer.js';
import { MESSAGES_PATH } from './anthropic/anthropic-path.js';
import { GEMINI_METHODS, GEMINI_PATH, STABLE_PATH } from './gemini/gemini-path.js';
import { OPENAI_PATH } from './openai/openai-path.js';

/** What base URLs of clients end in by mistake: too much, too little, a slash too many, or what another server has. */
const BASE = '^(?:/(?:v1|v1beta|api|openai|anthropic|gemini|deployments/[^/]+|chat/completions|messages))*';

/** Operations by what their clients put behind a base URL, and where they are here. */
const OPERATIONS: readonly (readonly [tail: string, address: string])[] = [
  ['chat/completions', `/${OPENAI_PATH}/chat/completions`],
  ['completions', `/${OPENAI_PATH}/completions`],
  ['responses', `/${OPENAI_PATH}/responses`],
  ['embeddings', `/${OPENAI_PATH}/embeddings`],
  [`(?<!^/${GEMINI_PATH}/)models`, `/${OPENAI_PATH}/models`],
  ['messages', `/${MESSAGES_PATH}`],
  ['messages/count_tokens', `/${MESSAGES_PATH}/count_tokens`],
  ...GEMINI_METHODS.map((method): [string, string] => [
    `(?<!^/(?:${GEMINI_PATH}|${STABLE_PATH})/)models/.+:${method}`,
    `/${GEMINI_PATH}/models/{model}:${method}`,
  ]),
];

const MEANT = OPERATIONS.map(([tail, address]) => [new RegExp(`${BASE}/${tail}/?$`, 'i'), address] as const);

/** Where the operation is that a client with a wrong base URL asks for; `null` = none is known, or it is at this path. */
export function meantAddress(path: string): string | null {
  // a base URL that ends in a slash makes two of them
  const single = path.replace(/\/{2,}/g, '/');
  const address = MEANT.find(([pattern]) => pattern.test(single))?.[1] ?? null;
  return address === path.replace(/\/$/, '').toLowerCase() ? null : address;
}

/** Tells that address as well, where nothing is found. */
export function tellingOf(address: string, renderer: ErrorRenderer): ErrorRenderer {
  return {
    ...renderer,
    bodyOf: (error, requestId) =>
      renderer.bodyOf(error.code === 'request.not_found' ? notFound(address) : error, requestId),
  };
}

function notFound(address: string): GatewayError {
  const message = `There is no such route at this address; it is ${address} here. Check the base URL that your client has.`;
  return new GatewayError('request.not_found', message);
}
