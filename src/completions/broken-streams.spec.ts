import { failingAfter, FakeLlmProvider, partsOf, textPart, END } from '../port/testing/fake-llm-provider.js';
import type { CompletionCall } from './completion-call.js';
import { CallStage, callOf, failure, zenith } from './testing/call-stage.js';
import { RETRYING } from './testing/completions-with.js';

/** By default: docs/adr/0008-trying-again.md. */
const OPEN_MS = 1_000;
const MINIMUM_CALLS = 20;

describe('streams that break off', () => {
  let stage: CallStage;
  let acme: FakeLlmProvider;
  beforeEach(() => {
    stage = new CallStage(RETRYING);
    acme = new FakeLlmProvider();
    acme.parts = () =>
      acme.requests.at(-1)?.messages[0]?.content === 'breaks'
        ? failingAfter(failure('provider.invalid_response'), textPart('Hel'))
        : partsOf(textPart('Hello!'), END);
  });

  const breaking = (): CompletionCall => callOf([acme], { messages: [{ role: 'user', content: 'breaks' }] });
  const ofModel = (model: string): CompletionCall => ({
    ...callOf([acme]),
    targets: [{ provider: acme, model }],
  });

  /** The provider that answered, or the code of the failure. */
  const read = async (call: CompletionCall): Promise<string> => {
    try {
      const { parts, target } = await stage.service.openStream(call, stage.context());
      for await (const part of parts) expect(part).toBeDefined();
      return target.provider.definition.id;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  const breakTwenty = async () => {
    for (let count = 0; count < MINIMUM_CALLS; count++)
      expect(await read(breaking())).toBe('provider.invalid_response');
  };

  it('keep no caller from a model that still answers others, be they a hundred to one', async () => {
    expect(await read(callOf([acme]))).toBe('acme');
    for (let others = 0; others < 5; others++) {
      for (let count = 0; count < 100; count++)
        expect(await read(breaking())).toBe('provider.invalid_response');
      expect(await read(callOf([acme]))).toBe('acme');
    }
  });

  it('keep callers from that model of that provider alone, where no answer comes to its end', async () => {
    await breakTwenty();
    expect(await read(callOf([acme]))).toBe('provider.unavailable');
    expect(await read(ofModel('acme-1'))).toBe('acme');
    expect(await read(callOf([zenith()]))).toBe('zenith');
  });

  it('then send routes on to their next target', async () => {
    await breakTwenty();
    expect(await read(callOf([acme, zenith()]))).toBe('zenith');
  });

  it('then keep others from it for as long as the circuit is open, and tell them how long that is', async () => {
    await breakTwenty();
    const asked = acme.requests.length;
    stage.clock.advance(OPEN_MS - 1);
    await expect(stage.service.openStream(callOf([acme]), stage.context())).rejects.toMatchObject({
      code: 'provider.unavailable',
      retryAfterMs: 1,
    });
    expect(acme.requests).toHaveLength(asked);
    stage.clock.advance(1);
    expect([await read(callOf([acme])), await read(callOf([acme]))]).toEqual(['acme', 'acme']);
  });

  it('open it again where the probe is one of them, though its answer had begun', async () => {
    await breakTwenty();
    stage.clock.advance(OPEN_MS);
    expect(await read(breaking())).toBe('provider.invalid_response');
    expect(await read(callOf([acme]))).toBe('provider.unavailable');
  });

  it('do not open it again once the probe was answered', async () => {
    await breakTwenty();
    stage.clock.advance(OPEN_MS);
    for (let count = 0; count < 5; count++) {
      expect(await read(callOf([acme]))).toBe('acme');
      expect(await read(breaking())).toBe('provider.invalid_response');
    }
  });
});
