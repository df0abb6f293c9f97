import * as fc from 'fast-check';
import { childOf, readTraceContext, toTraceHeaders } from './trace-context.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN_ID = '00f067aa0ba902b7';
const TRACEPARENT = `00-${TRACE_ID}-${SPAN_ID}-01`;
const SAMPLED = { traceId: TRACE_ID, spanId: SPAN_ID, isSampled: true, traceState: null };

const read = (traceparent: string, tracestate?: string | string[]) =>
  readTraceContext({ traceparent, ...(tracestate !== undefined && { tracestate }) });
const traceStateOf = (tracestate: string | string[]) => read(TRACEPARENT, tracestate)?.traceState;
const membersUpTo = (count: number) => Array.from({ length: count }, (_, at) => `k${at}=v`).join(',');

describe('traceparent', () => {
  it('is read with the caller’s trace, span and sampling', () => {
    expect(read(TRACEPARENT)).toEqual(SAMPLED);
  });

  it.each([
    ['00', false],
    ['01', true],
    ['02', false],
    ['ff', true],
  ])('has its sampled bit read from flags %s', (flags, isSampled) => {
    expect(read(`00-${TRACE_ID}-${SPAN_ID}-${flags}`)?.isSampled).toBe(isSampled);
  });

  it.each([
    ['of a later version', `cc-${TRACE_ID}-${SPAN_ID}-01`],
    ['of a later version with more fields', `cc-${TRACE_ID}-${SPAN_ID}-01-what-is-to-come`],
  ])('%s is read as far as it is known', (_, traceparent) => {
    expect(read(traceparent)).toEqual(SAMPLED);
  });

  it.each([
    ['is empty', ''],
    ['has the forbidden version', `ff-${TRACE_ID}-${SPAN_ID}-01`],
    ['has a version of one digit', `0-${TRACE_ID}-${SPAN_ID}-01`],
    ['has a version of three digits', `000-${TRACE_ID}-${SPAN_ID}-01`],
    ['has a version of no digits', `.0-${TRACE_ID}-${SPAN_ID}-01`],
    ['has more fields in version 00', `${TRACEPARENT}-more`],
    ['goes on in version 00', `${TRACEPARENT}.`],
    ['goes on without a dash in a later version', `cc-${TRACE_ID}-${SPAN_ID}-01.more`],
    ['has an all-zero trace', `00-${'0'.repeat(32)}-${SPAN_ID}-01`],
    ['has an all-zero span', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['has a short trace', `00-${TRACE_ID.slice(1)}-${SPAN_ID}-01`],
    ['has a long span', `00-${TRACE_ID}-${SPAN_ID}0-01`],
    ['has flags of one digit', `00-${TRACE_ID}-${SPAN_ID}-1`],
    ['is in upper case', TRACEPARENT.toUpperCase()],
    ['has blanks around it', ` ${TRACEPARENT} `],
    ['was sent twice', `${TRACEPARENT}, ${TRACEPARENT}`],
    ['was sent twice in a later version', `cc-${TRACE_ID}-${SPAN_ID}-01-x, ${TRACEPARENT}`],
  ])('is ignored, and tracestate with it, when it %s', (_, traceparent) => {
    expect(read(traceparent, 'vendor=1')).toBeNull();
  });

  it('is ignored when it comes as a list, and when it is missing', () => {
    expect(readTraceContext({ traceparent: [TRACEPARENT, TRACEPARENT] })).toBeNull();
    expect(readTraceContext({ tracestate: 'vendor=1' })).toBeNull();
  });
});

describe('tracestate', () => {
  it.each<[string, string | string[], string]>([
    ['as it is', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'],
    ['without blanks around members', ' a=1 \t,\t b=2 ', 'a=1,b=2'],
    ['with blanks inside values', 'a= 1 2 ', 'a= 1 2'],
    ['without empty members', ',a=1, ,b=2,', 'a=1,b=2'],
    ['from several headers, in their order', ['b=2', '', 'a=1'], 'b=2,a=1'],
    ['with a tenant', '0t/x*_-@vendor=1', '0t/x*_-@vendor=1'],
    ['with the longest keys', `${'z'.repeat(256)}=1`, `${'z'.repeat(256)}=1`],
    [
      'with the longest tenants',
      `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
      `${'t'.repeat(241)}@${'v'.repeat(14)}=1`,
    ],
    [
      'with every character of a value',
      'a=!"#$%&\'()*+-./09:;<>?@AZ[\\]^_`az{|}~',
      'a=!"#$%&\'()*+-./09:;<>?@AZ[\\]^_`az{|}~',
    ],
    ['with 32 members', membersUpTo(32), membersUpTo(32)],
    [
      'of 512 characters',
      `a=${'x'.repeat(253)},b=${'x'.repeat(254)}`,
      `a=${'x'.repeat(253)},b=${'x'.repeat(254)}`,
    ],
  ])('is kept %s', (_, sent, kept) => {
    expect(traceStateOf(sent)).toBe(kept);
  });

  it.each<[string, string | string[]]>([
    ['is empty', ''],
    ['holds blanks only', ' , '],
    ['has 33 members', membersUpTo(33)],
    ['has 513 characters', `a=${'x'.repeat(254)},b=${'x'.repeat(254)}`],
    ['has a key twice', ['foo=1', 'foo=2']],
    ['has a key in upper case', 'FOO=1'],
    ['has a key with a dot', 'foo.bar=1'],
    ['has a blank behind a key', 'foo =1'],
    ['has a key that begins with a digit and names no vendor', '1foo=1'],
    ['has an empty vendor', 'foo@=1,bar=2'],
    ['has an empty tenant', '@foo=1,bar=2'],
    ['has two vendors in one key', 'foo@bar@baz=1'],
    ['has a key that is too long', `${'z'.repeat(257)}=1`],
    ['has a tenant that is too long', `${'t'.repeat(242)}@v=1`],
    ['has a vendor that is too long', `t@${'v'.repeat(15)}=1`],
    ['has a value that is too long', `a=${'x'.repeat(257)}`],
    ['has an empty value', 'foo=,bar=3'],
    ['has an equals sign in a value', 'foo=bar=baz'],
    ['has a value beyond ASCII', 'foo=b\u00e4r'],
    ['has a member that is no pair', 'foo,bar=1'],
  ])('is dropped as a whole, but traceparent is kept, when it %s', (_, tracestate) => {
    expect(read(TRACEPARENT, tracestate)).toEqual(SAMPLED);
  });
});

describe('the context that is sent on', () => {
  const randomHex = (bytes: number) => 'ab'.repeat(bytes);
  const context = read(TRACEPARENT, 'vendor=1');

  it('is a new span in the caller’s trace', () => {
    expect(toTraceHeaders(childOf(context, randomHex))).toEqual({
      traceparent: `00-${TRACE_ID}-abababababababab-01`,
      tracestate: 'vendor=1',
    });
  });

  it('is a new, unsampled trace when the caller sent none', () => {
    expect(toTraceHeaders(childOf(null, randomHex))).toEqual({
      traceparent: `00-${'ab'.repeat(16)}-abababababababab-00`,
    });
  });

  it('never has an all-zero id', () => {
    expect(toTraceHeaders(childOf(null, (bytes) => '00'.repeat(bytes)))).toEqual({
      traceparent: `00-${'0'.repeat(31)}1-${'0'.repeat(15)}1-00`,
    });
  });

  it('is of version 00 without reserved flags, whatever came in', () => {
    const later = read(`cc-${TRACE_ID}-${SPAN_ID}-ff-more`);
    expect(toTraceHeaders(childOf(later, randomHex))).toEqual({
      traceparent: `00-${TRACE_ID}-abababababababab-01`,
    });
  });

  it('holds no baggage', () => {
    const withBaggage = readTraceContext({ traceparent: TRACEPARENT, baggage: 'user=alice' });
    expect(toTraceHeaders(childOf(withBaggage, randomHex))).toEqual({
      traceparent: `00-${TRACE_ID}-abababababababab-01`,
    });
  });
});

describe('any pair of headers', () => {
  it('reads without throwing, and what was read reads the same again', () => {
    const text = fc.string({
      unit: fc.constantFrom('0', 'a', 'f9', '-', '=', ',', '@', ' ', '\t', '\u00e9'),
    });
    const traceparent = fc.oneof(
      text,
      text.map((more) => `cc-${TRACE_ID}-${SPAN_ID}-01${more}`),
    );
    fc.assert(
      fc.property(traceparent, fc.oneof(text, fc.array(text)), (parent, state) => {
        const context = read(parent, state);
        expect(context && readTraceContext(toTraceHeaders(context))).toEqual(context);
      }),
    );
  });
});
