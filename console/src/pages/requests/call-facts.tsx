import { Anchor } from '@mantine/core';
import { Link } from 'wouter';
import type { OneCall } from '../../api/one-call';
import { Facts } from '../../parts/facts';
import { dateTime, usd } from '../../parts/format';
import { Outcome } from '../../parts/outcome';
import { visibleText } from '../../parts/visible-text';

const CONVERSATIONS: Readonly<Record<string, string>> = {
  initialize: 'begins with this target',
  retain: 'stays with its target',
  switch: 'goes on with another target',
};

/** What is known of a call beside its figures; what is not known is left out. */
export function CallFacts({ call }: { readonly call: OneCall }) {
  return (
    <Facts
      facts={[
        ['Outcome', <Outcome key="outcome" outcome={call.outcome} />],
        ['Status', call.status],
        ['Error', mono(call.error_code)],
        ['Ended with', call.finish_reason],
        ['Asked for', mono(call.model_asked)],
        ['Route', call.route],
        ['Sent as', mono([call.provider, call.model_sent].filter(Boolean).join(' / '))],
        ['Answered by', mono(call.model_answered)],
        ['Conversation', call.affinity && CONVERSATIONS[call.affinity]],
        ['Operation', call.operation],
        ['API', call.surface],
        ['Key', call.key],
        ['User', call.user],
        ['Team', call.team],
        ['Tags', pairs(call.tags)],
        ['Program', call.client],
        ['Session', call.session && <SessionLink session={call.session} />],
        ['Request id', mono(call.request_id)],
        ['Trace', mono(call.trace_id)],
        ['Replayed', call.idempotent_replay && 'by its Idempotency-Key'],
        ['Provider says it cost', call.provider_cost_usd && usd(call.provider_cost_usd)],
        [
          'By known prices',
          call.computed_cost_usd && `${usd(call.computed_cost_usd)} (${call.price_version})`,
        ],
        ...(call.earlier_costs ?? []).map(
          ({ repriced_at, cost_usd }) => [`Until ${dateTime(repriced_at)}`, usd(cost_usd)] as const,
        ),
      ]}
    />
  );
}

function SessionLink({ session }: { readonly session: string }) {
  return (
    <Anchor
      component={Link}
      href={`/requests?session=${encodeURIComponent(session)}`}
      size="sm"
      className="mono"
    >
      {visibleText(session)}
    </Anchor>
  );
}

function mono(text: string | null | undefined) {
  return text ? <span className="mono">{visibleText(text)}</span> : null;
}

function pairs(tags: OneCall['tags']): string {
  return Object.entries(tags ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
