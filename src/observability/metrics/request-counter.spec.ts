import { Registry } from '@prometheus-io/client';
import { GatewayError } from '../../common/errors.js';
import { createInstruments } from './instruments.js';
import { MetricLabels } from './metric-labels.js';
import { RequestCounter, type EndedRequest } from './request-counter.js';
import { someDestinations } from '../../routing/testing/some-destinations.js';
import { samplesOf } from './testing/read-samples.js';

const ROUTE = '/agents/llm-providers/:provider';
const error = new GatewayError('provider.unavailable', 'canary');

describe('requests', () => {
  let registry: Registry;
  let counter: RequestCounter;
  beforeEach(() => {
    registry = new Registry();
    counter = new RequestCounter(createInstruments(registry), new MetricLabels(someDestinations()));
  });

  const count = (request: Partial<EndedRequest>) =>
    counter.count({ route: ROUTE, status: 200, durationMs: 1_500, fields: {}, ...request });
  const samples = async (name: string) => samplesOf(await registry.metrics(), name);

  it('are counted by route and status, and timed by route', async () => {
    count({});
    count({ status: 502, durationMs: 500 });
    expect(await samples('tollgate_requests_total')).toEqual({
      [`{route="${ROUTE}",status="200"}`]: 1,
      [`{route="${ROUTE}",status="502"}`]: 1,
    });
    expect(await samples('tollgate_request_duration_seconds_sum')).toEqual({ [`{route="${ROUTE}"}`]: 2 });
  });

  it.each([
    ['what neither providers nor waits took', { upstream_ms: 1_000, waited_ms: 250 }, 0.25],
    ['all the rest where no wait was noted', { upstream_ms: 1_000 }, 0.5],
    ['never less than nothing', { upstream_ms: 1_500.1 }, 0],
  ])('have as overhead %s', async (_what, fields, overheadSeconds) => {
    count({ fields });
    expect(await samples('tollgate_overhead_seconds_sum')).toEqual({
      [`{route="${ROUTE}"}`]: overheadSeconds,
    });
  });

  it('that asked no provider have no overhead', async () => {
    count({ fields: { upstream_ms: null } });
    count({});
    expect(await samples('tollgate_overhead_seconds_count')).toEqual({});
  });

  it.each([
    ['of no provider', { error }, '', ''],
    ['of a provider', { error, provider: 'zenith' }, 'sky.zenith', ''],
    ['of a route', { error, provider: 'steady' }, '', 'steady'],
    ['after a call that went well', { error, provider: 'acme', outcome: 'finished' }, 'acme', ''],
  ])('count failures %s', async (_what, fields, provider, route) => {
    count({ fields });
    expect(await samples('tollgate_errors_total')).toEqual({
      [`{class="provider_unavailable",gen_ai_provider_name="${provider}",tollgate_route="${route}"}`]: 1,
    });
  });

  it.each(['failed', 'cancelled', 'timed-out'])(
    'leave the failure of a call that %s to it',
    async (outcome) => {
      count({ fields: { error, provider: 'acme', outcome } });
      expect(await samples('tollgate_errors_total')).toEqual({});
    },
  );

  it.each([
    ['calls', 'calls'],
    ['bytes', 'bytes'],
    ['load', 'load'],
    [undefined, 'load'],
    ['canary', 'load'],
  ])('that were refused because of %s are shed for %s', async (noted, reason) => {
    count({ fields: { error: new GatewayError('gateway.overloaded', 'canary'), shed_reason: noted } });
    expect(await samples('tollgate_shed_total')).toEqual({ [`{reason="${reason}"}`]: 1 });
    expect(await registry.metrics()).not.toContain('canary');
  });
});
