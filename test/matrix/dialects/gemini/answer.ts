import type { Fields } from '../../../../src/common/fields.js';
import { sseFrame } from '../../../support/scripted-upstream/stream-script.js';
import type { End, Heard, HeardStream, Said, Usage } from '../../neutral.js';
import { halves, objectsIn } from '../../sse.js';
import { callsIn, type GooglePart } from './request.js';

/** Source: @google/genai 3.3.0, `FinishReason`, read 2026-11-29; those of pictures are left out. */
export const GEMINI_ENDS: Readonly<Record<string, End>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'filter',
  RECITATION: 'filter',
  LANGUAGE: 'filter',
  BLOCKLIST: 'filter',
  PROHIBITED_CONTENT: 'filter',
  SPII: 'filter',
};
const REASONS: Readonly<Record<End, string>> = {
  stop: 'STOP',
  calls: 'STOP',
  'stop-sequence': 'STOP',
  length: 'MAX_TOKENS',
  filter: 'SAFETY',
};

interface GoogleUsage {
  readonly promptTokenCount?: number;
  readonly cachedContentTokenCount?: number;
  readonly candidatesTokenCount?: number;
  readonly thoughtsTokenCount?: number;
}
interface Generated {
  readonly candidates?: readonly {
    readonly content?: { readonly parts?: readonly GooglePart[] };
    readonly finishReason?: string;
  }[];
  readonly usageMetadata?: GoogleUsage;
  readonly error?: Fields;
}

const FRAME = { modelVersion: 'm-2026-09-01', responseId: 'r1' };

export function writeGenerated(said: Said, reason = REASONS[said.end]): Fields {
  const candidate = { content: { role: 'model', parts: partsOf(said) }, finishReason: reason, index: 0 };
  return { candidates: [candidate], usageMetadata: toUsage(said.usage), ...FRAME };
}

/** A refusal is a text here. What was thought is signed on the first call, or on the text. */
function partsOf({ thought, text, refusal = text, calls = [] }: Said): GooglePart[] {
  const signed = thought && { thoughtSignature: thought.seal };
  return [
    ...(thought ? [{ text: thought.text, thought: true }] : []),
    ...(refusal === undefined ? [] : [{ text: refusal, ...(calls.length === 0 && signed) }]),
    ...calls.map(({ name, args }, at) => ({ functionCall: { name, args }, ...(at === 0 && signed) })),
  ];
}

function toUsage({ input, cached, output, reasoning }: Usage): GoogleUsage & Fields {
  return {
    promptTokenCount: input,
    ...(cached > 0 && { cachedContentTokenCount: cached }),
    candidatesTokenCount: output - reasoning,
    ...(reasoning > 0 && { thoughtsTokenCount: reasoning }),
    totalTokenCount: input + output,
  };
}

export function writeGeneratedStream(said: Said, reason = REASONS[said.end]): string[] {
  const chunk = (part: GooglePart) => ({
    candidates: [{ content: { role: 'model', parts: [part] }, index: 0 }],
    usageMetadata: { promptTokenCount: said.usage.input, totalTokenCount: said.usage.input },
    ...FRAME,
  });
  const pieces = partsOf(said).flatMap((part) => {
    if (part.text === undefined || part.thought === true) return [part];
    const [before, after] = halves(part.text);
    return [{ text: before }, { ...part, text: after }];
  });
  const empty = { content: { role: 'model', parts: [{ text: '' }] }, finishReason: reason, index: 0 };
  const last = { candidates: [empty], usageMetadata: toUsage(said.usage), ...FRAME };
  return [...pieces.map(chunk), last].map(sseFrame);
}

export function readGenerated(body: unknown): Heard {
  const { candidates: [candidate] = [], usageMetadata: usage } = body as Generated;
  const parts = candidate?.content?.parts ?? [];
  const calls = callsIn(parts);
  const end = GEMINI_ENDS[candidate?.finishReason ?? ''] ?? null;
  const joined = (isThought: boolean) =>
    parts.map(({ text, thought = false }) => (thought === isThought ? (text ?? '') : '')).join('');
  return {
    thought: joined(true),
    text: joined(false),
    refusal: '',
    calls,
    end: end === 'stop' && calls.length > 0 ? 'calls' : end,
    usage: usage ? readUsage(usage) : {},
    own: { role: 'model', parts },
  };
}

function readUsage(usage: GoogleUsage): Partial<Usage> {
  const {
    promptTokenCount: input,
    cachedContentTokenCount: cached = 0,
    thoughtsTokenCount: reasoning = 0,
  } = usage;
  const output = (usage.candidatesTokenCount ?? 0) + reasoning;
  return { ...(input !== undefined && { input }), cached, output, reasoning };
}

/** Parts in their order, as Google's SDKs hand them out one by one. */
export function readGeneratedStream(text: string, isBroken: boolean): HeardStream {
  const all = objectsIn<Generated>(text);
  const parts = all.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
  const finishReason = all.flatMap(({ candidates }) => candidates?.[0]?.finishReason ?? []).at(-1);
  const usageMetadata = all.findLast(({ usageMetadata: its }) => its)?.usageMetadata;
  const hasFailed = isBroken && all.at(-1)?.error !== undefined;
  const isWhole = !isBroken && finishReason !== undefined;
  const heard = readGenerated({ candidates: [{ content: { parts }, finishReason }], usageMetadata });
  return {
    ...heard,
    end: hasFailed ? null : heard.end,
    pieces: parts.filter(({ text: said, thought }) => said && thought !== true).length,
    close: hasFailed ? 'failed' : isWhole ? 'whole' : 'open',
    faults: hasFailed && finishReason !== undefined ? ['a reason of a good end before an error'] : [],
  };
}
