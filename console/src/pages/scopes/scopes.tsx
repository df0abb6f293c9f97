import { SegmentedControl } from '@mantine/core';
import { Page } from '../../parts/page';
import { useStateInAddress } from '../../parts/use-state-in-address';
import { Defaults } from './defaults';
import { Everything } from './everything';
import { NamedScopes } from './named-scopes';

const KINDS = [
  { value: 'teams', label: 'Teams' },
  { value: 'users', label: 'Users' },
  { value: 'selectors', label: 'Selectors' },
  { value: 'everything', label: 'All' },
  { value: 'defaults', label: 'New ones' },
] as const;

/** What teams, users, and calls that have something in common may spend. */
export function Scopes() {
  const [params, set] = useStateInAddress();
  const kind = KINDS.find(({ value }) => value === params.get('kind'))?.value ?? 'teams';
  return (
    <Page
      title="Teams and users"
      lead="Budgets and limits of many keys together: a call has to have room in all that hold for it."
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Whose"
          data={[...KINDS]}
          value={kind}
          onChange={(value) => set('kind', value)}
          transitionDuration={0}
        />
      }
    >
      {kind === 'everything' ? (
        <Everything />
      ) : kind === 'defaults' ? (
        <Defaults />
      ) : (
        <NamedScopes key={kind} kind={kind} />
      )}
    </Page>
  );
}
