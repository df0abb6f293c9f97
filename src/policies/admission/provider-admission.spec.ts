import { ProviderAdmission } from './provider-admission.js';

describe('ProviderAdmission', () => {
  it('refuses a provider that is full and still lets calls to another in', () => {
    const admission = new ProviderAdmission(2);
    admission.tryEnter('slow');
    admission.tryEnter('slow');
    expect(admission.tryEnter('slow')).toBeNull();
    expect(admission.tryEnter('quick')).not.toBeNull();
    expect([admission.inFlight('slow'), admission.inFlight('quick')]).toEqual([2, 1]);
  });

  it('has room again when a call leaves, and counts that once', () => {
    const admission = new ProviderAdmission(2);
    const first = admission.tryEnter('slow');
    admission.tryEnter('slow');
    first?.leave();
    first?.leave();
    expect(admission.inFlight('slow')).toBe(1);
    expect(admission.tryEnter('slow')).not.toBeNull();
    expect(admission.tryEnter('slow')).toBeNull();
  });

  it('knows of nothing in flight to a provider that was never called, or that was left by all', () => {
    const admission = new ProviderAdmission(1);
    admission.tryEnter('slow')?.leave();
    expect([admission.inFlight('slow'), admission.inFlight('never')]).toEqual([0, 0]);
  });
});
