import { answerOf, answerOfParts } from './answer.js';
import { failureOfWhole } from './failed-call.js';
import { ANSWER_CASES, type AnswerFixture, type ProviderFixtures } from './fixtures.js';
import {
  adapterOver,
  attemptFor,
  jsonResponse,
  MANY_CALLS_MS,
  noWire,
  requestFor,
  streamReader,
  type ContractEntry,
} from './replay.js';

/** Every answer of the fixtures, whole and streamed, comes to what they say. */
export function describeAnswers(entry: ContractEntry, { answers, absent }: ProviderFixtures): void {
  it('has a fixture of every kind of answer, or the reason why it gives none', () => {
    expect(answers.map(({ name }) => name)).toContain('plain');
    expect([...answers, ...absent].map(({ name }) => name)).toEqual(
      expect.arrayContaining([...ANSWER_CASES]),
    );
  });

  for (const { name, absent: reason } of absent) {
    it(`gives no answer ${name}. ${reason}`, () => expect(reason).toMatch(/^\S.+\.$/));
  }

  it('holds what goes over its wire, if it has one', () => {
    const hasWire = entry.client !== null;
    expect(answers.map(({ body }) => body !== undefined)).toEqual(answers.map(() => hasWire));
    expect(answers.map(({ stream }) => stream !== null)).toEqual(answers.map(() => hasWire));
  });

  describe.each(answers.map((answer) => [answer.name, answer] as const))('its answer %s', (_, fixture) => {
    const { body, headers, stream, expected, request, survives = {} } = fixture;
    const asked = requestFor(entry, request);
    const wholeOver = (bytes: Uint8Array) => async () => jsonResponse(bytes, headers);
    const bytes = Buffer.from(JSON.stringify(body ?? null));

    it('is read whole', async () => {
      const provider = adapterOver(entry, body === undefined ? noWire : wholeOver(bytes));
      const completion = await provider.complete(asked, attemptFor(entry));
      expect(answerOf(completion)).toEqual(expected);
      expect(completion).toMatchObject(survives);
    });

    it('is the same streamed, and ends in exactly one finished part', async () => {
      const { parts, error } = await streamReader(entry, request)(Buffer.from(stream ?? ''));
      expect(error).toBeNull();
      expect(answerOfParts(parts)).toEqual(expected);
      const [first] = parts;
      expect(first).toMatchObject({ type: 'chunk', chunk: survives });
      expect(parts.map(({ type }) => type)).toEqual([...parts.slice(1).map(() => 'chunk'), 'finished']);
    });

    it('counts cached and reasoning tokens inside the sums, once', () => expectSums(fixture));

    if (body === undefined) return;
    it(
      'is no answer when it is cut, at whatever byte',
      async () => {
        const wrong: string[] = [];
        for (let at = 0; at < bytes.length; at += 1) {
          const { code } = await failureOfWhole(entry, wholeOver(bytes.subarray(0, at)), request);
          if (code !== 'provider.invalid_response') wrong.push(`cut at ${at}: ${code}`);
        }
        expect(wrong).toEqual([]);
      },
      MANY_CALLS_MS,
    );
  });
}

/** What is expected of an answer is checked as well: a fixture that counts twice proves nothing. */
function expectSums({ expected: { usage } }: AnswerFixture): void {
  const { prompt_tokens: prompt = null, completion_tokens: completion = null } = usage ?? {};
  const { total_tokens: total = null, cached_tokens: cached, reasoning_tokens: reasoning } = usage ?? {};
  if (prompt !== null && completion !== null && total !== null) expect(prompt + completion).toBe(total);
  expect(cached ?? 0).toBeLessThanOrEqual(prompt ?? 0);
  expect(reasoning ?? 0).toBeLessThanOrEqual(completion ?? 0);
}
