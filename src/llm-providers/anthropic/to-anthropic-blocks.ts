import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { badMessages } from '../upstream/bad-messages.js';
import { registeredType } from '../upstream/registered-type.js';
import { notTaken } from '../upstream/unknown-part.js';
import type { ThinkingBlock } from './anthropic-thinking.js';
import { toDocument, type DocumentSource } from './to-anthropic-document.js';
import { isObject, type Fields } from '../upstream/wire-fields.js';

/** A text; never empty, nor of blanks alone, for the API refuses such. */
export interface TextBlock {
  readonly type: 'text';
  readonly text: string;
}

interface ImageBlock {
  readonly type: 'image';
  readonly source:
    | { readonly type: 'base64'; readonly media_type: string; readonly data: string }
    | { readonly type: 'url'; readonly url: string };
}

interface DocumentBlock {
  readonly type: 'document';
  readonly source: DocumentSource;
}

/** A call of a tool that an earlier answer made; `input` is its arguments, parsed. */
export interface ToolUseBlock {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly input: object;
}

interface ToolResultBlock {
  readonly type: 'tool_result';
  readonly tool_use_id: string;
  readonly content: readonly AnthropicBlock[];
}

/** What a message may say. */
type SaidBlock = TextBlock | ImageBlock | DocumentBlock;

/** The content blocks that a request may hold. */
export type AnthropicBlock = SaidBlock | ToolUseBlock | ToolResultBlock | ThinkingBlock;

/** One message of the conversation; results of tools are a user's turn, instructions between turns the system's. */
export interface AnthropicTurn {
  readonly role: 'user' | 'assistant' | 'system';
  readonly content: readonly AnthropicBlock[];
}

const DATA_URI = /^data:(image\/[a-z0-9.+-]+)(?:;[^;,]+)*;base64,/i;

/** Fields of OpenAI's parts (openai 7.57.0), for which the API refuses a whole request; `ANTHROPIC_TRANSLATION` tells. */
export const OPENAI_ALONE: ReadonlySet<string> = new Set(['prompt_cache_breakpoint']);

/**
 * The content of a message. Texts that are empty, or have nothing but blanks and ends of lines, as models write them
 * before a call of a tool, are left out: the API refuses them ("text content blocks must contain non-whitespace text";
 * read in issues and other gateways' sources, 2026-11-30), and they say nothing.
 * @param place where it stands in the request, for refusals: `messages[0].content`.
 */
export function toBlocks(content: unknown, place: string, call: UpstreamCall): SaidBlock[] {
  const parts: unknown[] =
    typeof content === 'string' ? [{ type: 'text', text: content }] : Array.isArray(content) ? content : [];
  return parts
    .map((part, at) => toBlock(part, `${place}[${at}]`, call))
    .filter((block) => block.type !== 'text' || block.text.trim() !== '');
}

function toBlock(part: unknown, place: string, call: UpstreamCall): SaidBlock {
  if (!isObject(part)) throw badMessages('a part of a message must be an object', place, call);
  switch (part['type']) {
    case 'text':
      return { ...extras(part, ['text']), type: 'text', text: textOf(part['text'], place, call) };
    case 'refusal':
      return { type: 'text', text: textOf(part['refusal'], place, call) };
    case 'image_url':
      return {
        ...extras(part, ['image_url']),
        type: 'image',
        source: toSource(part['image_url'], place, call),
      };
    case 'file':
      return { ...extras(part, ['file']), type: 'document', ...toDocument(part['file'], place, call) };
    default:
      throw badMessages(`it takes parts of text, image_url and file only${notTaken(part)}`, place, call);
  }
}

/** Such as `cache_control`: what the canonical form does not know is between the caller and the provider. */
function extras(part: Fields, known: readonly string[]): Fields {
  const isExtra = (name: string) => !known.includes(name) && !OPENAI_ALONE.has(name);
  return Object.fromEntries(Object.entries(part).filter(([name]) => isExtra(name)));
}

function textOf(text: unknown, place: string, call: UpstreamCall): string {
  if (typeof text !== 'string') throw badMessages('a text part must have a text', place, call);
  return text;
}

function toSource(image: unknown, place: string, call: UpstreamCall): ImageBlock['source'] {
  const url = isObject(image) ? image['url'] : null;
  if (typeof url !== 'string') throw badMessages('an image must have a URL', place, call);
  const [prefix, mediaType] = DATA_URI.exec(url) ?? [];
  if (prefix !== undefined && mediaType !== undefined) {
    return { type: 'base64', media_type: registeredType(mediaType), data: url.slice(prefix.length) };
  }
  if (!/^https?:\/\//i.test(url)) {
    throw badMessages('an image must be an http(s) URL, or a data URI of an image in base64', place, call);
  }
  return { type: 'url', url };
}
