import { CHAT } from './dialects/chat/index.js';
import type { Dialect } from './dialects/dialect.js';
import { GEMINI } from './dialects/gemini/index.js';
import { MESSAGES } from './dialects/messages/index.js';
import { RESPONSES } from './dialects/responses/index.js';

/** What callers speak to. */
export interface Surface {
  readonly id: 'chat' | 'responses' | 'messages' | 'gemini';
  readonly path: string;
  readonly dialect: Dialect;
}

/** What a provider speaks. */
export interface Wire {
  readonly id: 'chat' | 'responses' | 'only-responses' | 'anthropic' | 'gemini' | 'sandbox';
  readonly title: string;
  /** As callers name it. */
  readonly model: string;
  /** As the provider gets it. */
  readonly ownModel: string;
  /** What it is asked in at best; `null` = nothing goes over a line. */
  readonly dialect: Dialect | null;
}

export const SURFACES: readonly Surface[] = [
  { id: 'chat', path: '/v1/chat/completions', dialect: CHAT },
  { id: 'responses', path: '/v1/responses', dialect: RESPONSES },
  { id: 'messages', path: '/v1/messages', dialect: MESSAGES },
  { id: 'gemini', path: '/v1beta/models/{model}:generateContent', dialect: GEMINI },
];

const wire = (id: Wire['id'], title: string, model: string, dialect: Dialect | null): Wire => ({
  id,
  title,
  model,
  ownModel: model.slice(model.indexOf('/') + 1),
  dialect,
});

export const WIRES: readonly Wire[] = [
  wire('chat', 'OpenAI chat', 'talks/m1', CHAT),
  wire('responses', 'OpenAI Responses', 'responds/m2', RESPONSES),
  wire('only-responses', 'Responses alone', 'onlyresponds/m3', RESPONSES),
  wire('anthropic', 'Anthropic', 'anthropic/claude-haiku-5-5', MESSAGES),
  wire('gemini', 'Gemini', 'gemini/gemini-3.5-flash-lite', GEMINI),
  wire('sandbox', 'Sandbox', 'sandbox/sim/echo', null),
];

/** How the provider was asked, by the address. */
export function dialectAt(path: string): Dialect {
  if (path.startsWith('/v1/responses')) return RESPONSES;
  if (path.startsWith('/v1/messages')) return MESSAGES;
  return path.startsWith('/v1beta/') ? GEMINI : CHAT;
}
