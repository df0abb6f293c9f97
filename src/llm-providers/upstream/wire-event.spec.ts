import { AnswerTooLargeError } from '../../common/http/upstream-answer.js';
import { ACME_CALL } from './testing/acme-call.js';
import { toWireEvent } from './wire-event.js';

const read = (data: string) => toWireEvent({ event: undefined, data, isBare: false }, new Set(), ACME_CALL);

describe('toWireEvent', () => {
  it.each([
    ['values', `[${'1,'.repeat(200_000)}1]`],
    ['arrays', `[${'[],'.repeat(60_000)}1]`],
    ['levels', `${'['.repeat(70_000)}${']'.repeat(70_000)}`],
  ])('refuses data of more %s than an event has, before it reads them', (_, data) => {
    expect(() => read(data)).toThrow(AnswerTooLargeError);
  });

  it('refuses a small event of more levels than could be written again, and reads one of so many', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(() => read(nested(1_001))).toThrow('more than 1000 levels of nesting');
    const { data } = read(nested(1_000))!;
    expect(JSON.stringify(data)).toBe(nested(1_000));
  });

  it('reads a text of a megabyte, whatever it is made of', () => {
    const text = '[,{"\\'.repeat(200_000);
    expect(read(JSON.stringify({ text }))?.data).toEqual({ text });
  });
});
