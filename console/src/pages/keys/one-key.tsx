import { Anchor, Button } from '@mantine/core';
import { Link, useLocation, useParams } from 'wouter';
import { useChangeKey, useDeleteKey, useKey, useRotateKey, type Key } from '../../api/keys';
import { mayChange, useWho } from '../../api/who';
import { BudgetBar } from '../../parts/budget-bar';
import { Confirmed } from '../../parts/confirmed';
import { Facts } from '../../parts/facts';
import { dateTime } from '../../parts/format';
import { limitText } from '../../parts/limit-text';
import { textOfPairs } from '../../parts/lists-as-text';
import { Page, Section } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { visibleText } from '../../parts/visible-text';
import { EditKey } from './edit-key';
import { KeyState } from './key-state';
import styles from './keys.module.css';
import { ShownOnce } from './shown-once';

const EVERY_MS = 3_000;

/** One key: what it may, what is left of it, and what can be done to it. */
export function OneKey() {
  const { id = '' } = useParams();
  const key = useKey(id, EVERY_MS);
  return (
    <Page
      title={visibleText(key.data?.name ?? 'Key')}
      lead={<span className="mono">tg_{id}…</span>}
      actions={
        <Anchor component={Link} href="/keys" size="sm">
          All keys
        </Anchor>
      }
    >
      {key.error ? <Failure error={key.error} /> : key.data ? <Shown of={key.data} id={id} /> : <Loading />}
    </Page>
  );
}

function Shown({ of: key, id }: { readonly of: Key; readonly id: string }) {
  const { data: who } = useWho();
  const isOfFile = key.source === 'file';
  return (
    <>
      <Section title="Budgets">
        {key.budgets.length > 0 ? (
          <div className={styles.bars}>
            {key.budgets.map((budget) => (
              <BudgetBar key={`${budget.per} ${budget.budget_usd}`} budget={budget} />
            ))}
          </div>
        ) : (
          'None of its own.'
        )}
      </Section>
      <Section title="What it may">
        <Facts
          facts={[
            ['State', <KeyState key="state" of={key} />],
            ['User', key.user],
            ['Team', key.team],
            ['Models', key.allowed?.models?.join(', ') ?? 'all'],
            ['Providers', key.allowed?.providers?.join(', ') ?? 'all'],
            ['Routes', key.allowed?.routes?.join(', ') ?? 'all'],
            ['Limits', key.limits.map(limitText).join(', ') || 'none'],
            ['Tags', textOfPairs(key.tags)],
            ['Metadata', textOfPairs(key.metadata)],
            ['Prompts and answers', key.capture && `kept: ${key.capture}`],
            ['Ends', key.expires_at ? dateTime(key.expires_at) : 'never'],
            ['From', isOfFile ? 'tollgate.yaml: it is changed there' : null],
          ]}
        />
        <p>
          <Anchor component={Link} href={`/requests?key=${id}`} size="sm">
            Its requests
          </Anchor>
        </p>
      </Section>
      {!isOfFile && mayChange(who) && <Acts of={key} id={id} />}
    </>
  );
}

function Acts({ of: key, id }: { readonly of: Key; readonly id: string }) {
  const [, go] = useLocation();
  const [rotate, changeKey, remove] = [useRotateKey(id), useChangeKey(id), useDeleteKey(id)];
  const failed = rotate.error ?? changeKey.error ?? remove.error;
  const isEnabled = key.enabled;
  return (
    <Section title="Change it">
      {failed && <Failure error={failed} />}
      {rotate.data?.key ? (
        <ShownOnce secret={rotate.data.key} onDone={() => rotate.reset()} />
      ) : (
        <div className={styles.acts}>
          <EditKey of={key} id={id} />
          <Confirmed
            name="Rotate"
            question="The key is spelled anew. The old spelling works for one more hour."
            onYes={() => rotate.mutate(3_600)}
          />
          <Button size="xs" variant="default" onClick={() => changeKey.mutate({ enabled: !isEnabled })}>
            {isEnabled ? 'Disable' : 'Enable'}
          </Button>
          <Confirmed
            name="Delete"
            question="Whoever uses the key is refused at once. What it spent stays in the ledger."
            onYes={() => remove.mutate(undefined, { onSuccess: () => go('/keys') })}
          />
        </div>
      )}
    </Section>
  );
}
