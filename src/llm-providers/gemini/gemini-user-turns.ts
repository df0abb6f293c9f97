import type { TranslationLoss } from '../../port/provider-definition.js';
import { firstCallIn, lastAnswerIn, NOTHING_SAID } from '../upstream/begun-answer.js';
import type { Fields } from '../upstream/wire-fields.js';
import { bareModelName } from './gemini-model-name.js';
import type { GeminiContent } from './gemini-request.js';

/**
 * "Requests ending with a model turn are not supported": Gemini 3.5 Flash-Lite, 3.6 and all later ones, and older names
 * that are answered by these. Gemini 3 and 3.1 go on from such a turn. Sources: ai.google.dev/gemini-api/docs/latest-model
 * in cline/cline#12521, LibreChat-AI/agents#323, pipecat-ai/pipecat#5821, read 2026-12-01.
 */
const GOES_ON_FROM_NONE = /^gemini-(?!3-|3\.1-)/;

const SILENT: GeminiContent = Object.freeze({ role: 'user', parts: [{ text: NOTHING_SAID }] });

/**
 * The conversation with turns of a user where Gemini wants some: behind an answer at its end, and before a call at its
 * beginning ("Please ensure that function call turn comes immediately after a user turn"), where a history was cut to its
 * last messages (diegosouzapw/OmniRoute#13573, lbjlaq/Antigravity-Manager#3396, read 2026-12-01).
 */
export function withUserTurns(contents: readonly GeminiContent[], model: string): GeminiContent[] {
  const [first, last] = [contents[0], contents.at(-1)];
  const isAnswer = last?.role === 'model' && !hasCall(last) && goesOnFromNone(model);
  return [
    ...(first?.role === 'model' && hasCall(first) ? [SILENT] : []),
    ...contents,
    ...(isAnswer ? [SILENT] : []),
  ];
}

export function lossOfUserTurns(request: object): TranslationLoss[] {
  const { model } = request as Fields;
  const isSaid = (text: string) => text !== '';
  const call = firstCallIn(request, isSaid);
  const answer = typeof model === 'string' && goesOnFromNone(model) ? lastAnswerIn(request, isSaid) : null;
  return [
    ...(call === null ? [] : [changed(call, 'Gemini takes no call at the beginning', 'before it')]),
    ...(answer === null ? [] : [changed(answer.at, 'this model goes on from no answer', 'behind it')]),
  ];
}

function changed(at: number, why: string, where: string): TranslationLoss {
  const reason = `${why}: a turn of a user who says "${NOTHING_SAID}" is sent ${where}`;
  return { parameter: `messages[${at}]`, action: 'changed', reason };
}

function hasCall({ parts }: GeminiContent): boolean {
  return parts.some((part) => 'functionCall' in part);
}

function goesOnFromNone(model: string): boolean {
  return GOES_ON_FROM_NONE.test(bareModelName(model));
}
