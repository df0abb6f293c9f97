import { GatewayError } from '../../common/errors.js';
import { SANDBOX_FAILURES } from './sandbox-failures.js';
import { DEFAULT_SETTINGS, SANDBOX_KNOBS } from './sandbox-knobs.js';
import { readModelName } from './sandbox-model-name.js';
import { SANDBOX_MODELS } from './sandbox-models.js';

const PREFIX = 'Tollgate sandbox (simulator) API error: ';

function refusalOf(modelName: string): GatewayError {
  try {
    readModelName(modelName);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error(`"${modelName}" was accepted`);
}

describe('readModelName', () => {
  it.each(SANDBOX_MODELS)('knows $name', (model) => {
    expect(readModelName(model.name)).toEqual({ model, settings: DEFAULT_SETTINGS });
  });

  it('reads every knob at once', () => {
    const name =
      'sim/echo:latency-ms=1500:chunk-ms=20:fail=rate_limited:retry-after-s=2:cut=3:finish=content_filter';
    expect(readModelName(name).settings).toEqual({
      latencyMs: 1500,
      chunkMs: 20,
      failure: { name: 'rate_limited', code: 'provider.rate_limited' },
      retryAfterMs: 2000,
      cutAfterPieces: 3,
      finishReason: 'content_filter',
    });
  });

  it.each([...SANDBOX_MODELS, ...SANDBOX_KNOBS])('accepts its own example of $name', ({ name, example }) => {
    expect(example).toContain(name);
    expect(() => readModelName(example)).not.toThrow();
    // the characters that the agent's DTO allows in a model's name
    expect(example).toMatch(/^[A-Za-z0-9._:/@+=-]+$/);
  });

  it.each([...SANDBOX_FAILURES])('reads fail=%s as %s', (name, code) => {
    expect(readModelName(`sim/echo:fail=${name}`).settings.failure).toEqual({ name, code });
  });

  it.each(['0', '600000'])('takes latency-ms=%s', (value) => {
    expect(readModelName(`sim/echo:latency-ms=${value}`).settings.latencyMs).toBe(Number(value));
  });

  it.each(['', 'sim', 'sim/ech', 'sim/echo2', 'gpt-4o', 'SIM/ECHO'])('has no model %j', (name) => {
    const error = refusalOf(name);
    expect(error).toMatchObject({ code: 'model.not_found', param: 'model' });
    expect(error.message.startsWith(PREFIX)).toBe(true);
    expect(error.message).toContain('sim/echo, sim/extract, sim/json, sim/tool, sim/reasoning');
  });

  it.each([
    ['an unknown knob', 'sim/echo:speed=3', 'Knobs: latency-ms, chunk-ms, fail, retry-after-s, cut, finish.'],
    ['an empty knob', 'sim/echo:', 'there is no knob ""'],
    ['a knob without a value', 'sim/echo:cut', '"cut" takes a whole number from 0 to 1000000'],
    ['too long a wait', 'sim/echo:latency-ms=600001', 'a whole number from 0 to 600000'],
    ['a negative wait', 'sim/echo:chunk-ms=-1', 'a whole number from 0 to 600000'],
    ['a fraction', 'sim/echo:chunk-ms=1.5', 'a whole number'],
    ['an unknown failure', 'sim/echo:fail=tired', 'one of rate_limited, quota_exhausted'],
    ['an unknown status', 'sim/echo:fail=418', '502, 503, 504, 529'],
    ['an unknown finish reason', 'sim/echo:finish=tool_calls', 'one of stop, length, content_filter'],
    ['a knob given twice', 'sim/echo:cut=1:cut=2', '"cut" is given twice'],
    ['a retry-after without a failure', 'sim/echo:retry-after-s=2', 'goes with "fail=rate_limited"'],
    ['a retry-after with another failure', 'sim/echo:fail=401:retry-after-s=2', 'or "fail=unavailable"'],
  ])('refuses %s', (_case, name, accepted) => {
    const error = refusalOf(name);
    expect(error).toMatchObject({ code: 'provider.rejected', param: 'model' });
    expect(error.message.startsWith(PREFIX)).toBe(true);
    expect(error.message).toContain(accepted);
  });

  it('quotes no more than the beginning of a long name', () => {
    expect(refusalOf('x'.repeat(10_000)).message.length).toBeLessThan(300);
  });
});
