import { ProviderAdmission } from './provider-admission.js';

describe('ProviderAdmission', () => {
  let admission: ProviderAdmission;
  beforeEach(() => (admission = new ProviderAdmission()));

  it('refuses a provider that is full and still lets calls to another in', () => {
    admission.tryEnter('slow', 2);
    admission.tryEnter('slow', 2);
    expect(admission.tryEnter('slow', 2)).toBeNull();
    expect(admission.tryEnter('quick', 2)).not.toBeNull();
    expect([admission.inFlight('slow'), admission.inFlight('quick')]).toEqual([2, 1]);
  });

  it('has room again when a call leaves, and counts that once', () => {
    const first = admission.tryEnter('slow', 2);
    admission.tryEnter('slow', 2);
    first?.leave();
    first?.leave();
    expect(admission.inFlight('slow')).toBe(1);
    expect(admission.tryEnter('slow', 2)).not.toBeNull();
    expect(admission.tryEnter('slow', 2)).toBeNull();
  });

  it('knows of nothing in flight to a provider that was never called, or that was left by all', () => {
    admission.tryEnter('slow', 1)?.leave();
    expect([admission.inFlight('slow'), admission.inFlight('never')]).toEqual([0, 0]);
  });
});
