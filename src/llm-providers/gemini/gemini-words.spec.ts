import type { UpstreamCall } from '../upstream/upstream-failure.js';
import { matching } from './gemini-words.js';

const NAME = /^[\w.-]{1,64}$/;
const ID = /^[\w-]{1,64}$/;

/** A call with this key, and how often its keys were asked for. */
function callWith(value: string) {
  const looks = { count: 0 };
  const settings = {
    get apiKeys() {
      looks.count += 1;
      return [{ value }];
    },
  };
  return { call: { settings } as unknown as UpstreamCall, looks };
}

describe('matching', () => {
  it('looks for the key once in a model and an id that each chunk of a stream says again', () => {
    const { call, looks } = callWith('AIzaSyCanary0123456789');
    for (let chunk = 0; chunk < 100; chunk += 1) {
      expect(matching('gemini-pro', NAME, call)).toBe('gemini-pro');
      expect(matching('response-1', ID, call)).toBe('response-1');
    }
    expect(looks.count).toBe(2);
  });

  it('looks again for the key of another call', () => {
    const name = 'AIzaSyCanary0123456789';
    expect(matching(name, NAME, callWith('AIzaSyOther9876543210').call)).toBe(name);
    expect(matching(name, NAME, callWith(name).call)).toBeNull();
  });

  it('looks again where a later chunk says another value', () => {
    const { call } = callWith('AIzaSyCanary0123456789');
    expect(['one', 'AIzaSyCanary0123456789', 'two', 'two words'].map((id) => matching(id, ID, call))).toEqual(
      ['one', null, 'two', null],
    );
  });
});
