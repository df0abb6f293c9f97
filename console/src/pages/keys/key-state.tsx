import type { Key } from '../../api/keys';
import { Mark } from '../../parts/mark';

/** Whether a key is let in just now. */
export function KeyState({ of: key }: { readonly of: Pick<Key, 'enabled' | 'expires_at'> }) {
  if (!key.enabled) return <Mark look="still">disabled</Mark>;
  if (key.expires_at && Date.parse(key.expires_at) <= Date.now()) return <Mark look="still">ended</Mark>;
  return <Mark look="good">works</Mark>;
}
