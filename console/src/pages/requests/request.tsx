import { Anchor, List } from '@mantine/core';
import { Link, useParams } from 'wouter';
import type { Call } from '../../api/calls';
import { useCall, type OneCall } from '../../api/one-call';
import { Figures } from '../../parts/figures';
import { count, dateTime, duration, usd } from '../../parts/format';
import { Page, Section } from '../../parts/page';
import { Failure, Loading } from '../../parts/states';
import { useQueryOfAddress } from '../../parts/use-state-in-address';
import { Attempts } from './attempts';
import { CallFacts } from './call-facts';
import { Captured } from './captured';
import { CostParts, hasCostParts } from './cost-parts';
import { warned } from './words';

/** All that is known of one call. */
export function Request() {
  const { id = '' } = useParams();
  const search = useQueryOfAddress();
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
            note: notesOf([tokens.cache_read, 'from cache'], [tokens.cache_write, 'into it']),
          },
          {
            name: 'Tokens out',
            value: count(tokens.output),
            note: notesOf([tokens.reasoning, 'of them reasoning']),
          },
        ]}
      />
      <Section title="Attempts">
        <Attempts call={call} />
      </Section>
      {call.warnings.length > 0 && (
        <Section title="Warnings">
          <List size="sm">
            {call.warnings.map((warning, at) => (
              <List.Item key={at}>{warned(warning)}.</List.Item>
            ))}
          </List>
        </Section>
      )}
      {hasCostParts(call) && (
        <Section title="Cost by part">
          <CostParts call={call} />
        </Section>
      )}
      <Section title="What it was">
        <CallFacts call={call} />
      </Section>
      {call.captured && <Captured key={call.id} id={call.id} />}
    </>
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

/** Counts that are known, each with its words. */
function notesOf(...notes: readonly (readonly [number | null, string])[]): string | undefined {
  const known = notes.filter(([value]) => value !== null);
  return known.length === 0
    ? undefined
    : known.map(([value, words]) => `${count(value)} ${words}`).join(', ');
}
