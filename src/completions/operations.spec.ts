import { GatewayError } from '../common/errors.js';
import type { Embeddings, EmbeddingRequest } from '../port/canonical.js';
import type { Attempt } from '../port/llm-provider.js';
import { FakeLlmProvider } from '../port/testing/fake-llm-provider.js';
import type { CompletionCall } from './completion-call.js';
import { EMBEDDING, TEXT_COMPLETION, TEXT_STREAM } from './operations.js';
import { CallStage, failure, zenith } from './testing/call-stage.js';
import { RETRYING } from './testing/completions-with.js';
import { driven } from './testing/driven.js';

const VECTORS: Embeddings = {
  object: 'list',
  data: [{ object: 'embedding', index: 0, embedding: [1, 0] }],
  model: 'acme-embed-1',
  usage: { prompt_tokens: 3, total_tokens: 3 },
};

/** Has embeddings, and fails with these errors first. */
class EmbeddingProvider extends FakeLlmProvider {
  readonly asked: EmbeddingRequest[] = [];
  failures: GatewayError[] = [];
  vectors: Embeddings = VECTORS;

  async embed(request: EmbeddingRequest, attempt: Attempt): Promise<Embeddings> {
    this.asked.push(request);
    this.attempts.push(attempt);
    const error = this.failures.shift();
    if (error) throw error;
    return this.vectors;
  }
}

function callOf<Request extends { readonly model: string }>(
  request: Request,
  ...providers: readonly FakeLlmProvider[]
): CompletionCall<Request> {
  return {
    targets: providers.map((provider) => ({ provider, model: request.model })) as never,
    request,
    parameters: { defaults: {}, additions: { encoding_format: 'base64' }, isStrict: false },
    routeId: null,
  };
}

const REQUEST: EmbeddingRequest = { model: 'embed', input: ['one', 'two three'] };

describe('an operation other than a chat', () => {
  let stage: CallStage;
  let provider: EmbeddingProvider;
  beforeEach(() => {
    stage = new CallStage(RETRYING);
    provider = new EmbeddingProvider();
  });
  const embed = (...providers: readonly FakeLlmProvider[]) =>
    driven(stage.clock, stage.service.complete(callOf(REQUEST, ...providers), stage.context(), EMBEDDING));

  it('is asked of the provider, and reported once, with what it was', async () => {
    expect(await embed(provider)).toMatchObject({ completion: VECTORS, attempts: 1, warnings: [] });
    expect(provider.asked).toEqual([{ ...REQUEST, encoding_format: 'base64' }]);
    expect(stage.reports).toMatchObject([
      {
        operation: 'embeddings',
        outcome: 'finished',
        model: 'embed',
        providerModel: 'acme-embed-1',
        finishReason: null,
        usage: { prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 },
        isUsageEstimated: false,
      },
    ]);
  });

  it('is retried as a chat is', async () => {
    provider.failures = [failure('provider.unavailable'), failure('provider.rate_limited')];
    expect(await embed(provider)).toMatchObject({ attempts: 3 });
    expect(stage.reports).toHaveLength(1);
  });

  it('is asked of the next target where one does not offer it, which is no attempt', async () => {
    const chatting = zenith();
    expect(await embed(chatting, provider)).toMatchObject({ attempts: 1, target: { provider } });
    expect(chatting.requests).toEqual([]);
    expect(stage.reports).toMatchObject([{ fallbacks: [{ providerId: 'zenith' }] }]);
  });

  it('is refused where no target offers it, naming the provider', async () => {
    await expect(embed(zenith())).rejects.toMatchObject({
      code: 'request.invalid',
      param: 'model',
      message: 'Zenith has no embeddings; name a model of a provider that has them.',
    });
    expect(stage.reports).toMatchObject([{ operation: 'embeddings', outcome: 'failed', attempts: [] }]);
  });

  it('is asked again without an addition that the provider refuses', async () => {
    const details = { blamedParameters: ['encoding_format'] };
    provider.failures = [failure('provider.rejected', details)];
    await embed(provider);
    await embed(provider);
    expect(provider.asked.map((request) => 'encoding_format' in request)).toEqual([true, false, false]);
  });

  it('is billed by an estimate of its request where the provider counted nothing', async () => {
    const { usage: _none, ...uncounted } = VECTORS;
    provider.vectors = uncounted;
    await embed(provider);
    expect(stage.reports).toMatchObject([
      { isUsageEstimated: true, usage: { prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 } },
    ]);
    const tokens = callOf({ model: 'embed', input: [[1, 2, 3, 4, 5], [6]] }, provider);
    await stage.service.complete(tokens, stage.context(), EMBEDDING);
    expect(stage.reports[1]?.usage).toMatchObject({ prompt_tokens: 6, completion_tokens: 0 });
  });

  it('ends with the call', async () => {
    stage.caller.abort();
    await expect(embed(provider)).rejects.toMatchObject({ code: 'client.gone' });
    expect(provider.asked).toEqual([]);
  });

  it('is refused for texts, whole or streamed, with the address to use', async () => {
    const call = callOf({ model: 'old', prompt: 'Once' }, zenith());
    const refused = {
      code: 'request.invalid',
      message: expect.stringContaining('/v1/chat/completions') as string,
    };
    await expect(stage.service.complete(call, stage.context(), TEXT_COMPLETION)).rejects.toMatchObject(
      refused,
    );
    await expect(stage.service.openStream(call, stage.context(), TEXT_STREAM)).rejects.toMatchObject(refused);
  });
});
