import { endOfCharacter } from '../tokens/token-counting.js';
import type { CompletionRequest } from '../../../port/canonical.js';
import { lastUserText } from '../message-text.js';
import type { SandboxAnswer } from '../sandbox-answer.js';

/** How far it reads, in UTF-16 code units: sorting the sentences of megabytes would hold up other work. */
const READ_CHARACTERS = 100_000;
const SENTENCE = /[^.!?。！？\r\n]+[.!?。！？]*/gu;
const LONG_SENTENCES = 2;

/** The first sentence and the two longest of the others, in the order of the prompt. */
export function answerByExtract(request: CompletionRequest): SandboxAnswer {
  const prompt = lastUserText(request);
  const read = prompt.slice(0, endOfCharacter(prompt, READ_CHARACTERS));
  return { text: keySentences(read).join(' '), toolName: null, reasoningTokens: 0 };
}

function keySentences(text: string): string[] {
  const sentences = (text.match(SENTENCE) ?? []).map((sentence) => sentence.trim()).filter(Boolean);
  const others = sentences.map((sentence, index) => ({ index, length: sentence.length })).slice(1);
  others.sort((a, b) => b.length - a.length || a.index - b.index);
  const picked = new Set([0, ...others.slice(0, LONG_SENTENCES).map(({ index }) => index)]);
  return sentences.filter((_, index) => picked.has(index));
}
