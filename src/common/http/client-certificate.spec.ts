import * as fc from 'fast-check';
import { clientIdentityOf } from './client-certificate.js';

const HASH = '468ed33be74eee6556d90c0149c1309e9ba61d6425303443c0748a02dd8de688';
const WEB = `By=spiffe://mesh/ns/llm/sa/tollgate;Hash=${HASH};Subject="";URI=spiffe://mesh/ns/shop/sa/web`;
const WEB_IDENTITY = { uri: 'spiffe://mesh/ns/shop/sa/web', subject: null, hash: HASH };

const only = (part: { uri?: string; subject?: string; hash?: string }) => ({
  uri: null,
  subject: null,
  hash: null,
  ...part,
});

describe('clientIdentityOf', () => {
  it('reads the one element that an Istio sidecar sends', () => {
    expect(clientIdentityOf(WEB)).toEqual(WEB_IDENTITY);
  });

  it('reads a subject that holds what separates pairs, elements, keys and values', () => {
    const header = `Hash=${HASH};Subject="O=Shop\\, Inc.;CN=a=b,c";URI=https://shop.example/;DNS=a.example;DNS=b.example`;
    expect(clientIdentityOf(header)).toEqual({
      uri: 'https://shop.example/',
      subject: 'O=Shop\\, Inc.;CN=a=b,c',
      hash: HASH,
    });
  });

  it.each([
    ['an escaped quote', String.raw`Subject="CN=the \"best\" client"`, 'CN=the "best" client'],
    ['a backslash at the end of a subject', String.raw`Subject="CN=a\\";URI=`, String.raw`CN=a\\`],
  ])('understands %s', (_, header, subject) => {
    expect(clientIdentityOf(header)).toEqual(only({ subject }));
  });

  it('takes keys in any case and blanks around elements', () => {
    expect(clientIdentityOf(`uri=spiffe://a , HASH=${HASH};uRI=spiffe://b `)).toEqual(
      only({ uri: 'spiffe://b', hash: HASH }),
    );
  });

  it('is about the peer of the nearest hop, which is the last element', () => {
    const hearsay = 'By=spiffe://mesh/edge;Hash=00;Subject="CN=admin";URI=spiffe://mesh/admin';
    expect(clientIdentityOf(`${hearsay},${WEB}`)).toEqual(WEB_IDENTITY);
    expect(clientIdentityOf([hearsay, WEB])).toEqual(WEB_IDENTITY);
  });

  it('takes the first of several URIs', () => {
    expect(clientIdentityOf('URI=spiffe://a;URI=spiffe://b')).toEqual(only({ uri: 'spiffe://a' }));
  });

  it.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['names no identity', 'By=spiffe://mesh/tollgate;DNS=a.example'],
    ['ends in an empty element', `${WEB},`],
    ['holds a pair without a key', '=x;URI=spiffe://a'],
    ['holds a word that is no pair', 'spiffe://a'],
    ['is JSON', '[{"uri":"spiffe://a"}]'],
    ['goes on behind a closing quote', 'Subject="CN=a"b;URI=spiffe://a'],
    ['has a quote inside a plain value', 'URI=spiffe://a"b"'],
  ])('is null when the header %s', (_, header) => {
    expect(clientIdentityOf(header)).toBeNull();
  });

  it.each(['X="', 'X="\\', 'URI=spiffe://mesh/admin;X="', 'X="a",Y="'])(
    'is null, and not the caller’s word, when %j is sent ahead of the element that the proxy appends',
    (forged) => {
      expect(clientIdentityOf(`${forged},${WEB}`)).toBeNull();
    },
  );

  it('leaves out a value that is longer than 512 characters', () => {
    const longest = 'u'.repeat(512);
    expect(clientIdentityOf(`Hash=1;URI=${longest}`)).toEqual(only({ uri: longest, hash: '1' }));
    expect(clientIdentityOf(`Hash=1;URI=${longest}u`)).toEqual(only({ hash: '1' }));
  });

  it.each(['a\nb', 'a\u0000b', 'a\u001b[2Jb', 'caf\u00e9'])(
    'leaves out %j, which is not fit for a log line',
    (uri) => {
      expect(clientIdentityOf(`Hash=1;URI=${uri}`)).toEqual(only({ hash: '1' }));
    },
  );

  it('is null above 16 KiB in all', () => {
    const filled = (length: number) => `URI=a;Cert="${'x'.repeat(length - 'URI=a;Cert=""'.length)}"`;
    expect(clientIdentityOf(filled(16_384))).toEqual(only({ uri: 'a' }));
    expect(clientIdentityOf(filled(16_385))).toBeNull();
    expect(clientIdentityOf([filled(8_192), filled(8_192)])).toBeNull();
  });

  it('gives values that are fit for a log line or none, whatever is sent', () => {
    const pieces = fc.constantFrom(
      'URI=',
      'Subject="',
      'hash=',
      '"',
      '\\',
      ',',
      ';',
      ' ',
      'a',
      '\n',
      '\u00e9',
    );
    const header = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: pieces, maxLength: 40 }));
    fc.assert(
      fc.property(fc.oneof(header, fc.array(header)), (sent) => {
        const values = Object.values(clientIdentityOf(sent) ?? {}) as (string | null)[];
        expect(values.filter((value) => value !== null && !/^[ -~]{1,512}$/.test(value))).toEqual([]);
      }),
    );
  });

  it('reads back what Envoy would write', () => {
    const text = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60 });
    const word = text.map((value) => value.replaceAll('\\', '/'));
    fc.assert(
      fc.property(word, word, (earlier, subject) => {
        const element = (value: string) => `Hash=1;Subject="${value.replaceAll('"', '\\"')}"`;
        expect(clientIdentityOf(`${element(earlier)},${element(subject)}`)).toEqual(
          only({ subject, hash: '1' }),
        );
      }),
    );
  });
});
