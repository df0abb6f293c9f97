import type { Completion, CompletionChunk, CompletionRequest, StreamPart } from '../canonical.js';
import type { Attempt, LlmProvider } from '../llm-provider.js';
import type { ProviderDefinition, ProviderSettings } from '../provider-definition.js';

/** A provider that does not exist: one alias, one family, one model with a date. */
export const ACME: ProviderDefinition = {
  id: 'acme',
  displayName: 'Acme',
  baseUrl: 'https://api.acme.example/v1',
  apiKeyVariable: 'ACME_API_KEY',
  defaultModel: 'small',
  modelAliases: { small: 'acme-1' },
  modelFamilies: [
    {
      id: 'acme-thinking',
      matches: /^think-/,
      rules: {
        max_tokens: { kind: 'rename', to: 'max_completion_tokens', reason: 'it thinks' },
        temperature: { kind: 'drop', reason: 'it thinks for itself' },
      },
      defaults: { max_tokens: 4096 },
      source: 'docs.acme.example',
      readOn: '2026-11-23',
    },
  ],
  modelLifecycle: [
    {
      models: ['acme-0'],
      shutdownDate: '2027-01-14',
      replacements: ['acme-1', 'acme-2'],
      source: 'docs.acme.example',
      readOn: '2026-11-23',
    },
  ],
  isSimulated: false,
};

export const ACME_SETTINGS: ProviderSettings = Object.freeze({
  apiKeys: [{ variable: 'ACME_API_KEY', value: 'acme-key-0123456789' }],
  baseUrl: ACME.baseUrl,
  defaultModel: ACME.defaultModel,
  modelAliases: new Map<string, string>(),
});

/** Answers as told, and remembers what it was asked. */
export class FakeLlmProvider implements LlmProvider {
  readonly requests: CompletionRequest[] = [];
  readonly attempts: Attempt[] = [];
  /** How a whole answer comes; by default at once. */
  answer: (attempt: Attempt) => Promise<Completion> = () => Promise.resolve(completionOf('Hello!'));
  /** How a stream comes; by default two words and a good end. */
  parts: (attempt: Attempt) => AsyncIterable<StreamPart> = () =>
    partsOf(textPart('Hel'), textPart('lo!'), END);

  constructor(
    readonly definition: ProviderDefinition = ACME,
    readonly settings: ProviderSettings = ACME_SETTINGS,
  ) {}

  complete(request: CompletionRequest, attempt: Attempt): Promise<Completion> {
    this.remember(request, attempt);
    return this.answer(attempt);
  }

  stream(request: CompletionRequest, attempt: Attempt): AsyncIterable<StreamPart> {
    this.remember(request, attempt);
    return this.parts(attempt);
  }

  private remember(request: CompletionRequest, attempt: Attempt): void {
    this.requests.push(request);
    this.attempts.push(attempt);
  }
}

export const USAGE = Object.freeze({ prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 });

/** The good end of a stream. */
export const END: StreamPart = Object.freeze({
  type: 'finished',
  finishReason: 'stop',
  usage: USAGE,
  model: 'acme-1',
});

export function completionOf(text: string): Completion {
  const message = { role: 'assistant', content: text, refusal: null } as const;
  return {
    id: 'c-1',
    object: 'chat.completion',
    created: 1,
    model: 'acme-1',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: USAGE,
  };
}

export function chunkOf(delta: CompletionChunk['choices'][number]['delta']): CompletionChunk {
  const choices = [{ index: 0, delta, finish_reason: null }];
  return { id: 'c-1', object: 'chat.completion.chunk', created: 1, model: 'acme-1', choices };
}

export function textPart(content: string): StreamPart {
  return { type: 'chunk', chunk: chunkOf({ content }) };
}

export async function* partsOf(...parts: readonly StreamPart[]): AsyncGenerator<StreamPart> {
  yield* parts;
}

/** Rejects as an adapter does: with the reason of the abort, once it comes. */
export function untilAborted({ signal }: Attempt): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = () => reject(signal.reason as Error);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}

/** These, and then the failure. */
export async function* failingAfter(
  error: unknown,
  ...parts: readonly StreamPart[]
): AsyncGenerator<StreamPart> {
  yield* parts;
  throw error as Error;
}
