import type { OpenAPIObject } from '@nestjs/swagger';
import { toPicoUsd } from '../common/pico-usd.js';
import { parseTags } from '../governance/gate/tags.js';
import { CALL_HEADERS_DOCUMENT } from './call-headers-document.js';

describe('CALL_HEADERS_DOCUMENT', () => {
  const described = CALL_HEADERS_DOCUMENT.describe({ paths: {} } as OpenAPIObject, []);
  const parameters = described.components?.parameters ?? {};
  const { schema } = parameters['Tags'] as { readonly schema: { readonly pattern: string } };
  const pattern = new RegExp(schema.pattern);
  const isTaken = (text: string) => {
    try {
      return Boolean(parseTags(text));
    } catch {
      return false;
    }
  };

  it.each([
    ['', true],
    ['project=apollo', true],
    ['project=apollo,env=ci', true],
    ['project=apollo, env=ci', true],
    ['a.b_c-1=two words', true],
    ['name=Zoë', true],
    [`a=${'x'.repeat(200)}`, true],
    [`a=${'x'.repeat(201)}`, false],
    ['a=', false],
    ['a', false],
    ['=a', false],
    ['a=b=c', false],
    ['ä=b', false],
    [Array.from({ length: 32 }, (_, at) => `t${at}=v`).join(), true],
    [Array.from({ length: 33 }, (_, at) => `t${at}=v`).join(), false],
  ])('describes tags as they are taken: %s', (text, taken) => {
    expect([pattern.test(text), isTaken(text)]).toEqual([taken, taken]);
  });

  it.each([
    ['0.05', true],
    ['5', true],
    ['9'.repeat(30), true],
    ['9'.repeat(31), false],
    [`0.${'1'.repeat(60)}`, true],
    [`0.${'1'.repeat(61)}`, false],
    ['.5', false],
    ['5.', false],
    ['-1', false],
    ['1e3', false],
    ['', false],
  ])('describes a bound on the cost as it is taken: %s', (text, taken) => {
    const { schema: bound } = parameters['MaxCostUsd'] as { readonly schema: { readonly pattern: string } };
    expect([new RegExp(bound.pattern).test(text), toPicoUsd(text) !== null]).toEqual([taken, taken]);
  });
});
