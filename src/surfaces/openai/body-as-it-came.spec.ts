import fc from 'fast-check';
import type { CompletionRequest } from '../../port/canonical.js';
import { bodyAsItCame } from './body-as-it-came.js';
import { parseChatRequest } from './chat-request.js';

const LONG = 'ä long prompt, '.repeat(600);
const MESSAGES = [{ role: 'user', content: LONG }];
const WISH = { stream_options: { include_usage: true } };

/** What is sent for a body where nothing but the model has another name; `null` = it has to be written. */
function sent(json: string, changes: object = {}): unknown {
  const chat = parseChatRequest(JSON.parse(json.replace('\ufeff', '')));
  const asked = { ...chat.request, model: 'other', ...(chat.isStream && WISH), ...changes };
  const body = bodyAsItCame(Buffer.from(json), chat, asked);
  return body && (JSON.parse(body.toString()) as unknown);
}

describe('bodyAsItCame', () => {
  it('sends the request that would have been written', () => {
    // As JSON has it: -0 is written as 0.
    const written = fc.jsonValue({ maxDepth: 3 }).map((one) => JSON.parse(JSON.stringify(one)) as unknown);
    const value = written.filter((one) => !JSON.stringify(one).includes('"stream'));
    const others = fc.dictionary(
      fc.string({ maxLength: 5 }).map((name) => `x-${name}`),
      value,
    );
    fc.assert(
      fc.property(others, fc.boolean(), fc.constantFrom(0, 1), (more, isStream, indent) => {
        const given = { ...more, model: 'provider/a', messages: MESSAGES, ...(isStream && { stream: true }) };
        const expected = { ...given, model: 'other', ...(isStream && WISH) };
        const isEscaped = Object.keys(more).some((name) => JSON.stringify(name).includes('\\'));
        expect(sent(JSON.stringify(given, null, indent))).toEqual(isEscaped ? null : expected);
      }),
      { numRuns: 200 },
    );
  });

  it('sends a stream whose caller asks for usage as it came', () => {
    const asked = { model: 'provider/a', messages: MESSAGES, stream: true, ...WISH };
    expect(sent(JSON.stringify(asked))).toEqual({ ...asked, model: 'other' });
    for (const twice of [
      '"stream_options":null',
      '"stream_options":{"include_usage":false}',
      '"stream":false',
    ]) {
      expect(sent(JSON.stringify(asked).replace('{', `{${twice},`))).toBeNull();
    }
    const more = { ...asked, stream_options: { include_usage: true, include_obfuscation: false } };
    expect(sent(JSON.stringify(more))).toBeNull();
  });

  it('sends no byte order mark', () => {
    const given = { model: 'provider/a', messages: MESSAGES };
    expect(sent(`\ufeff ${JSON.stringify(given)}`)).toEqual({ ...given, model: 'other' });
  });

  it.each([
    ['is small', { messages: [{ role: 'user', content: 'Hi' }] }],
    ['says that it is no stream', { stream: false }],
    ['has a wish of its own for its stream', { stream: true, stream_options: { include_usage: false } }],
  ])('leaves a body to be written that %s', (_, more) => {
    expect(sent(JSON.stringify({ model: 'provider/a', messages: MESSAGES, ...more }))).toBeNull();
  });

  it.each(['"temperature":0,"temperature":1', '"x":{"a":1,"a":2}', '"model":"provider/b"'])(
    'lets nobody see what stands twice: %s',
    (twice) => {
      expect(sent(`{"model":"provider/a","messages":${JSON.stringify(MESSAGES)},${twice}}`)).toBeNull();
    },
  );

  it('leaves it to be written where a parameter is changed, taken out or added', () => {
    const json = JSON.stringify({ model: 'provider/a', messages: MESSAGES, temperature: 0.5 });
    expect(sent(json, { temperature: 1 })).toBeNull();
    expect(sent(json, { max_tokens: 5 })).toBeNull();
    const chat = parseChatRequest(JSON.parse(json));
    const { temperature: _out, ...asked } = chat.request;
    expect(bodyAsItCame(Buffer.from(json), chat, asked as CompletionRequest)).toBeNull();
  });
});
