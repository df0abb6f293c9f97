import { ManualClock } from '../../common/testing/manual-clock.js';
import { Directory } from './directory.js';
import { KeyCaller } from './key-caller.js';
import type { NamedScope } from './scopes.js';

const key = {
  id: 'abcd1234',
  name: 'ann at work',
  user: 'ann',
  team: 'red',
  tags: {},
  metadata: {},
  allowed: { providers: ['openai', 'gemini'] },
  expiresAtMs: null,
  enabled: true,
  createdAtMs: 0,
  updatedAtMs: 0,
  isFromFile: false,
};
const red = (...providers: string[]): NamedScope => ({
  kind: 'team',
  name: 'red',
  definition: { allowed: { providers } },
  isFromFile: false,
});

describe('a caller with a virtual key', () => {
  it('may what its team may by now, with every change', () => {
    const directory = new Directory(null, [], new ManualClock());
    const caller = new KeyCaller(key, directory);
    const mayAsk = (providerId: string) =>
      caller.allowances.every((allowance) => allowance.permitsProvider(providerId));
    expect([mayAsk('openai'), mayAsk('gemini'), mayAsk('other')]).toEqual([true, true, false]);
    directory.put(red('gemini'));
    expect([mayAsk('openai'), mayAsk('gemini')]).toEqual([false, true]);
    directory.put(red('openai'));
    expect([mayAsk('openai'), mayAsk('gemini')]).toEqual([true, false]);
    directory.remove('team', 'red');
    expect([mayAsk('openai'), mayAsk('gemini'), mayAsk('other')]).toEqual([true, true, false]);
  });
});
