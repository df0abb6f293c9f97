import type { IncomingHttpHeaders } from 'node:http';
import fc from 'fast-check';
import { callerTimeoutMs } from './caller-deadline.js';

const OWN = 'x-request-timeout-ms';
const ENVOY = 'x-envoy-expected-rq-timeout-ms';
const GRPC = 'grpc-timeout';

describe('callerTimeoutMs', () => {
  it('is null when the caller says nothing', () => {
    expect(callerTimeoutMs({ 'content-type': 'application/json' })).toBeNull();
  });

  it.each([OWN, ENVOY])('reads whole milliseconds from %s', (header) => {
    expect(callerTimeoutMs({ [header]: '1500' })).toBe(1_500);
  });

  it.each<[string, number]>([
    ['1H', 3_600_000],
    ['2M', 120_000],
    ['30S', 30_000],
    ['250m', 250],
    ['99999999m', 99_999_999],
    ['5000u', 5],
    ['5001u', 6],
    ['1u', 1],
    ['3000000n', 3],
    ['1n', 1],
  ])('reads grpc-timeout: %s as %i ms', (value, expected) => {
    expect(callerTimeoutMs({ [GRPC]: value })).toBe(expected);
  });

  it('takes the smallest of several headers', () => {
    expect(callerTimeoutMs({ [OWN]: '5000', [ENVOY]: '4000', [GRPC]: '3S' })).toBe(3_000);
    expect(callerTimeoutMs({ [OWN]: '2000', [ENVOY]: '4000', [GRPC]: '3S' })).toBe(2_000);
    expect(callerTimeoutMs({ [OWN]: '5000', [ENVOY]: '1000', [GRPC]: '3S' })).toBe(1_000);
  });

  it.each([
    '',
    '-1',
    '+5',
    '1.5',
    '1e3',
    '0x10',
    '5s',
    'soon',
    '5 000',
    '٣',
    '100, 200',
    '2147483648',
    '9'.repeat(400),
  ])('ignores %j in milliseconds, and reads the other headers', (value) => {
    expect(callerTimeoutMs({ [OWN]: value })).toBeNull();
    expect(callerTimeoutMs({ [OWN]: value, [ENVOY]: value, [GRPC]: '3S' })).toBe(3_000);
  });

  it.each(['', '5', 'S', '-1S', '1.5S', '123456789m', '5s', '5ms', '1S, 2S', '597H', '99999999H'])(
    'ignores %j in grpc-timeout, and reads the other headers',
    (value) => {
      expect(callerTimeoutMs({ [GRPC]: value })).toBeNull();
      expect(callerTimeoutMs({ [GRPC]: value, [OWN]: '700' })).toBe(700);
    },
  );

  it('ignores a header that comes as a list', () => {
    const headers: IncomingHttpHeaders = { [OWN]: ['100', '200'], [GRPC]: ['1S'] };
    expect(callerTimeoutMs(headers)).toBeNull();
  });

  it('accepts the longest time that a timer can count', () => {
    expect(callerTimeoutMs({ [OWN]: '2147483647' })).toBe(2_147_483_647);
  });

  it('takes Envoy’s 0 for no limit', () => {
    expect(callerTimeoutMs({ [ENVOY]: '0' })).toBeNull();
    expect(callerTimeoutMs({ [ENVOY]: '0', [OWN]: '900' })).toBe(900);
  });

  it.each<IncomingHttpHeaders>([{ [OWN]: '0' }, { [GRPC]: '0m' }, { [GRPC]: '0n', [OWN]: '900' }])(
    'leaves a caller that has no time left the shortest one: %j',
    (headers) => {
      expect(callerTimeoutMs(headers)).toBe(1);
    },
  );

  it('answers with null or what a timer can count, whatever the headers hold', () => {
    const anyValue = fc.oneof(fc.string(), fc.stringMatching(/^\d{1,12}[HMSmun]?$/));
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (own, envoy, grpc) => {
        const timeoutMs = callerTimeoutMs({ [OWN]: own, [ENVOY]: envoy, [GRPC]: grpc });
        expect(
          timeoutMs === null || (Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs < 2 ** 31),
        ).toBe(true);
      }),
    );
  });
});
