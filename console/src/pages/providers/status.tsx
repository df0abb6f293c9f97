import type { Provider } from '../../api/models';
import { Mark } from '../../parts/mark';

/** Whether a provider can be asked just now. */
export function Status({
  provider: { configured, open_breakers, keys_in_cooldown },
}: {
  readonly provider: Provider;
}) {
  if (!configured) return <Mark look="still">no key</Mark>;
  if (open_breakers.length > 0) return <Mark look="bad">failing</Mark>;
  return keys_in_cooldown > 0 ? <Mark look="warn">short of keys</Mark> : <Mark look="good">ready</Mark>;
}
