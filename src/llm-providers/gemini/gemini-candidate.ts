import {
  isObject,
  MAX_CHOICES,
  objectsOf,
  requirePlace,
  textOrNull,
  toJson,
  type Fields,
} from '../upstream/wire-fields.js';
import { invalidResponse, type UpstreamCall } from '../upstream/upstream-failure.js';
import type { AnswerMedia } from '../../port/answer-media.js';
import { mediaOf } from './gemini-media.js';
import { inWords } from './gemini-other-parts.js';
import { saidParts } from './gemini-said-parts.js';
import { matching, reasonIn } from './gemini-words.js';

/** One of the answers, or a piece of one. */
export interface GeminiCandidate {
  readonly index: number;
  /** Without thoughts; what has no place of its own elsewhere is told in it. */
  readonly text: string;
  /** What Gemini tells of its thoughts, where it was asked to. */
  readonly thoughts: string;
  /** Of the thought behind the text. Streamed, it may come with an empty text. */
  readonly signature: string | null;
  readonly calls: readonly GeminiCall[];
  /** Pictures and sounds that it has made. */
  readonly media: readonly AnswerMedia[];
  /** As Gemini names it; `null` = it goes on. */
  readonly finishReason: string | null;
  /** It says something that could not be read. */
  readonly isUnread: boolean;
  /** It says something beside words and calls, such as a picture, or code that Google ran. */
  readonly hasOthers: boolean;
}

/** A call of a function, as a candidate has it; `id` and `signature` are `null` where Gemini gave none. */
export interface GeminiCall {
  readonly id: string | null;
  readonly name: string;
  /** JSON. */
  readonly argumentsText: string;
  readonly signature: string | null;
}

/** What an id of Gemini's looks like. */
export const ID = /^[\w.:-]{1,128}$/;

/** The candidates of an answer or a chunk; one without a place gets the lowest that is free. */
export function readCandidates(wire: unknown, call: UpstreamCall): GeminiCandidate[] {
  const candidates = objectsOf(wire);
  requirePlace(candidates.length - 1, MAX_CHOICES, call);
  const indexes = indexesOf(candidates);
  return candidates.map((candidate, place) => {
    const index = indexes[place] ?? place;
    requirePlace(index, MAX_CHOICES, call);
    return { index, ...readCandidate(candidate, call) };
  });
}

/** An index may be left out, above all where it is 0, or come twice: such a candidate gets the lowest that is free. */
function indexesOf(candidates: readonly Fields[]): number[] {
  const own = candidates.map(({ index }) => (isIndex(index) ? index : null));
  const taken = new Set<number | null>(own);
  const told = new Set<number>();
  let free = 0;
  return own.map((index) => {
    if (index !== null && !told.has(index)) {
      told.add(index);
      return index;
    }
    while (taken.has(free)) free += 1;
    return free++;
  });
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function readCandidate(candidate: Fields, call: UpstreamCall): Omit<GeminiCandidate, 'index'> {
  const { parts, isUnread } = saidParts(candidate);
  const shown = parts.filter((part) => part['thought'] !== true);
  const texts = shown.filter(({ text }) => typeof text === 'string');
  return {
    text: shown.map((part) => textOf(part) ?? inWords(part)).join(''),
    thoughts: textIn(parts.filter((part) => part['thought'] === true)),
    signature: texts.map(signatureIn).findLast((signature) => signature !== null) ?? null,
    calls: shown.flatMap((part) => readCall(part, call)),
    media: mediaOf(shown),
    finishReason: reasonIn(candidate['finishReason'], call),
    isUnread,
    hasOthers: parts.some(isOther),
  };
}

/** What a part is of whose content is read here. */
const READ = ['text', 'functionCall'] as const;

function isOther(part: Fields): boolean {
  const { thought: _thought, thoughtSignature: _signature, ...said } = part;
  return Object.keys(said).length > 0 && !READ.some((name) => name in said);
}

function textIn(parts: readonly Fields[]): string {
  return parts.map((part) => textOf(part) ?? '').join('');
}

function textOf({ text }: Fields): string | null {
  return typeof text === 'string' ? text : null;
}

function readCall(part: Fields, call: UpstreamCall): GeminiCall[] {
  const { functionCall } = part;
  if (!isObject(functionCall)) return [];
  const { id, name, args } = functionCall;
  if (typeof name !== 'string' || name === '') throw invalidResponse('it calls a tool without a name', call);
  return [
    {
      id: matching(id, ID, call),
      name,
      argumentsText: typeof args === 'string' ? args : toJson(isObject(args) ? args : {}, call),
      signature: signatureIn(part),
    },
  ];
}

function signatureIn({ thoughtSignature }: Fields): string | null {
  return textOrNull(thoughtSignature);
}
