import { Logger } from '@nestjs/common';
import { END, FakeLlmProvider, partsOf, textPart } from '../port/testing/fake-llm-provider.js';
import type { CallObserver, CallReport } from './completion-outcome.js';
import { CallStage, callOf, failure } from './testing/call-stage.js';
import { LIMITS } from './testing/completions-with.js';

const CANARY = 'canary-prompt at somewhere (file.ts:1:1)';

describe('an observer that fails', () => {
  let stage: CallStage;
  let provider: FakeLlmProvider;
  let told: CallReport[];
  let logged: jest.SpyInstance<void, [unknown, ...unknown[]]>;
  beforeEach(() => {
    stage = new CallStage(LIMITS);
    provider = new FakeLlmProvider();
    told = [];
    logged = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
  });
  afterEach(() => logged.mockRestore());

  const thrower = (error: unknown) => (): never => {
    throw error;
  };
  const rejecting = (async () => Promise.reject(new TypeError(CANARY))) as () => void;
  const nothing = () => undefined;
  const good: CallObserver = { partGap: nothing, ended: (report) => void told.push(report) };
  const observedBy = (observer: Partial<CallObserver>) => {
    stage.service.observe({ partGap: nothing, ended: nothing, ...observer });
    stage.service.observe(good);
  };
  const readAll = async (context = stage.context()) => {
    const texts: unknown[] = [];
    for await (const part of (await stage.service.openStream(callOf([provider]), context)).parts)
      texts.push(part);
    return texts;
  };
  const lines = () => logged.mock.calls.map(([line]) => String(line));

  it.each<[string, Partial<CallObserver>]>([
    ['at the end', { ended: thrower(new TypeError(CANARY)) }],
    ['at a gap', { partGap: thrower(new TypeError(CANARY)) }],
    ['at the end, later', { ended: rejecting }],
    ['at a gap, later', { partGap: rejecting }],
    ['with something else than an error', { ended: thrower(CANARY) }],
  ])('%s changes neither the answer nor what others are told, and is logged', async (_when, observer) => {
    observedBy(observer);
    provider.parts = () => partsOf(textPart('Hel'), textPart('lo'), END);
    expect(await readAll()).toMatchObject([textPart('Hel'), textPart('lo'), END]);
    expect([told.length, stage.reports.length]).toEqual([1, 1]);
    await Promise.resolve();
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatch(
      /^An observer of .+ failed: (TypeError at .+|it threw a value of type string)/,
    );
    expect(lines()[0]).not.toContain('canary');
  });

  it('changes no answer in one piece, and no failure', async () => {
    observedBy({ ended: thrower(null) });
    await expect(stage.complete(callOf([provider]))).resolves.toMatchObject({ attempts: 1 });
    const down = failure('provider.unavailable');
    provider.answer = thrower(down);
    await expect(stage.complete(callOf([provider]))).rejects.toBe(down);
    expect(told.map(({ outcome }) => outcome)).toEqual(['finished', 'failed']);
    expect(lines()).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('it threw null') as string),
    );
  });

  it('changes nothing where it is the caller’s own', async () => {
    observedBy({});
    const context = { ...stage.context(), onEnded: thrower(new RangeError(CANARY)) };
    expect(await readAll(context)).toHaveLength(3);
    await expect(stage.service.complete(callOf([provider]), context)).resolves.toBeDefined();
    expect(told).toHaveLength(2);
    expect(lines()[0]).toMatch(/^The caller’s own report of a call’s end failed: RangeError at /);
  });
});
