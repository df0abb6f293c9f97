import * as fc from 'fast-check';
import { SHIPPED_DEFINITIONS } from '../../llm-providers/catalog.js';
import { parseConfigFile } from './config-file.js';
import { LOCAL } from './testing/config-text.js';
import { WrongConfigFileError } from './wrong-config-file.error.js';

/** The lines that a file is refused with. */
function linesOf(text: string): readonly string[] {
  try {
    parseConfigFile(text, SHIPPED_DEFINITIONS);
  } catch (error) {
    if (error instanceof WrongConfigFileError) return error.lines;
    throw error;
  }
  return [];
}

describe('parseConfigFile, of what is wrong', () => {
  it.each<[string, string, string]>([
    [
      'a key that is nearly right',
      'providers:\n  - id: local\n    base-url: http://x\n',
      'tollgate.yaml:3:5: providers[0].base-url: there is no such key; did you mean base_url?',
    ],
    [
      'a key in place of the name of its variable',
      'providers:\n  - id: openai\n    apiKey: sk-canary\n',
      'tollgate.yaml:3:5: providers[0].apiKey: there is no such key; did you mean api_key_variable?',
    ],
    [
      'a text that not every store keeps',
      'keys:\n  ci: { key_variable: CI_KEY, metadata: { plan: "a\\0b" } }\n',
      'tollgate.yaml:2:49: U+0000 and halves of characters are kept by not every store',
    ],
    [
      'a name that not every store keeps',
      'keys:\n  ci: { key_variable: CI_KEY, metadata: { "\\uD800": b } }\n',
      'tollgate.yaml:2:43: U+0000 and halves of characters are kept by not every store',
    ],
    [
      'a key that is like none',
      'routing: x\n',
      'tollgate.yaml:1:1: routing: there is no such key; known are settings, providers, budgets, unknown_price, provider_tool_calls, budget_fail, budget_webhook, capture, keys, teams, users, routes',
    ],
    [
      'a share of more than all',
      'capture: { mode: sampled, share: 2 }\n',
      'tollgate.yaml:1:34: capture.share must be at most 1',
    ],
    [
      'a mode of capture that there is not',
      'capture: { mode: some }\n',
      'tollgate.yaml:1:18: capture.mode must be one of off, errors, sampled, all',
    ],
    [
      'a pattern that looks back',
      "capture: { redact: ['canary', '(a)\\1'] }\n",
      'tollgate.yaml:1:31: capture.redact[1] must be a regular expression as RE2 has them, without lookaround and references back',
    ],
    [
      'a budget that leads to no route',
      'routes: [{ id: steady, targets: [{ provider: openai }] }]\nbudgets: { everything: { budgets: [{ budget_usd: 1, per: day, on_exhaust: { downgrade_to: stedy } }] } }\n',
      'tollgate.yaml:2:91: budgets.everything.budgets[0].on_exhaust.downgrade_to is no route; did you mean steady?',
    ],
    [
      'a budget of more than a store counts',
      'budgets: { everything: { budgets: [{ budget_usd: "9000000.01", per: day }] } }\n',
      'tollgate.yaml:1:50: budgets.everything.budgets[0].budget_usd must be US dollars, such as "5.00", up to 9000000',
    ],
    [
      'a key that ends on no day',
      'keys:\n  ci: { key_variable: CI_KEY, expires_at: "2027-02-31T00:00:00Z" }\n',
      'tollgate.yaml:2:43: keys.ci.expires_at is of a day or an hour that there is not',
    ],
    [
      'a number for a name',
      'providers:\n  - id: openai\n    default_model: 4\n',
      'tollgate.yaml:3:20: providers[0].default_model must be text (in quotes, where it looks like a number)',
    ],
    [
      'a default model without a name',
      'providers:\n  - id: gemini\n    default_model: models/\n',
      'tollgate.yaml:3:20: providers[0].default_model must be a string of 1 to 200 printable characters on one line, without blanks at its ends; with a name behind its last slash',
    ],
    [
      'an alias of a model without a name',
      'providers:\n  - id: gemini\n    model_aliases: { fast: models/ }\n',
      'tollgate.yaml:3:28: providers[0].model_aliases.fast must be a string of 1 to 200 printable characters on one line, without blanks at its ends; with a name behind its last slash',
    ],
    [
      'a list for a mapping',
      '- id: openai\n',
      'tollgate.yaml:1:1: the file must be a mapping of keys to values',
    ],
    ['no id', 'providers:\n  - base_url: http://x\n', 'tollgate.yaml:2:5: providers[0] needs id'],
    [
      'an id that is none',
      'providers:\n  - id: My_Server\n',
      'tollgate.yaml:2:9: providers[0].id must be up to 40 lower case letters, digits and dashes, beginning with a letter',
    ],
    [
      'a key itself',
      'providers:\n  - id: openai\n    api_key_variable: sk-canary-0123456789\n',
      'tollgate.yaml:3:23: providers[0].api_key_variable must be the name of a variable: capitals, digits and underscores; never a key itself',
    ],
    [
      'a variable that means something else',
      `providers: [{ id: openai, api_key_variable: GATEWAY_API_KEYS }]`,
      'tollgate.yaml:1:45: providers[0].api_key_variable names GATEWAY_API_KEYS, which means something else',
    ],
    [
      'a header with a secret',
      'providers:\n  - id: openai\n    headers:\n      Authorization: Bearer sk-canary\n',
      'tollgate.yaml:4:22: providers[0].headers.Authorization would carry a secret; put it into a variable and name that in api_key_variable',
    ],
    [
      'a header of ours',
      'providers: [{ id: openai, headers: { Host: x } }]',
      'tollgate.yaml:1:44: providers[0].headers.Host is set by the gateway itself',
    ],
    [
      'an address with a password',
      'providers: [{ id: openai, base_url: "http://u:sk-canary@x" }]',
      'tollgate.yaml:1:37: providers[0].base_url must be an http:// or https:// address without user, query or fragment',
    ],
    [
      'an address for the simulator',
      'providers: [{ id: sandbox, base_url: "http://x" }]',
      'tollgate.yaml:1:38: providers[0].base_url has no meaning: sandbox answers inside the gateway',
    ],
    [
      'a new provider without an address',
      'providers:\n  - id: local\n    default_model: x\n',
      'tollgate.yaml:2:5: providers[0] needs base_url, for "local" does not ship with the gateway',
    ],
    [
      'the same provider twice',
      `providers: [${LOCAL}, ${LOCAL}]`,
      'tollgate.yaml:1:94: providers[1].id is taken by an entry above',
    ],
    [
      'a provider without any API',
      'providers: [{ id: openai, chat_api: false, responses_api: false }]',
      'tollgate.yaml:1:37: providers[0].chat_api is false, and so is responses_api: one of them is needed',
    ],
    [
      'an older spelling',
      'providers: [{ id: requestry }]',
      'tollgate.yaml:1:19: providers[0].id is an older spelling; write requesty',
    ],
    [
      'aliases that lead in a circle',
      'providers: [{ id: openai, model_aliases: { a: b, b: a } }]',
      'tollgate.yaml:1:42: providers[0].model_aliases leads back to itself',
    ],
    [
      'a price that is none',
      'providers: [{ id: openai, prices: { m: { input_usd_per_million: 1e-7, output_usd_per_million: 1 } } }]',
      'tollgate.yaml:1:65: providers[0].prices.m.input_usd_per_million must be a decimal number, such as "0.15"',
    ],
    [
      'a negative price',
      'providers: [{ id: openai, prices: { m: { input_usd_per_million: -1, output_usd_per_million: "1" } } }]',
      'tollgate.yaml:1:65: providers[0].prices.m.input_usd_per_million must be 0 or more',
    ],
    [
      'a rename without a name',
      'providers: [{ id: openai, parameter_rules: [{ models: [m], rules: { top_p: { action: rename } } }] }]',
      'tollgate.yaml:1:76: providers[0].parameter_rules[0].rules.top_p needs to',
    ],
    [
      'a setting that is out of range',
      'settings:\n  port: 70000\n',
      'tollgate.yaml:2:9: settings.port must be a whole number from 0 to 65535',
    ],
    [
      'a secret among the settings',
      'settings:\n  gateway_api_keys: sk-canary\n',
      'tollgate.yaml:2:3: settings.gateway_api_keys: there is no such key; known are ',
    ],
    [
      'a route to an unknown provider',
      'routes: [{ id: steady, targets: [{ provider: opnai }] }]',
      'tollgate.yaml:1:46: routes[0].targets[0].provider is no provider; did you mean openai?',
    ],
    [
      'a route that is named like a provider',
      'routes: [{ id: gemini, targets: [{ provider: openai }] }]',
      'tollgate.yaml:1:16: routes[0].id is taken: a provider, or a route above, has it',
    ],
    [
      'weights where there is an order',
      'routes: [{ id: steady, targets: [{ provider: openai, weight: 2 }] }]',
      'tollgate.yaml:1:62: routes[0].targets[0].weight has a meaning only with strategy: weighted',
    ],
    [
      'a weight of nothing',
      'routes: [{ id: steady, strategy: weighted, targets: [{ provider: openai, weight: 0 }] }]',
      'tollgate.yaml:1:82: routes[0].targets[0].weight must be more than 0',
    ],
    [
      'a route without targets',
      'routes: [{ id: steady, targets: [] }]',
      'tollgate.yaml:1:33: routes[0].targets must be a list with something in it',
    ],
    [
      'a simulator in place of a provider',
      'routes: [{ id: steady, targets: [{ provider: openai }, { provider: sandbox }] }]',
      'tollgate.yaml:1:33: routes[0].targets mix a simulator with real providers, and it would stand in for them',
    ],
    [
      'a time that is none',
      'providers: [{ id: openai, timeouts: { total_ms: 0.5 } }]',
      'tollgate.yaml:1:49: providers[0].timeouts.total_ms must be a whole number',
    ],
    [
      'room for no call',
      'providers: [{ id: openai, max_calls: 0 }]',
      'tollgate.yaml:1:38: providers[0].max_calls must be 1 or more',
    ],
    [
      'room for half a call',
      'providers: [{ id: openai, max_calls: 1.5 }]',
      'tollgate.yaml:1:38: providers[0].max_calls must be a whole number',
    ],
    [
      'an address with blanks around it',
      'providers: [{ id: openai, base_url: " http://x" }]',
      'tollgate.yaml:1:37: providers[0].base_url must be an http:// or https:// address without user, query or fragment',
    ],
    [
      'an empty mapping',
      'providers:\n  - id: openai\n    headers:\n',
      'tollgate.yaml:3:13: providers[0].headers is empty; leave the key out, or give it a value',
    ],
    [
      'an empty text',
      'providers:\n  - id: openai\n    base_url: ~\n',
      'tollgate.yaml:3:15: providers[0].base_url is empty; leave the key out, or give it a value',
    ],
    [
      'an empty word',
      'routes: [{ id: steady, strategy: , targets: [{ provider: openai }] }]',
      'tollgate.yaml:1:34: routes[0].strategy is empty; leave the key out, or give it a value',
    ],
    ['an empty entry', 'providers:\n  -\n', 'tollgate.yaml:2:4: providers[0] is empty'],
    ['a function', 'providers: !!js/function "canary"\n', 'tollgate.yaml:1:12: not valid YAML (unknown tag)'],
    [
      'a tag of its own',
      'settings:\n  port: !canary 4000\n',
      'tollgate.yaml:2:9: not valid YAML (unknown tag)',
    ],
    ['an unknown directive', '%CANARY\n---\n{}\n', 'tollgate.yaml:1:1: not valid YAML (bad directive)'],
    [
      'a merge key',
      'settings: &a { port: 1 }\nproviders:\n  - <<: *a\n    id: openai\n',
      'tollgate.yaml:3:5: merge keys are not supported',
    ],
    ['one key twice', 'providers: []\nproviders: []\n', 'tollgate.yaml:2:1: not valid YAML (duplicate key)'],
    ['broken YAML', 'providers: [\n', 'tollgate.yaml:2:1: not valid YAML ('],
    ['two documents', '{}\n---\n{}\n', 'tollgate.yaml:2:1: not valid YAML (multiple docs)'],
  ])('refuses %s, and says where', (_what, text, line) => {
    const [first = '', ...rest] = linesOf(text);
    expect(first.startsWith(line)).toBe(true);
    expect(first).toBe(line.endsWith(' ') || line.endsWith('(') ? first : line);
    expect([first, ...rest].join('\n')).not.toContain('canary');
  });

  it('says all that is wrong at once', () => {
    expect(linesOf('providers:\n  - id: UP\n    colour: red\n  - {}\n')).toHaveLength(3);
  });

  it('refuses aliases of YAML that multiply without end', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [one, other] of ['ab', 'bc', 'cd', 'de', 'ef'])
      bomb.push(`${other}: &${other} [${Array(10).fill(`*${one}`).join(', ')}]`);
    expect(linesOf(bomb.join('\n'))).toEqual(['tollgate.yaml:1:1: not valid YAML (too many aliases)']);
  });

  it('answers any text with a configuration or with lines that say where', () => {
    const word = fc.constantFrom(
      'providers',
      'settings',
      'id',
      ': ',
      '- ',
      '\n',
      '\n  ',
      'openai',
      '{',
      '}',
      '[',
      ']',
      '"',
      '&a ',
      '*a',
      '!!x ',
      '<<',
      '0',
      'null',
      '\t',
      '\u0000',
      '__proto__',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        for (const line of linesOf(words.join(''))) expect(line).toMatch(/^tollgate\.yaml:\d+:\d+: ./);
      }),
    );
  });
});
