import { answerOf, answerOfParts } from './answer.js';
import { failureOfStream, failureOfWhole } from './failed-call.js';
import type { ProviderFixtures } from './fixtures.js';
import {
  adapterOver,
  attemptFor,
  readParts,
  requestFor,
  typedResponse,
  type ContractEntry,
} from './replay.js';
import { framesOf } from './wire-events.js';

/** Under which a body may come, whatever it is; `null` = under none. */
const TYPES = ['application/json', 'text/plain', null, 'text/event-stream', 'application/octet-stream'];

/** What a body is decides how it is read; what it is called, and what was asked for, does not. */
export function describeForms(entry: ContractEntry, { answers, failures }: ProviderFixtures): void {
  const told = answers.flatMap((answer) =>
    answer.stream === null ? [] : [[answer.name, { ...answer, stream: answer.stream }] as const],
  );

  describe.each(told)('its answer %s, in another form', (name, { body, stream, request, expected }) => {
    const asked = requestFor(entry, request);
    const whole = JSON.stringify(body);
    const pretty = JSON.stringify(body, null, 2);

    const answered = async (text: string, type: string | null) => {
      const provider = adapterOver(entry, async () => typedResponse(Buffer.from(text), type));
      return answerOf(await provider.complete(asked, attemptFor(entry)));
    };
    const streamed = async (text: string, type: string | null) => {
      const provider = adapterOver(entry, async () => typedResponse(Buffer.from(text), type));
      const { parts, error } = await readParts(provider.stream(asked, attemptFor(entry)));
      return error ?? answerOfParts(parts);
    };

    it.each(name === 'plain' ? TYPES : ['application/json'])(
      'is the same as JSON of the type %s where a stream was asked for',
      async (type) => {
        expect(await streamed(whole, type)).toEqual(expected);
        expect(await streamed(`\n\n${pretty}\n`, type)).toEqual(expected);
        expect(await streamed(`data: ${whole}\n\n`, type)).toEqual(expected);
      },
    );

    it.each(name === 'plain' ? TYPES : ['text/event-stream'])(
      'is the same as a stream of the type %s where a whole answer was asked for',
      async (type) => {
        expect(await answered(stream, type)).toEqual(expected);
        expect(await answered(`: PROCESSING\n\n${stream}`, type)).toEqual(expected);
      },
    );

    if (name !== 'plain') return;

    it.each(TYPES)('is the same as JSON of the type %s', async (type) => {
      expect(await answered(`\n \n${pretty}\n`, type)).toEqual(expected);
    });

    it.each(TYPES)('is the same as a stream of the type %s', async (type) => {
      expect(await streamed(stream, type)).toEqual(expected);
    });
  });

  const reports = failures.filter(({ body }) => typeof body === 'object' && body !== null);
  const [first = ''] = framesOf(told[0]?.[1].stream ?? '');

  it.each(reports.map((failure) => [failure.what, failure] as const))(
    'tells %s by the same class wherever it stands, over many lines as on one',
    async (_, { body, request }) => {
      const over = (text: string) => async () => typedResponse(Buffer.from(text), 'text/event-stream');
      const pretty = JSON.stringify(body, null, 2);
      const { code } = await failureOfWhole(entry, over(JSON.stringify(body)), request);
      expect(code).toMatch(/^(provider|model)\./);
      for (const text of [
        pretty,
        first + pretty,
        `${first}[${pretty}]\n`,
        `${first}data: ${JSON.stringify(body)}`,
      ]) {
        expect((await failureOfStream(entry, over(text), request)).code).toBe(code);
      }
    },
  );

  it.each(TYPES)('takes a page of the type %s for no answer', async (type) => {
    const page = async () => typedResponse(Buffer.from('<!doctype html><title>Sign in</title>'), type);
    expect((await failureOfWhole(entry, page)).code).toBe('provider.invalid_response');
    expect((await failureOfStream(entry, page)).code).toBe('provider.invalid_response');
  });
}
