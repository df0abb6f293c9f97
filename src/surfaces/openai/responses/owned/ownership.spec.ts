import { FakeLlmProvider } from '../../../../port/testing/fake-llm-provider.js';
import type { LlmProvider } from '../../../../port/llm-provider.js';
import { markThoughts, ownItems } from './owned-thoughts.js';
import { Ownership, type Owner } from './ownership.js';

const [A, B] = ['A', 'B'].map((variable) => ({ variable, value: `value-${variable}` })) as [Key, Key];
interface Key {
  readonly variable: string;
  readonly value: string;
}

const providerWith = (...apiKeys: Key[]): LlmProvider => {
  const provider = new FakeLlmProvider();
  return Object.assign(Object.create(provider) as LlmProvider, {
    settings: { ...provider.settings, apiKeys },
  });
};

describe('what is signed for an account and a caller', () => {
  const provider = providerWith(A, B);
  const owner = { provider, apiKey: B, callerId: 'ann' };

  it.each([null, 'a-secret-of-the-operators'])('finds its account again, with the secret %j', (secret) => {
    const signature = new Ownership(secret).sign(owner, 'text');
    expect(signature).toMatch(/^[\w-]{22}$/);
    const other = new Ownership(secret);
    expect(other.ownerOf(providerWith(B, A), 'ann', signature, 'text')?.apiKey).toBe(B);
    expect(other.ownerOf(providerWith(A), 'ann', signature, 'text')).toBeNull();
    expect(other.ownerOf(provider, 'bob', signature, 'text')).toBeNull();
    expect(other.ownerOf(provider, null, signature, 'text')).toBeNull();
    expect(other.ownerOf(provider, 'ann', signature, 'texts')).toBeNull();
    expect(other.ownerOf(provider, 'ann', '', 'text')).toBeNull();
  });

  it('is found with the same secret only', () => {
    const signature = new Ownership('one').sign(owner, 'text');
    expect(new Ownership('other').ownerOf(provider, 'ann', signature, 'text')).toBeNull();
    expect(new Ownership(null).ownerOf(provider, 'ann', signature, 'text')).toBeNull();
  });

  it('is found for a provider without a key as long as the process lives', () => {
    const keyless = providerWith();
    const signature = new Ownership(null).sign({ ...owner, provider: keyless, apiKey: null }, 'text');
    expect(new Ownership(null).ownerOf(keyless, 'ann', signature, 'text')).toMatchObject({ apiKey: null });
  });
});

describe('thoughts that an account sealed', () => {
  const ownership = new Ownership(null);
  const of = (apiKey: Key) => ({ provider: providerWith(A, B), apiKey, callerId: null });
  const thought = { type: 'reasoning', id: 'rs_1', encrypted_content: 'gAAA\nAA' };
  const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{}' };
  const items = [thought, call, { role: 'user', content: 'Hi' }];

  it('are those of an account without a key in every process', async () => {
    const owner = { provider: providerWith(), apiKey: null, callerId: 'ann' };
    const marked = markThoughts(items, owner, ownership);
    await jest.isolateModulesAsync(async () => {
      const other = await import('./ownership.js');
      expect(ownItems(marked, owner, new other.Ownership(null))).toEqual({ items, hasLost: false });
    });
  });

  it('are those of an account whichever gateway key its caller has got since', () => {
    const [before, now] = ['ann', 'bob'].map((callerId) => ({ ...of(A), callerId })) as [Owner, Owner];
    const marked = markThoughts(items, before, ownership);
    expect(ownItems(marked, now, ownership)).toEqual({ items, hasLost: false });
  });

  it('are its own again as it wrote them, with all items as they were', () => {
    const marked = markThoughts(items, of(A), ownership);
    expect(marked[0]).not.toEqual(thought);
    expect(ownItems(marked, of(A), ownership)).toEqual({ items, hasLost: false });
  });

  it('are left out for another account, and so are ids that are bound to them', () => {
    const marked = markThoughts(items, of(A), ownership);
    const { id: _id, ...unbound } = call;
    expect(ownItems(marked, of(B), ownership)).toEqual({ items: [unbound, items[2]], hasLost: true });
  });

  it('are taken for its own where nobody marked them', () => {
    expect(ownItems(items, of(B), ownership)).toEqual({ items, hasLost: false });
  });
});
