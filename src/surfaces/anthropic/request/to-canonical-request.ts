import { createHash } from 'node:crypto';
import { isObject, type Fields } from '../../../common/fields.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import type { Origins } from '../../in-own-words.js';
import type { MessagesBody } from './messages-request.js';
import { untranslatable } from './request-checks.js';
import { toCanonicalMessages } from './to-canonical-messages.js';
import { toCanonicalTools } from './to-canonical-tools.js';
import { Translation, type TranslatedFor } from './translation.js';

/** OpenAI takes no longer name of a user. */
const MAX_USER_CHARACTERS = 64;
/** What is told in canonical words, or says nothing to another provider. */
const TRANSLATED: ReadonlySet<string> = new Set(
  [
    'model',
    'messages',
    'max_tokens',
    'system',
    'stream',
    'tools',
    'tool_choice',
    'stop_sequences',
    'metadata',
  ]
    .concat(['temperature', 'top_p', 'top_k', 'service_tier', 'thinking', 'output_config', 'output_format'])
    .concat('betas'),
);

/** The same of `output_config`. */
const OF_OUTPUT: ReadonlySet<string> = new Set(['effort', 'format']);

/**
 * The SDK goes on without a thread where that is refused in these words, and would lose its conversation where it is
 * dropped. Source: @anthropic-ai/sdk 1.14.0, lib/internal/threads, read 2026-11-29.
 */
const NO_THREADS = Object.freeze({ error_code: 'thread_unsupported_request', unsupported: ['thread'] });

/** A request for one provider, in the canonical form, and what it could not say. */
export interface TranslatedRequest {
  readonly request: CompletionRequest;
  readonly translation: Translation;
  readonly origins: Origins;
}

/**
 * The caller's request as a provider of another wire takes it.
 * @param adapted its parameters, by the rules of the target's family.
 * @throws GatewayError `request.invalid` for what it cannot be told.
 */
export function toCanonicalRequest(
  body: MessagesBody,
  adapted: CompletionRequest,
  definition: TranslatedFor,
): TranslatedRequest {
  if (saysSomething(body['thread'])) throw untranslatable('thread', 'this model has no threads', NO_THREADS);
  const translation = new Translation(definition);
  const { tools, tool_choice, parallel_tool_calls, top_k, user, service_tier, ...others } =
    adapted as unknown as Fields;
  tellOthers(body, TRANSLATED, '', translation);
  const { output_config: output } = body;
  if (isObject(output)) tellOthers(output, OF_OUTPUT, 'output_config.', translation);
  const placed = tools ? toCanonicalTools(tools, translation) : [];
  const offered = placed.map(({ tool }) => tool);
  const isChoiceLeft = hasChoice(tool_choice, { tools, offered });
  if (!isChoiceLeft) translation.leaves('tool_choice', 'a tool that must be called');
  if (top_k !== undefined && !translation.takes('top_k')) translation.leaves('top_k', 'top_k');
  const { messages, origins } = toCanonicalMessages(body, translation);
  const request = {
    ...others,
    messages,
    ...(offered.length > 0 && { tools: offered, ...present({ parallel_tool_calls }) }),
    ...(offered.length > 0 && isChoiceLeft && present({ tool_choice })),
    ...(translation.takes('top_k') && present({ top_k })),
    ...(typeof user === 'string' && { user: shortened(user) }),
    ...(service_tier !== undefined && {
      service_tier: service_tier === 'standard_only' ? 'default' : service_tier,
    }),
  };
  return {
    request: request as unknown as CompletionRequest,
    translation,
    origins: { messages: origins, tools: placed.map(({ origin }) => origin) },
  };
}

interface OfferedTools {
  /** As the caller wrote them. */
  readonly tools: unknown;
  /** Those that are left. */
  readonly offered: readonly Fields[];
}

/**
 * False where the tool that must be called has been left out: providers refuse a choice of one that is not offered. One
 * that the caller has not offered either is the provider's to judge.
 */
function hasChoice(choice: unknown, { tools, offered }: OfferedTools): boolean {
  if (choice === 'required') return offered.length > 0;
  const { function: named } = isObject(choice) ? choice : {};
  if (!isObject(named)) return true;
  const isOffered = offered.some(({ function: its }) => isObject(its) && its['name'] === named['name']);
  return isOffered || (offered.length > 0 && Array.isArray(tools) && tools.length === offered.length);
}

/** Of an object, what nobody reads here and says something. */
function tellOthers(fields: Fields, read: ReadonlySet<string>, path: string, translation: Translation): void {
  const others = Object.entries(fields).filter(([name, value]) => !read.has(name) && saysSomething(value));
  for (const [name] of others) translation.leaves(path + name, path + name);
}

/** `null` and an empty list are what is left out. */
function saysSomething(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The same for the same user; a name that fits is left as it is. */
function shortened(user: string): string {
  return user.length <= MAX_USER_CHARACTERS ? user : createHash('sha256').update(user).digest('hex');
}
