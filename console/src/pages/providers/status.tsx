import type { Provider } from '../../api/models';
import { Mark, type Look } from '../../parts/mark';

type Target = Provider['target_states'][number];

const LOOKS: Readonly<Record<Provider['status'] | Target['status'], readonly [look: Look, text: string]>> = {
  no_key: ['still', 'no key'],
  failing: ['bad', 'failing'],
  partly_failing: ['warn', 'partly failing'],
  out_of_keys: ['bad', 'all keys in cooldown'],
  short_of_keys: ['warn', 'short of keys'],
  ready: ['good', 'ready'],
};

/** Whether a provider, a route or one of its targets can be asked just now. */
export function Status({ of }: { readonly of: Provider['status'] | Target['status'] }) {
  const [look, text] = LOOKS[of];
  return <Mark look={look}>{text}</Mark>;
}

/** Whom a route asks, and of those that cannot be asked, or not with all keys, why. */
export function Targets({ targets }: { readonly targets: readonly Target[] }) {
  return targets.map((target, at) => (
    <div key={at}>
      <span className="mono">{target.target}</span>{' '}
      {target.status !== 'ready' && <Status of={target.status} />}{' '}
      {target.keys_in_cooldown > 0 && `${target.keys_in_cooldown} of ${target.keys} keys in cooldown`}
    </div>
  ));
}
