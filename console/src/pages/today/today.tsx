import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import { useCalls, useUsage } from '../../api/calls';
import { useFirstTokens } from '../../api/sessions';
import { mayAsk, useWho } from '../../api/who';
import { Figures } from '../../parts/figures';
import { count, duration, share, usd } from '../../parts/format';
import { Page, Section } from '../../parts/page';
import { Empty, Failure, Loading } from '../../parts/states';
import { NearEnd } from './near-end';
import { Tops } from './tops';
import { CallsTable } from '../requests/calls-table';
import { firstTokensIn, ofCalls, ofRows, type Summary } from './summary';

const EVERY_MS = 5_000;
const LATEST = 200;

/** How things stand since midnight (UTC, as budgets count); without a ledger, in the calls that are remembered. */
export function Today() {
  const { data: who } = useWho();
  const from = new Date().toISOString().slice(0, 10);
  const calls = useCalls({ from }, { limit: LATEST, everyMs: EVERY_MS });
  const usage = useUsage([], { from }, EVERY_MS);
  const firstTokens = useFirstTokens({ from }, EVERY_MS);
  if (calls.error) return <Failure error={calls.error} onRetry={() => void calls.refetch()} />;
  if (!calls.data || usage.isPending || firstTokens.isPending) return <Loading />;
  const latest = calls.data.data;
  const rows = usage.data ?? null;
  const sum = rows ? ofRows(rows) : ofCalls(latest);
  const lead = rows
    ? 'Since midnight UTC.'
    : 'What this process remembers, up to 200 calls. Set TOLLGATE_DATA to keep a ledger.';
  return (
    <Page title="Today" lead={lead}>
      <Figures figures={figuresOf(sum, firstTokens.data ?? firstTokensIn(latest))} />
      <NearEnd />
      {sum.requests === 0 ? (
        <Section title="Latest requests">
          <Empty title="No requests yet today.">
            {mayAsk(who) && (
              <>
                Send one from the <PageLink href="/playground">playground</PageLink>, or{' '}
              </>
            )}
            <PageLink href="/connect">{mayAsk(who) ? 'connect' : 'Connect'}</PageLink> a program.
          </Empty>
        </Section>
      ) : (
        <>
          <Tops from={from} latest={latest} />
          <Section
            title="Latest requests"
            actions={
              <Anchor component={Link} href="/requests" size="sm">
                All requests
              </Anchor>
            }
          >
            <CallsTable calls={latest.slice(0, 8)} />
          </Section>
        </>
      )}
    </Page>
  );
}

function PageLink({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Anchor component={Link} underline="always" href={href}>
      {children}
    </Anchor>
  );
}

function figuresOf(sum: Summary, { streams, p50_ms, p95_ms }: ReturnType<typeof firstTokensIn>) {
  const { requests, failed, costUsd, unpriced, inputTokens, cachedTokens, outputTokens } = sum;
  return [
    { name: 'Requests', value: count(requests), note: `${count(failed)} failed` },
    { name: 'Errors', value: share(requests === 0 ? null : failed / requests), note: 'of requests' },
    {
      name: 'Cost',
      value: usd(String(costUsd)),
      note: unpriced > 0 ? `${count(unpriced)} without a price` : 'all priced',
    },
    {
      name: 'First token',
      value: duration(p50_ms),
      note:
        streams === 0
          ? 'no stream yet'
          : `median of ${count(streams)} ${streams === 1 ? 'stream' : 'streams'}; 95 %: ${duration(p95_ms)}`,
    },
    { name: 'Tokens in', value: count(inputTokens), note: `${count(outputTokens)} out` },
    {
      name: 'From cache',
      value: share(inputTokens === 0 ? null : cachedTokens / inputTokens),
      note: 'of tokens in',
    },
  ];
}
