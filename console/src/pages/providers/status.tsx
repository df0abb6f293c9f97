import type { Provider } from '../../api/models';
import { Mark } from '../../parts/mark';
import { failingOf } from './health';

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

interface RouteStatusProps {
  readonly route: Provider;
  readonly providers: readonly Provider[];
}

/** Whether a route can be asked just now: by those of its targets that can be. */
export function RouteStatus({ route: { configured, targets }, providers }: RouteStatusProps) {
  if (!configured) return <Mark look="still">no key</Mark>;
  const failing = failingOf(targets, providers);
  if (failing === 0) return <Mark look="good">ready</Mark>;
  if (failing === targets.length) return <Mark look="bad">failing</Mark>;
  return <Mark look="warn">{`${failing} of ${targets.length} targets failing`}</Mark>;
}
