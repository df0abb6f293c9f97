import type { StreamPart } from '../port/canonical.js';
import {
  chunkOf,
  END,
  failingAfter,
  FakeLlmProvider,
  partsOf,
  textPart,
  untilAborted,
  USAGE,
} from '../port/testing/fake-llm-provider.js';
import { MAX_PREAMBLE_PARTS } from './begun-answer.js';
import type { AnswerPart } from './opened-stream.js';
import { callOf, failure, twoProviders } from './testing/call-stage.js';
import { LIMITS } from './testing/completions-with.js';
import { driven } from './testing/driven.js';

const role: StreamPart = { type: 'chunk', chunk: chunkOf({ role: 'assistant', content: '' }) };
const noChoices: StreamPart = { type: 'chunk', chunk: { ...chunkOf({}), choices: [], usage: USAGE } };
const down = failure('provider.unavailable');

describe('a stream with a preamble', () => {
  let { stage, first, second } = twoProviders();
  beforeEach(() => ({ stage, first, second } = twoProviders()));

  const open = (...providers: readonly FakeLlmProvider[]) =>
    driven(stage.clock, stage.service.openStream(callOf(providers), stage.context()));
  const readAll = async (...providers: readonly FakeLlmProvider[]) => {
    const read: AnswerPart[] = [];
    for await (const part of (await open(...providers)).parts) read.push(part);
    return read;
  };

  it.each<[string, StreamPart[]]>([
    ['a role', [role]],
    ['no choices', [noChoices]],
    ['both, and more than are kept', [role, ...Array.from({ length: 100 }, () => noChoices)]],
  ])('of %s that fails behind it is tried again', async (_what, preamble) => {
    const answers = [failingAfter(down, ...preamble), partsOf(...preamble, textPart('Hi'), END)];
    first.parts = () => answers.shift()!;
    expect((await readAll(first)).slice(-2)).toMatchObject([textPart('Hi'), { type: 'finished' }]);
    expect(stage.reports).toMatchObject([
      { outcome: 'finished', attempts: [{ outcome: 'failed', error: down, firstPartMs: null }, {}] },
    ]);
  });

  it('that fails behind it is asked of the next target', async () => {
    stage.serve(LIMITS);
    first.parts = () => failingAfter(down, role);
    expect((await open(first, second)).target.provider).toBe(second);
  });

  it('that just stops behind it is no answer, and fails with its own error', async () => {
    stage.serve(LIMITS);
    first.parts = () => partsOf(role, noChoices);
    await expect(open(first)).rejects.toMatchObject({ code: 'provider.invalid_response' });
  });

  it('has it handed out before the answer, up to a bound', async () => {
    first.parts = () => partsOf(role, noChoices, textPart('Hi'), END);
    expect(await readAll(first)).toMatchObject([role, noChoices, textPart('Hi'), { type: 'finished' }]);
    const many = Array.from({ length: 1_000 }, () => role);
    first.parts = () => partsOf(...many, textPart('Hi'), END);
    expect(await readAll(first)).toHaveLength(MAX_PREAMBLE_PARTS + 2);
  });

  it('is not open while only that has come, and begins with the first word', async () => {
    let bring: () => void = () => {};
    const word = new Promise<void>((resolve) => (bring = resolve));
    first.parts = async function* () {
      yield role;
      await word;
      stage.clock.advance(80);
      yield* partsOf(textPart('Hi'), END);
    };
    const opening = open(first);
    bring();
    for await (const part of (await opening).parts) expect(part).toBeDefined();
    const [report] = stage.reports;
    expect(report?.firstPartMs).toBeGreaterThanOrEqual(80);
    expect(report?.firstTokenMs).toBe(report?.firstPartMs);
  });

  it('leaves the share of the next target alone: a preamble keeps no share', async () => {
    first.parts = async function* (attempt) {
      yield role;
      await untilAborted(attempt);
    };
    const opening = stage.service.openStream(callOf([first, second]), stage.context(3_000));
    expect((await driven(stage.clock, opening)).target.provider).toBe(second);
  });

  describe('of a model that was out of order', () => {
    const trip = async () => {
      stage.serve(LIMITS);
      first.parts = () => failingAfter(down);
      for (let count = 0; count < 20; count += 1) await expect(open(first)).rejects.toBe(down);
      await expect(open(first)).rejects.toMatchObject({
        message: expect.stringContaining('not asked') as string,
      });
      stage.clock.advance(LIMITS.breaker?.openMs ?? 0);
    };

    it('lets others ask it again once its first word came, while it still streams', async () => {
      await trip();
      first.parts = () => partsOf(role, textPart('Hi'), textPart(' there'), END);
      const { parts } = await open(first);
      const others = await Promise.all([open(first), open(first)]);
      expect(others).toHaveLength(2);
      for await (const part of parts) expect(part).toBeDefined();
    });

    it('keeps others out while only its preamble has come', async () => {
      await trip();
      first.parts = async function* (attempt) {
        yield role;
        await untilAborted(attempt);
      };
      const probing = stage.service.openStream(callOf([first]), stage.context());
      await expect(stage.service.openStream(callOf([first]), stage.context())).rejects.toMatchObject({
        code: 'provider.unavailable',
      });
      stage.caller.abort(failure('client.gone'));
      await expect(probing).rejects.toMatchObject({ code: 'client.gone' });
    });
  });
});
