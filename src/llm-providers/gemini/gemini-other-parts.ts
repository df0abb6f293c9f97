import { mediaNotice } from '../../port/answer-media.js';
import { isObject, textOrNull, type Fields } from '../upstream/wire-fields.js';

/**
 * In words what no other API has a place for: code that Google ran, what came of it, and files that are neither
 * pictures nor sounds; '' = the part is none of these.
 * Source: ai.google.dev/api/caching, `Part`; @google/genai 3.3.0, read 2026-11-29.
 */
export function inWords({ executableCode, codeExecutionResult, inlineData, fileData }: Fields): string {
  if (isObject(executableCode)) return codeIn(executableCode);
  if (isObject(codeExecutionResult)) return resultIn(codeExecutionResult);
  const file = isObject(inlineData) ? inlineData : isObject(fileData) ? fileData : null;
  return file ? noticeOf(file) : '';
}

function codeIn({ language, code }: Fields): string {
  const text = textOrNull(code);
  const known = textOrNull(language) ?? '';
  const name = /^[a-z]+$/i.test(known) ? known.toLowerCase() : '';
  return text === null ? '' : fenced(text, name);
}

/** A result without a text says how it ended: `OUTCOME_FAILED`, `OUTCOME_DEADLINE_EXCEEDED`. */
function resultIn({ outcome, output }: Fields): string {
  const text = textOrNull(output);
  if (text !== null && text !== '') return fenced(text, '');
  const end = textOrNull(outcome)?.replace(/^OUTCOME_/, '');
  return end === undefined ? '' : fenced(end.toLowerCase(), '');
}

/** A block of Markdown, behind whatever text. */
function fenced(text: string, language: string): string {
  const ticks = text.match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...ticks.map(({ length }) => length + 1)));
  return `\n${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}\n`;
}

/** Pictures and sounds have a place of their own. */
function noticeOf({ mimeType: type, data, fileUri }: Fields): string {
  const mimeType = textOrNull(type);
  if (mimeType !== null && /^(image|audio)\//i.test(mimeType)) return '';
  const held = { data: textOrNull(data), url: textOrNull(fileUri) };
  if ((held.data ?? held.url) === null) return '';
  return `\n${mediaNotice({ kind: 'file', mimeType, ...held })}\n`;
}
