import { GatewayError } from '../../common/errors.js';
import type { StreamPart } from '../../port/canonical.js';
import { SANDBOX_FAILURES } from './sandbox-failures.js';
import { ask, collect, complete, deltasOf, PREFIX, setUp } from './testing/sandbox-stage.js';

describe('knobs', () => {
  it('wait before the first byte and between pieces', async () => {
    const { provider, attempt, clock } = setUp();
    await provider.complete(ask('sim/echo:latency-ms=1500:chunk-ms=20', 'one two three'), attempt);
    expect(clock.delaysMs).toEqual([1500, 20, 20]);
  });

  it.each([...SANDBOX_FAILURES])(
    'fail=%s is %s, plain and streamed, before any chunk',
    async (name, code) => {
      const request = ask(`sim/echo:fail=${name}`, 'Hi');
      for (const answer of [complete(request), collect(request)]) {
        const error: unknown = await answer.catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(GatewayError);
        expect(error).toMatchObject({ code, retryAfterMs: null });
        expect((error as GatewayError).message).toBe(
          `${PREFIX}this failure (${name}) is simulated: "fail=${name}" in the model's name asked for it.`,
        );
      }
    },
  );

  it('say how long to wait', async () => {
    const request = ask('sim/echo:fail=429:retry-after-s=2', 'Hi');
    await expect(complete(request)).rejects.toMatchObject({ retryAfterMs: 2000 });
  });

  it.each([
    [0, []],
    [2, ['one ', 'two ']],
    [9, ['one ', 'two ', 'three']],
  ])('cut=%d breaks the stream off', async (cut, expected) => {
    const { provider, attempt } = setUp();
    const parts: StreamPart[] = [];
    const read = async () => {
      const request = ask(`sim/echo:cut=${cut}`, 'one two three');
      for await (const part of provider.stream(request, attempt)) parts.push(part);
    };
    await expect(read()).rejects.toMatchObject({
      code: 'provider.invalid_response',
      message: `${PREFIX}the stream broke off before the answer was finished; "cut=${cut}" in the model's name asked for it.`,
    });
    expect(
      deltasOf(parts)
        .slice(1)
        .map(({ content }) => content),
    ).toEqual(expected);
  });

  it('cut the plain answer with the same error', async () => {
    const request = ask('sim/echo:cut=1', 'one two three');
    await expect(complete(request)).rejects.toMatchObject({ code: 'provider.invalid_response' });
  });

  it.each(['stop', 'length', 'content_filter'])('finish=%s is reported', async (reason) => {
    const { choice } = await complete(ask(`sim/echo:finish=${reason}`, 'Hi', { max_tokens: 100 }));
    expect(choice).toMatchObject({ finish_reason: reason, message: { content: 'Hi' } });
  });

  it('are checked before anything is answered', async () => {
    await expect(collect(ask('sim/none', 'Hi'))).rejects.toMatchObject({ code: 'model.not_found' });
    await expect(complete(ask('sim/echo:x=1', 'Hi'))).rejects.toMatchObject({ code: 'provider.rejected' });
  });
});
