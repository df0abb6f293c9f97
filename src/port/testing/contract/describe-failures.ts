import type { ResponseFetch } from '../../../common/http/testing/response-fetch.js';
import { failingCalls, failureOfStream } from './failed-call.js';
import { FAILURE_CODES, isAbsent, type ProviderFixtures } from './fixtures.js';
import { jsonResponse, KEY, noWire, streamResponse, type ContractEntry } from './replay.js';

/** Every failure is the class that the fixture says, whole and streamed, and shows no key. */
export function describeFailures(entry: ContractEntry, fixtures: ProviderFixtures): void {
  const { failures, absentFailures, streamError } = fixtures;
  const codes = failures.map(({ code }) => code);

  it('has a fixture of every class of failure, or the reason why it reports none', () => {
    expect([...codes, ...Object.keys(absentFailures)]).toEqual(expect.arrayContaining([...FAILURE_CODES]));
  });

  for (const [code, reason] of Object.entries(absentFailures)) {
    it(`reports no ${code}. ${reason}`, () => {
      expect(codes).not.toContain(code);
      expect(reason).toMatch(/^\S.+\.$/);
    });
  }

  it('has a fixture of a rate limit with its delay, if it has rate limits at all', () => {
    const limits = failures.filter(({ code }) => code === 'provider.rate_limited');
    const isDelayed = limits.some(({ retryAfterMs }) => retryAfterMs !== null);
    expect(isDelayed).toBe(!('provider.rate_limited' in absentFailures));
  });

  describe.each(failures.map((failure) => [failure.what, failure.code, failure] as const))(
    'its report of %s is %s',
    (_, code, { status, headers, body, request, retryAfterMs }) => {
      const over = (answer: unknown): ResponseFetch =>
        status === undefined ? noWire : async () => jsonResponse(textOf(answer), headers, status);

      it.each(failingCalls(entry, over(body), request))('%s', async (_how, call) => {
        expect(await call()).toEqual({ code, retryAfterMs, text: '' });
      });

      if (entry.definition.apiKeyVariable === null) return;
      it.each(failingCalls(entry, over(withKeyIn(body)), request))(
        '%s, and does not pass on the key',
        async (_how, call) => expect(await call()).toEqual({ code, retryAfterMs, text: '' }),
      );
    },
  );

  describeStreamError(entry, streamError);
}

function describeStreamError(entry: ContractEntry, fixture: ProviderFixtures['streamError']): void {
  if (isAbsent(fixture)) {
    it(`reports no failure in a stream. ${fixture.absent}`, () => {
      expect(fixture.absent).toMatch(/^\S.+\.$/);
    });
    return;
  }
  const { request, stream, expected } = fixture;
  const failureOver = (text: string | null) => {
    const fetch = text === null ? noWire : async () => streamResponse(Buffer.from(text));
    return failureOfStream(entry, fetch, request);
  };

  it('tells a failure in a stream after what came before, and never finishes', async () => {
    expect(await failureOver(stream)).toEqual({ ...expected, retryAfterMs: null });
  });

  it('does not pass on the key from a failure in a stream', async () => {
    const quoting = stream?.replaceAll('"message":"', `"message":"${KEY} `) ?? null;
    expect(await failureOver(quoting)).toEqual({ ...expected, retryAfterMs: null });
  });
}

/** As the provider would quote the key that it was sent. */
function textOf(body: unknown): string {
  return JSON.stringify(body).replaceAll('{{key}}', KEY);
}

/** The same, with the key in every message. */
function withKeyIn(body: unknown): unknown {
  const text = JSON.stringify(body, (name, value: unknown) =>
    name === 'message' && typeof value === 'string' ? `${value} (${KEY})` : value,
  );
  return JSON.parse(text) as unknown;
}
