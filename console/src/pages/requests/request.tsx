import { Anchor } from '@mantine/core';
import { Link, useParams, useSearch } from 'wouter';
import type { Call } from '../../api/calls';
import { useCall, type OneCall } from '../../api/one-call';
import { Facts } from '../../parts/facts';
import { Figures } from '../../parts/figures';
import { count, dateTime, duration, usd } from '../../parts/format';
import { Outcome } from '../../parts/outcome';
import { Page, Section } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { Attempts } from './attempts';
import { Captured } from './captured';

/** All that is known of one call. */
export function Request() {
  const { id = '' } = useParams();
  const search = useSearch();
  const call = useCall(id);
  return (
    <Page
      title="Request"
      lead={<span className="mono">{id}</span>}
      actions={
        <Anchor component={Link} href={`/requests${search && `?${search}`}`} size="sm">
          All requests
        </Anchor>
      }
    >
      {call.error ? <Failure error={call.error} /> : call.data ? <Shown call={call.data} /> : <Loading />}
    </Page>
  );
}

function Shown({ call }: { readonly call: OneCall }) {
  const { tokens } = call;
  return (
    <>
      <Figures
        figures={[
          { name: 'Cost', value: usd(call.cost_usd), note: sourceOf(call) },
          { name: 'Duration', value: duration(call.duration_ms), note: `began ${dateTime(call.started_at)}` },
          {
            name: 'First token',
            value: duration(call.first_token_ms),
            note: call.stream ? 'of a stream' : 'not a stream',
          },
          {
            name: 'Tokens in',
            value: count(tokens.input),
            note: `${count(tokens.cache_read)} from cache, ${count(tokens.cache_write)} into it`,
          },
          {
            name: 'Tokens out',
            value: count(tokens.output),
            note: `${count(tokens.reasoning)} of them reasoning`,
          },
        ]}
      />
      <Section title="Attempts">
        <Attempts call={call} />
      </Section>
      <Section title="What it was">
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
            ['Operation', call.operation],
            ['API', call.surface],
            ['Key', call.key],
            ['User', call.user],
            ['Team', call.team],
            [
              'Tags',
              Object.entries(call.tags ?? {})
                .map(([name, value]) => `${name}=${value}`)
                .join(', '),
            ],
            ['Program', call.client],
            ['Session', call.session && <SessionLink session={call.session} />],
            ['Trace', mono(call.trace_id)],
            ['Replayed', call.idempotent_replay && 'by its Idempotency-Key'],
            ['Provider says it cost', call.provider_cost_usd && usd(call.provider_cost_usd)],
            [
              'By known prices',
              call.computed_cost_usd && `${usd(call.computed_cost_usd)} (${call.price_version})`,
            ],
          ]}
        />
      </Section>
      {call.captured && <Captured key={call.id} id={call.id} />}
    </>
  );
}

function mono(text: string | null | undefined) {
  return text ? <span className="mono">{text}</span> : null;
}

function SessionLink({ session }: { readonly session: string }) {
  return (
    <Anchor
      component={Link}
      href={`/requests?session=${encodeURIComponent(session)}`}
      size="sm"
      className="mono"
    >
      {session}
    </Anchor>
  );
}

const SOURCES: Readonly<Record<string, string>> = {
  provider: 'as the provider tells',
  price_table: 'by the list of prices',
  operator: 'by your own prices',
  estimate: 'an estimate',
};

function sourceOf({ cost_source, outcome, tokens }: Call): string {
  if (outcome === 'pending') return 'known at its end';
  const source = cost_source === null ? 'price not known' : (SOURCES[cost_source] ?? cost_source);
  return tokens.estimated ? `${source}; tokens estimated` : source;
}
