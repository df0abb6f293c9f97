import { answerOf, answerOfParts } from './answer.js';
import { codeOfFailure } from './failed-call.js';
import { ODD_ANSWERS, ODD_STREAMS, WORD } from './odd-texts.js';
import {
  adapterOver,
  attemptFor,
  readParts,
  requestFor,
  typedResponse,
  type ContractEntry,
} from './replay.js';

/**
 * A word that stands where an adapter does not look for it is found, or the answer is none; never an empty success.
 * Each adapter is given the odd answers of all wires: what is none of its own may be neither.
 */
export function describeOddTexts(entry: ContractEntry): void {
  const over = (text: string, type: string) =>
    adapterOver(entry, async () => typedResponse(Buffer.from(text), type));
  const told = [WORD, 'provider.invalid_response'];

  const whole = async (text: string, type: string) => {
    const provider = over(text, type);
    return provider.complete(requestFor(entry), attemptFor(entry)).then(
      (completion) => answerOf(completion).text,
      (error: unknown) => codeOfFailure(error, entry),
    );
  };
  const streamed = async (text: string, type: string) => {
    const { parts, error } = await readParts(over(text, type).stream(requestFor(entry), attemptFor(entry)));
    return error === null ? answerOfParts(parts).text : codeOfFailure(error, entry);
  };

  it.each(ODD_ANSWERS)('gives the word of %s, or says that it is no answer', async (json) => {
    expect(told).toContain(await whole(json, 'application/json'));
    expect(told).toContain(await streamed(json, 'application/json'));
  });

  it.each(ODD_STREAMS)(
    'gives the word of the events %s, or says that they are no answer',
    async (_, events) => {
      const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
      expect(told).toContain(await whole(text, 'text/event-stream'));
      expect(told).toContain(await streamed(text, 'text/event-stream'));
    },
  );
}
