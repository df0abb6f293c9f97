import { isObject, type Fields } from '../../../common/fields.js';
import type { ChatMessage } from '../../../port/canonical.js';
import type { Origins } from '../../in-own-words.js';
import { toAssistantMessage } from './to-assistant-message.js';
import type { MessageFields, MessagesBody } from './messages-request.js';
import { blocksOf, toContent, toParts, type Part } from './to-parts.js';
import type { Translation } from './translation.js';

/**
 * Claude Code puts a line into its instructions that is meant for Anthropic's accounting and differs on each request:
 * before everything else, it would keep every other provider from finding the prompt in its cache.
 * Source: anthropics/claude-code#24168 and #68900, read 2026-11-29.
 */
const ACCOUNTING = /^x-anthropic-billing-header:/;

/** A conversation in the canonical form, and where each message of it came from. */
interface CanonicalMessages {
  readonly messages: ChatMessage[];
  readonly origins: Origins['messages'];
}

/**
 * Instructions and messages in the canonical form. Results of tools are messages of their own, before what the user says
 * in the same turn.
 * @throws GatewayError `request.invalid` for what this target cannot be told.
 */
export function toCanonicalMessages(body: MessagesBody, translation: Translation): CanonicalMessages {
  const system = systemMessages(body['system'] as MessageFields['content'] | undefined, translation);
  const turns = body.messages.map((message, at) => turnOf(message, `messages.${at}.content`, translation));
  const origins = turns.flatMap((turn, at) => turn.map(() => `messages.${at}`));
  return {
    messages: [...system, ...turns.flat()] as unknown as ChatMessage[],
    origins: [...system.map(() => 'system'), ...origins],
  };
}

function turnOf(message: MessageFields, path: string, translation: Translation): Fields[] {
  if (message.role === 'assistant') return [toAssistantMessage(message, translation)];
  return message.role === 'system'
    ? systemMessages(message.content, translation, path)
    : userMessages(message, path, translation);
}

function systemMessages(
  content: MessageFields['content'] | undefined,
  translation: Translation,
  path = 'system',
): Fields[] {
  const blocks = blocksOf(content).filter(({ text }) => !(typeof text === 'string' && ACCOUNTING.test(text)));
  const parts = partsIn(blocks, path, translation);
  return parts.length > 0 ? [{ role: 'system', content: toContent(parts) }] : [];
}

function userMessages({ content }: MessageFields, path: string, translation: Translation): Fields[] {
  const blocks = blocksOf(content);
  const results = blocks.flatMap((block, at) =>
    block['type'] === 'tool_result' ? [toToolResult(block, `${path}.${at}`, translation)] : [],
  );
  const said = blocks.flatMap((block, at) =>
    block['type'] === 'tool_result' ? [] : toParts(block, `${path}.${at}`, translation),
  );
  const parts = [...results.flatMap(({ shown }) => shown), ...said];
  const isEmpty = parts.length === 0 && results.length > 0;
  return [
    ...results.map(({ message }) => message),
    ...(isEmpty ? [] : [{ role: 'user', content: toContent(parts) }]),
  ];
}

/** No other wire has a mark for a result that is an error: the model reads it. */
const FAILED: Part = Object.freeze({ type: 'text', text: 'Error:' });

interface ToolResult {
  readonly message: Fields;
  /** What a tool's message cannot hold, for the user's. */
  readonly shown: readonly Part[];
}

function toToolResult(block: Fields, path: string, translation: Translation): ToolResult {
  const { tool_use_id: id, content, cache_control: cached, is_error: isError } = block;
  const blocks = blocksOf(content as MessageFields['content'] | undefined);
  const parts = partsIn(blocks, `${path}.content`, translation);
  const texts = parts.filter(({ type }) => type === 'text');
  const others = parts.filter(({ type }) => type !== 'text');
  const shown =
    others.length > 0 ? [{ type: 'text', text: `Of the result of ${String(id)}:` }, ...others] : [];
  return {
    message: {
      role: 'tool',
      tool_call_id: id,
      content: resultText(isError === true ? [FAILED, ...texts] : texts, cached, translation),
    },
    shown,
  };
}

/** Servers of OpenAI's wire take a text; one that keeps a cache takes parts, too. */
function resultText(texts: readonly Part[], cached: unknown, translation: Translation): unknown {
  const text = texts.map((part) => String(part['text'])).join('\n');
  const isMarked = isObject(cached) && translation.takes('cache_control');
  return isMarked ? [{ type: 'text', text, cache_control: cached }] : text;
}

function partsIn(blocks: readonly Fields[], path: string, translation: Translation): Part[] {
  return blocks.flatMap((block, at) => toParts(block, `${path}.${at}`, translation));
}
