import type { WantedModels } from '../../completions/call-origin.js';
import { ManualClock } from '../../common/testing/manual-clock.js';
import { checkReplayAllowed } from './check-allowed.js';
import { Directory } from './directory.js';
import { KeyCaller } from './key-caller.js';

const KEY = {
  id: 'abcd1234',
  name: 'ann at work',
  user: null,
  team: null,
  tags: {},
  metadata: {},
  expiresAtMs: null,
  enabled: true,
  createdAtMs: 0,
  updatedAtMs: 0,
  isFromFile: false,
};
const ANSWERED = { route: 'steady', provider: 'acme', modelSent: 'small' };
const SMALL = { providerId: 'acme', model: 'small' };
const LARGE = { providerId: 'acme', model: 'large' };
const STEADY: WantedModels = { routeId: 'steady', targets: [SMALL, LARGE], further: [] };

describe('an answer that is given again', () => {
  const isAllowed = (allowed: object, wishes?: readonly WantedModels[]) => {
    const directory = new Directory(null, [], new ManualClock());
    const caller = new KeyCaller({ ...KEY, allowed }, directory);
    try {
      checkReplayAllowed(caller, { ...ANSWERED, wishes }, directory);
      return true;
    } catch {
      return false;
    }
  };

  it('is allowed by all that its call was let in for', () => {
    expect(isAllowed({ models: ['acme/*'] }, [STEADY])).toBe(true);
    expect(isAllowed({ models: ['acme/small'] }, [STEADY])).toBe(false);
    expect(isAllowed({ routes: ['steady'] }, [STEADY])).toBe(true);
    expect(isAllowed({ routes: ['steady'] }, [STEADY, { ...STEADY, routeId: 'cheap' }])).toBe(false);
  });

  it('is allowed by what answered, where a version before kept it', () => {
    expect(isAllowed({ models: ['acme/small'] })).toBe(true);
    expect(isAllowed({ models: ['acme/large'] })).toBe(false);
    expect(isAllowed({ routes: ['steady'] })).toBe(true);
  });
});
