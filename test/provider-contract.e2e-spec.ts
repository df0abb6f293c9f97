import { PROVIDER_CATALOG } from '../src/llm-providers/catalog.js';
import { ask, failureOf } from './support/agent-client.js';
import { openEvents, readStream } from './support/agent-events.js';
import { holdDate } from './support/fixed-date.js';
import { KEY, ProviderStage } from './support/provider-stage.js';
import { cutsOf, destructionsOf, STAGED_PROVIDERS, STATUS_OF } from './support/staged-providers.js';
import { startGateway, type RunningGateway } from './support/start-gateway.js';

/** What the plain answer costs: by the price table, or in the router's own word; `null` = not known. */
const COSTS: Readonly<Record<string, string>> = {
  openai: '0.0000069',
  gemini: '0.0000321',
  requesty: '0.00000125',
  openrouter: '0.00000125',
  sandbox: '0',
};

describe('every provider, over HTTP', () => {
  holdDate();
  let stage: ProviderStage;
  beforeAll(async () => void (stage = await ProviderStage.open()));
  afterAll(() => stage.close());

  it('is here', () => {
    const ids = PROVIDER_CATALOG.map(({ definition }) => definition.id);
    expect(STAGED_PROVIDERS.map(({ id }) => id)).toEqual([...ids, 'local']);
  });

  describe.each(STAGED_PROVIDERS.map((provider) => [provider.id, provider] as const))(
    '%s',
    (id, provider) => {
      const { plain, failures } = provider;
      const toProvider = { provider: id };

      it('answers a prompt and streams it, with the same text, usage and cost', async () => {
        stage.willAnswer(plain);
        const { status, body: whole } = await ask(stage.gateway, provider.promptFor(plain), toProvider);
        expect([status, whole]).toMatchObject([
          200,
          {
            status: 'success',
            provider: id,
            message: plain.expected.text,
            usage: plain.expected.usage,
            provider_model: plain.expected.model,
            finish_reason: plain.expected.finishReason,
            cost_usd: COSTS[id] ?? null,
          },
        ]);
        stage.willStream(plain);
        const { names, text, end } = await readStream(stage.gateway, provider.promptFor(plain), toProvider);
        expect(names).toEqual([...names.slice(1).map(() => 'delta'), 'done']);
        expect(text).toBe(plain.expected.text);
        expect({ ...end, request_id: null }).toEqual({ ...whole, request_id: null });
      });

      it.each(failures.map((failure, at) => [failure.what, STATUS_OF[failure.code], failure, at] as const))(
        'answers %s with status %s, and shows no key',
        async (_, httpStatus, failure, at) => {
          stage.willFail(failure);
          const answer = await ask(stage.gateway, provider.promptFor(failure, `failing-${at}`), toProvider);
          expect(failureOf(answer).slice(0, 2)).toEqual([httpStatus, failure.code]);
          expect(answer.body.message).toMatch(provider.failurePrefix);
          if (failure.retryAfterMs !== null) {
            expect(answer.headers.get('retry-after')).toBe(String(Math.ceil(failure.retryAfterMs / 1000)));
          }
          expect(answer.text + stage.gateway.logText()).not.toContain(KEY);
        },
      );

      it('ends a stream that fails on its way in an error, and never in done', async () => {
        if (provider.streamError === null) return expect(provider.absentStreamError).toMatch(/\.$/);
        stage.willStream(provider.streamError);
        const body = provider.promptFor(provider.streamError);
        const { text, names, end } = await readStream(stage.gateway, body, toProvider);
        expect([names.at(-1), names.includes('done'), text]).toEqual([
          'error',
          false,
          provider.streamError.expected.text,
        ]);
        expect(end.error?.code).toBe(provider.streamError.expected.code);
      });

      it('ends a stream in an error, and never in done, where it is cut before the answer is whole', async () => {
        const ends: string[] = [];
        for (const { at, ending } of cutsOf(plain)) {
          stage.willStream(plain, at, ending);
          ends.push(await endOf(stage.gateway, provider.promptFor(plain, `cut-${at}-${ending}`), id));
        }
        // A simulator has no bytes to be cut; how it breaks off is its `streamError`.
        expect(ends.length > 0).toBe(plain.stream !== null);
        expect(ends).toEqual(ends.map(() => 'error'));
      });

      it('ends a stream in done where the connection is destroyed behind reason and counts, else in an error', async () => {
        const wrong: string[] = [];
        for (const { at, ending, isHarmless } of destructionsOf(plain)) {
          stage.willStream(plain, at, ending);
          const end = await endOf(stage.gateway, provider.promptFor(plain, `destroyed-${at}`), id);
          if (end !== (isHarmless ? 'done' : 'error')) wrong.push(`${end} after ${at} bytes`);
        }
        expect(wrong).toEqual([]);
      });
    },
  );

  it('says which variable is missing, where a key is', async () => {
    const bare = await startGateway();
    const answers = [];
    for (const { id, apiKeyVariable } of STAGED_PROVIDERS) {
      if (apiKeyVariable === null) continue;
      const { status, body } = await ask(bare, { prompt: 'hello there' }, { provider: id });
      answers.push([status, body.message]);
    }
    await bare.close();
    const variables = PROVIDER_CATALOG.map(({ definition }) => definition.apiKeyVariable);
    const named = variables.filter((name) => name !== null);
    expect(answers).toEqual(named.map((name) => [400, `${name} missing in environment.`]));
  });
});

/** The name of the last event; an error before the first event counts as one. */
async function endOf(gateway: RunningGateway, body: object, provider: string): Promise<string> {
  const { response, events } = await openEvents(gateway, body, { provider });
  if (response.status !== 200) {
    await response.body?.cancel();
    return response.status === 502 ? 'error' : `status ${response.status}`;
  }
  const names: string[] = [];
  for await (const { event } of events) names.push(event);
  return names.includes('done') ? 'done' : (names.at(-1) ?? 'nothing');
}
