import { isObject, type Fields } from '../../../common/fields.js';
import type { MessageFields } from './messages-request.js';
import { untranslatable } from './request-checks.js';
import type { Translation } from './translation.js';

/** A part of a canonical message's content. */
export type Part = Fields & { readonly type: string };

/** Blocks of a message; a text is one of one. */
export function blocksOf(content: MessageFields['content'] | undefined): readonly Fields[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
}

/**
 * What a user, the system or a tool says.
 * @param path where the block stands, for refusals: `messages.0.content.1`.
 * @throws GatewayError `request.invalid` for what no part can say, and what may not be left out.
 */
export function toParts(block: Fields, path: string, translation: Translation): Part[] {
  const parts = partsOf(block, path, translation);
  const last = parts.at(-1);
  const { cache_control: cached } = block;
  if (!last || !isObject(cached) || !translation.takes('cache_control')) return parts;
  return [...parts.slice(0, -1), { ...last, cache_control: cached }];
}

function partsOf(block: Fields, path: string, translation: Translation): Part[] {
  const { type, source } = block;
  switch (type) {
    case 'text':
      return block['text'] === '' ? [] : [textPart(block['text'])];
    case 'image':
      return [{ type: 'image_url', image_url: { url: imageUrl(source, path) } }];
    case 'document':
      return [...contextPart(block), ...documentParts(block, path, translation)];
    case 'search_result':
      return [textPart(titled(block['title'] ?? source, textsIn(block['content'])))];
    // Stands for all that was said before it, which its caller need not send any more.
    case 'compaction':
      if (typeof block['content'] === 'string') return summaryPart(block['content']);
      break;
    // Claude Code's search for tools finds them so; all that are deferred are offered from the beginning.
    case 'tool_reference':
      return [textPart(`The tool ${String(block['tool_name'])} is offered.`)];
  }
  translation.leaves('messages', `blocks of type ${String(type)}`);
  return [];
}

/** Source: @anthropic-ai/sdk 1.14.0, `BetaCompactionBlockParam`, read 2026-11-30. */
function summaryPart(summary: string): Part[] {
  return summary === '' ? [] : [textPart(`What was said before, in short:\n\n${summary}\n\n`)];
}

/** What is said about a document is said before it. */
function contextPart({ context }: Fields): Part[] {
  return typeof context === 'string' && context !== '' ? [textPart(context)] : [];
}

function textPart(text: unknown): Part {
  return { type: 'text', text: typeof text === 'string' ? text : '' };
}

function imageUrl(source: unknown, path: string): string {
  const { type, media_type: mediaType, data, url } = isObject(source) ? source : {};
  if (type === 'base64' && typeof data === 'string') return `data:${String(mediaType)};base64,${data}`;
  if (type === 'url' && typeof url === 'string') return url;
  throw untranslatable(`${path}.source`, 'this model takes images as base64 or by a URL only');
}

/** PDFs travel as files; what is text already is shown as one. The gateway fetches no URL found in a message. */
function documentParts(block: Fields, path: string, translation: Translation): Part[] {
  const source = isObject(block['source']) ? block['source'] : {};
  const { type, media_type: mediaType, data, content } = source;
  const title = typeof block['title'] === 'string' ? block['title'] : null;
  const { citations } = block;
  if (isObject(citations) && citations['enabled'] === true)
    translation.leaves('messages', 'citations of documents');
  if (type === 'base64' && typeof data === 'string') {
    const uri = `data:${String(mediaType)};base64,${data}`;
    return [{ type: 'file', file: { filename: title ?? 'document.pdf', file_data: uri } }];
  }
  if (type === 'text' && typeof data === 'string') return [textPart(titled(title, data))];
  if (type === 'content' && typeof content === 'string') return [textPart(titled(title, content))];
  if (type === 'content' && Array.isArray(content)) {
    const parts = content.filter(isObject).flatMap((inner) => toParts(inner, path, translation));
    return title === null ? parts : [textPart(title), ...parts];
  }
  throw untranslatable(`${path}.source`, 'this model takes documents as base64 or text only');
}

function titled(title: unknown, text: string): string {
  return typeof title === 'string' && title !== '' ? `${title}\n\n${text}` : text;
}

function textsIn(content: unknown): string {
  const blocks: unknown[] = Array.isArray(content) ? content : [];
  const texts = blocks.map((block) => (isObject(block) ? block['text'] : null));
  return texts.filter((text) => typeof text === 'string').join('\n');
}

/** The content of a message: a text alone is written as one, for servers that take no parts. */
export function toContent(parts: readonly Part[]): string | readonly Part[] {
  const [only, ...others] = parts;
  if (!only) return '';
  const isBare = others.length === 0 && only.type === 'text' && !('cache_control' in only);
  return isBare ? String(only['text']) : parts;
}
