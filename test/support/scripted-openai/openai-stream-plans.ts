import { sseFrame } from '../scripted-upstream/stream-script.js';
import type { StreamOptions, StreamStep } from '../scripted-upstream/stream-script.js';
import type { OpenAiErrorBody } from './openai-error.js';
import type { OpenAiFrame } from './openai-wire.js';

type PlanStep = OpenAiFrame | Promise<unknown>;

/** A change to a good stream: to its frames, to the way they are written, or both. Plans join by spreading. */
export interface StreamPlan extends StreamOptions {
  readonly edit?: (frames: readonly OpenAiFrame[]) => readonly PlanStep[];
}

/** Ends the connection after so many frames: the first is the role, the second the first piece. */
export const cutAfterFrames = (count: number): StreamPlan => ({
  edit: (frames) => frames.slice(0, count),
  ending: 'cut',
});

/** Ends the connection after so many bytes of the body, which may be inside a frame or a character. */
export const cutAfterBytes = (maxBytes: number): StreamPlan => ({ maxBytes, ending: 'cut' });

/** Falls silent after so many frames and holds the connection. */
export const hangAfterFrames = (count: number): StreamPlan => ({
  edit: (frames) => frames.slice(0, count),
  ending: 'hang',
});

/** A clean end that never says `[DONE]`. */
export const withoutDone = (): StreamPlan => ({
  edit: (frames) => frames.filter((frame) => frame !== '[DONE]'),
});

/** A clean end with neither finish_reason, usage nor `[DONE]`: the stream just stops. */
export const withoutFinish = (): StreamPlan => ({
  edit: (frames) => frames.slice(0, frames.findIndex(isFinish)),
});

/** An error event after so many frames, then a clean end; no status tells of it. */
export const errorAfterFrames = (count: number, error: Partial<OpenAiErrorBody> = {}): StreamPlan => ({
  edit: (frames) => {
    const defaults = { message: 'The model failed.', type: 'server_error', param: null, code: null };
    return [...frames.slice(0, count), { error: { ...defaults, ...error } }];
  },
});

/** The usage so far on every chunk, as some compatible providers send it; the last one is the whole truth. */
export const withUsageOnEveryChunk = (): StreamPlan => ({
  edit: (frames) =>
    frames.map((frame, index) => {
      if (frame === '[DONE]' || 'error' in frame || frame.choices.length === 0) return frame;
      return { ...frame, usage: { prompt_tokens: 1, completion_tokens: index, total_tokens: index + 1 } };
    }),
});

/** Waits before each of the first frames until its gate has opened. */
export const gated = (...gates: readonly Promise<unknown>[]): StreamPlan => ({
  edit: (frames) => frames.flatMap((frame, index) => [...gates.slice(index, index + 1), frame]),
});

/** Every byte a write of its own. */
export const inSingleBytes = (): StreamPlan => ({ bytesPerWrite: 1 });

export const withCrlf = (): StreamPlan => ({ lineEnding: '\r\n' });

/** Any chunks in place of the double's own. */
export const ofFrames = (...frames: readonly OpenAiFrame[]): StreamPlan => ({ edit: () => frames });

export function toSteps(frames: readonly OpenAiFrame[], plan: StreamPlan): StreamStep[] {
  const steps = plan.edit === undefined ? frames : plan.edit(frames);
  return steps.map((step) => (step instanceof Promise ? step : sseFrame(step)));
}

function isFinish(frame: OpenAiFrame): boolean {
  return frame !== '[DONE]' && 'choices' in frame && frame.choices.some(({ finish_reason }) => finish_reason);
}
