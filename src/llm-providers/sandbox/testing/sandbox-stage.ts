import type { Clock } from '../../../common/clock.js';
import type { CompletionRequest, StreamPart } from '../../../port/canonical.js';
import { sandbox } from '../sandbox.definition.js';
import { SandboxProvider } from '../sandbox.provider.js';

/** In milliseconds since the Unix epoch. */
export const NOW_MS = 1_700_000_000_999;
const SETTINGS = { apiKeys: [], baseUrl: null, defaultModel: sandbox.defaultModel, modelAliases: new Map() };
/** How every failure of the sandbox begins. */
export const PREFIX = 'Tollgate sandbox (simulator) API error: ';

/** Fires timers only when told to, and remembers them. */
export class ManualClock implements Clock {
  readonly delaysMs: number[] = [];
  cancelled = 0;
  private pending: (() => void) | null = null;
  nowMs = () => NOW_MS;
  monotonicMs = () => 0;
  setTimer(delayMs: number, callback: () => void): () => void {
    this.delaysMs.push(delayMs);
    this.pending = callback;
    return () => {
      if (this.pending !== callback) return;
      this.pending = null;
      this.cancelled++;
    };
  }
  get isWaiting(): boolean {
    return this.pending !== null;
  }
  fire(): void {
    const callback = this.pending;
    this.pending = null;
    callback?.();
  }
}

/** Fires every timer at once. */
class HurriedClock extends ManualClock {
  override setTimer(delayMs: number, callback: () => void): () => void {
    const cancel = super.setTimer(delayMs, callback);
    queueMicrotask(() => this.fire());
    return cancel;
  }
}

/** A sandbox, and an attempt at it that can be cancelled. */
export function setUp(clock: ManualClock = new HurriedClock()) {
  const controller = new AbortController();
  const provider = new SandboxProvider(sandbox, SETTINGS, clock);
  const attempt = { signal: controller.signal, requestId: 'test', apiKey: null };
  return { clock, controller, provider, attempt };
}

/** A request of one prompt. */
export function ask(model: string, prompt: string, rest: Partial<CompletionRequest> = {}): CompletionRequest {
  return { model, messages: [{ role: 'user', content: prompt }], ...rest };
}

/** The whole answer, without a wait. */
export async function complete(request: CompletionRequest) {
  const { provider, attempt } = setUp();
  const completion = await provider.complete(request, attempt);
  const [choice] = completion.choices;
  if (!choice || !completion.usage) throw new Error('The answer has no choice or no usage.');
  return { completion, choice, usage: completion.usage };
}

/** All parts of a stream, without a wait. */
export async function collect(request: CompletionRequest) {
  const { provider, attempt } = setUp();
  const parts: StreamPart[] = [];
  for await (const part of provider.stream(request, attempt)) parts.push(part);
  return parts;
}

/** What the chunks of a stream bring, in their order. */
export function deltasOf(parts: readonly StreamPart[]) {
  return parts.flatMap((part) => (part.type === 'chunk' ? part.chunk.choices.map(({ delta }) => delta) : []));
}

/** A tool as OpenAI has it. */
export const FUNCTION_TOOL = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
