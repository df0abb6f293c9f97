import { SHIPPED_DEFINITIONS } from '../../llm-providers/catalog.js';
import { parseConfigFile } from './config-file.js';
import { parameterProblems } from './check-parameter-rules.js';
import { WrongConfigFileError } from './wrong-config-file.error.js';

const TAKEN = ['model', 'messages', 'stream', 'n', '__proto__', 'constructor', 'prototype'];

/** The file with one entry of rules, which begins in line 5. */
const fileWith = (entry: string) =>
  `providers:\n  - id: openai\n    parameter_rules:\n      - models: ['*']\n${entry}`;

describe('the rules for parameters', () => {
  it.each(TAKEN)('may not touch %s', (name) => {
    const words = `may not touch ${name}, which the gateway sets itself`;
    const rules = Object.fromEntries([[name, { action: 'drop' as const }]]);
    const defaults = Object.fromEntries([[name, 1]]);
    const renamed = { top_p: { action: 'rename' as const, to: name } };
    const entries = [{ rules }, { defaults }, { rules: renamed }].map((entry) => ({
      models: ['*'],
      ...entry,
    }));
    expect(parameterProblems({ id: 'openai', parameter_rules: entries })).toEqual([
      { path: ['parameter_rules', 0, 'rules', name], words },
      { path: ['parameter_rules', 1, 'defaults', name], words },
      { path: ['parameter_rules', 2, 'rules', 'top_p', 'to'], words },
    ]);
  });

  it.each([
    [
      '        rules: { stream: { action: drop } }',
      '5:26: providers[0].parameter_rules[0].rules.stream may not touch stream, which the gateway sets itself',
    ],
    [
      '        defaults: { model: gpt-4o }',
      '5:28: providers[0].parameter_rules[0].defaults.model may not touch model, which the gateway sets itself',
    ],
    [
      '        rules: { top_p: { action: rename, to: messages } }',
      '5:47: providers[0].parameter_rules[0].rules.top_p.to may not touch messages, which the gateway sets itself',
    ],
    [
      '        rules: { stream_options: { action: rename, to: usage_options } }',
      '5:34: providers[0].parameter_rules[0].rules.stream_options can only be left out (action: drop)',
    ],
    [
      '        defaults: { stream_options: true }',
      '5:37: providers[0].parameter_rules[0].defaults.stream_options may not touch stream_options, which the gateway sets itself',
    ],
    [
      '        rules: { top_p: { action: rename, to: stream_options } }',
      '5:47: providers[0].parameter_rules[0].rules.top_p.to may not touch stream_options, which the gateway sets itself',
    ],
    [
      '        no_defaults: [temperature, top_p]',
      '5:36: providers[0].parameter_rules[0].no_defaults[1] must be one of max_tokens, temperature',
    ],
    [
      '        no_defaults: []',
      '5:22: providers[0].parameter_rules[0].no_defaults must be a list with something in it',
    ],
    [
      '        no_defaults: [temperature, temperature]',
      '5:22: providers[0].parameter_rules[0].no_defaults must be a list that names each once',
    ],
    ['        no_defaults: temperature', '5:22: providers[0].parameter_rules[0].no_defaults must be a list'],
    [
      '        defaults: { temperature: 1 }\n        no_defaults: [temperature]',
      '6:23: providers[0].parameter_rules[0].no_defaults[0] and defaults contradict each other: temperature is in both',
    ],
    [
      '        rules: { __proto__: { action: drop } }',
      '5:18: providers[0].parameter_rules[0].rules: a key must be the name of a parameter: lower case letters, digits and underscores',
    ],
    [
      '        defaults: { topP: 1 }',
      '5:21: providers[0].parameter_rules[0].defaults: a key must be the name of a parameter: lower case letters, digits and underscores',
    ],
    [
      '        rules: { top_p: { action: rename, to: "top p" } }',
      '5:47: providers[0].parameter_rules[0].rules.top_p.to must be the name of a parameter: lower case letters, digits and underscores',
    ],
  ])('are refused with the place: %s', (entry, line) => {
    expect(() => parseConfigFile(fileWith(entry), SHIPPED_DEFINITIONS)).toThrow(
      new WrongConfigFileError([`tollgate.yaml:${line}`]),
    );
  });

  it('may say that a default is not sent, and that streams are not asked to count', () => {
    const entry = `        no_defaults: [temperature, max_tokens]\n        rules: { stream_options: { action: drop } }`;
    const { operator } = parseConfigFile(fileWith(entry), SHIPPED_DEFINITIONS);
    expect(operator.providers[0]?.modelFamilies[0]).toMatchObject({
      withheldDefaults: ['temperature', 'max_tokens'],
      rules: { stream_options: { kind: 'drop' } },
    });
  });

  it('may be about any other parameter', () => {
    const entry = `        defaults: { max_tokens: 1 }\n        rules: { guided_json: { action: rename, to: response_format2 } }`;
    expect(
      parseConfigFile(fileWith(entry), SHIPPED_DEFINITIONS).operator.providers[0]?.modelFamilies[0],
    ).toMatchObject({
      defaults: { max_tokens: 1 },
      rules: { guided_json: { kind: 'rename', to: 'response_format2' } },
    });
  });
});
