import { createHash } from 'node:crypto';
import { objectsOf, textOrNull, type Fields } from '../../upstream/wire-fields.js';
import type { OpenAiCompatibleCall } from '../openai-compatible-quirks.js';

/** Says whose thoughts they are, as OpenRouter has it (openrouter.ai/docs, Reasoning tokens, read 2026-11-29). */
const FORMAT = 'openai-responses-v1';

/**
 * What stands before thoughts that an account has sealed: no other one can open them, and a request that brings them to
 * it would be refused. It is told by the address and the key, of which nothing can be read in it.
 */
export function accountMarkOf({ settings, apiKey }: OpenAiCompatibleCall): string {
  const account = JSON.stringify(['thoughts', settings.baseUrl, apiKey?.value ?? null]);
  return `tollgate.openai.1.${createHash('sha256').update(account).digest('base64url').slice(0, 22)}.`;
}

/** A thought of an answer: a piece of what is read of it, or what goes back. */
export type ThoughtDetail =
  | { readonly type: 'reasoning.summary'; readonly summary: string }
  | { readonly type: 'reasoning.text'; readonly text: string }
  | { readonly type: 'reasoning.encrypted'; readonly data: string };

/** As it stands in `reasoning_details`. @param id of its item. @param index pieces of one thought have the same. */
export function toReasoningDetail(detail: ThoughtDetail, id: unknown, index: number): Fields {
  return { ...detail, ...(typeof id === 'string' && { id }), format: FORMAT, index };
}

/**
 * What the model thought before it said this, for the account that sealed it. Plain thoughts of models that seal none go
 * back as they were; a summary alone says nothing to a model.
 */
export function toReasoningItems(message: object, mark: string): Fields[] {
  const own = objectsOf((message as Fields)['reasoning_details']).filter(({ format }) => format === FORMAT);
  return inItems(own).flatMap((details): Fields[] => {
    const sealed = details.map(({ data }) => textOrNull(data)).find((data) => data !== null) ?? null;
    const thoughts = details.filter(
      ({ type, text }) => type === 'reasoning.text' && textOrNull(text) !== null,
    );
    if (sealed === null && thoughts.length === 0) return [];
    if (sealed !== null && !sealed.startsWith(mark)) return [];
    const summaries = details.filter(({ type }) => type === 'reasoning.summary');
    return [
      {
        type: 'reasoning',
        summary: summaries.map(({ summary }) => ({ type: 'summary_text', text: summary })),
        ...(thoughts.length > 0 && {
          content: thoughts.map(({ text }) => ({ type: 'reasoning_text', text })),
        }),
        ...(sealed !== null && { encrypted_content: sealed.slice(mark.length) }),
      },
    ];
  });
}

/** Details of one item have its id, and follow each other. */
function inItems(details: readonly Fields[]): Fields[][] {
  const items: Fields[][] = [];
  for (const detail of details) {
    const last = items.at(-1);
    if (last && last[0]?.['id'] === detail['id']) last.push(detail);
    else items.push([detail]);
  }
  return items;
}
