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

  it('reads a text of a megabyte, whatever it is made of', () => {
    const text = '[,{"\\'.repeat(200_000);
    expect(read(JSON.stringify({ text }))?.data).toEqual({ text });
  });
});
