import type { ModelRequest } from '../port/canonical.js';
import { wordCharacters } from './answer-characters.js';

/** How much a model has to read, as far as the request shows it. */
export interface RequestSize {
  readonly characters: number;
  /** Tokens that the caller sent in place of a text. */
  readonly tokens: number;
}

/** Where requests have their texts, or tokens: messages of chats, the input of embeddings, the prompt of a text. */
const TEXTS = ['messages', 'input', 'prompt', 'suffix'] as const;
/** JSON that the model is shown: tools, functions of older programs, and the shape of its answer. */
const SHOWN_JSON = ['tools', 'functions', 'response_format'] as const;

/** For estimates of what was not counted. Pictures and sounds are not counted. */
export function sizeOf(request: ModelRequest): RequestSize {
  const fields = request as ModelRequest & Readonly<Record<string, unknown>>;
  const texts = TEXTS.reduce((sum, name) => sum + wordCharacters(fields[name]), 0);
  const json = SHOWN_JSON.reduce((sum, name) => sum + jsonCharacters(fields[name]), 0);
  return { characters: texts + json, tokens: tokensIn(fields['input']) + tokensIn(fields['prompt']) };
}

function jsonCharacters(value: unknown): number {
  return value === undefined || value === null ? 0 : JSON.stringify(value).length;
}

/** Of an array of tokens, or of several. */
function tokensIn(value: unknown): number {
  if (!Array.isArray(value)) return 0;
  return value.reduce((sum: number, item: unknown) => {
    return sum + (typeof item === 'number' ? 1 : tokensIn(item));
  }, 0);
}
