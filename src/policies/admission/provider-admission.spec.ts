import { ProviderAdmission } from './provider-admission.js';

describe('ProviderAdmission', () => {
  let admission: ProviderAdmission;
  beforeEach(() => (admission = new ProviderAdmission()));
  const enter = (providerId: string, maxCalls = 2, callerId: string | null = null) =>
    admission.tryEnter(providerId, { maxCalls, callerId });

  it('refuses a provider that is full and still lets calls to another in', () => {
    enter('slow');
    enter('slow');
    expect(enter('slow')).toBeNull();
    expect(enter('quick')).not.toBeNull();
    expect([admission.inFlight('slow'), admission.inFlight('quick')]).toEqual([2, 1]);
  });

  it('has room again when a call leaves, and counts that once', () => {
    const first = enter('slow');
    enter('slow');
    first?.leave();
    first?.leave();
    expect(admission.inFlight('slow')).toBe(1);
    expect(enter('slow')).not.toBeNull();
    expect(enter('slow')).toBeNull();
  });

  it('knows of nothing in flight to a provider that was never called, or that was left by all', () => {
    enter('slow', 1)?.leave();
    expect([admission.inFlight('slow'), admission.inFlight('never')]).toEqual([0, 0]);
  });

  it('leaves room at a provider for other keys, and gives it to the key again that has left', () => {
    const flood = Array.from({ length: 8 }, () => enter('slow', 8, 'a'));
    expect(flood.filter((ticket) => ticket !== null)).toHaveLength(7);
    expect(['a', 'b', null].map((callerId) => admission.hasRoom('slow', { maxCalls: 8, callerId }))).toEqual([
      false,
      true,
      true,
    ]);
    const other = enter('slow', 8, 'b');
    expect(enter('slow', 8, 'b')).toBeNull();
    flood[0]?.leave();
    other?.leave();
    expect(enter('slow', 8, 'a')).not.toBeNull();
    expect(admission.inFlight('slow')).toBe(7);
  });

  it('lets callers without keys fill a provider, since they cannot be told apart', () => {
    const entered = Array.from({ length: 9 }, () => enter('slow', 8));
    expect(entered.filter((ticket) => ticket !== null)).toHaveLength(8);
  });
});
