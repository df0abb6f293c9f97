import type { Provider } from '../../api/models';
import { Mark } from '../../parts/mark';

/** Whether a provider can be asked just now. */
export function Status({ provider: { configured, open_breakers } }: { readonly provider: Provider }) {
  if (!configured) return <Mark look="still">no key</Mark>;
  return open_breakers.length > 0 ? <Mark look="bad">failing</Mark> : <Mark look="good">ready</Mark>;
}
