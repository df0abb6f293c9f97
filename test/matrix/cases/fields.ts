import type { Fields } from '../../../src/common/fields.js';
import type { Cell } from '../cell.js';
import type { Asked } from '../neutral.js';
import type { Case } from '../outcome.js';
import type { Surface } from '../pairs.js';
import { ASKED, outcomeOf } from './requests.js';

/** A field of the body by the words of each API; left out = it has none. */
interface FieldCase {
  readonly row: string;
  readonly asked?: Asked;
  readonly written: Partial<Record<Surface['id'], Fields>>;
  /** In what the provider gets, wherever it stands; where it is another, by its API. */
  readonly arrives: string | Partial<Record<Surface['id'], string>>;
}

const PDF = 'JVBERi0xLjQK';
const PICTURE = 'iVBORw0KGgo=';
const loop = (content: unknown) => ({
  messages: [
    { role: 'user', content: 'hello there' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'call_w1', name: 'look', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_w1', ...(content as object) }] },
  ],
});
const PREFILLED = { ...ASKED, turns: [...ASKED.turns, { by: 'model', text: 'Dear' } as const] };

const FIELDS: readonly FieldCase[] = [
  {
    row: 'JSON without a schema',
    written: {
      chat: { response_format: { type: 'json_object' } },
      responses: { text: { format: { type: 'json_object' } } },
      gemini: { generationConfig: { responseMimeType: 'application/json' } },
    },
    arrives: { chat: 'json_object', responses: 'json_object', gemini: 'application/json' },
  },
  {
    row: 'Document (PDF) in base64',
    written: {
      chat: {
        messages: [
          {
            role: 'user',
            content: [
              {
                type: 'file',
                file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` },
              },
            ],
          },
        ],
      },
      responses: {
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_file', filename: 'a.pdf', file_data: `data:application/pdf;base64,${PDF}` },
            ],
          },
        ],
      },
      messages: {
        messages: [
          {
            role: 'user',
            content: [
              {
                type: 'document',
                source: { type: 'base64', media_type: 'application/pdf', data: PDF },
              },
            ],
          },
        ],
      },
      gemini: {
        contents: [{ role: 'user', parts: [{ inlineData: { mimeType: 'application/pdf', data: PDF } }] }],
      },
    },
    arrives: PDF,
  },
  {
    row: 'Image in the result of a tool',
    written: {
      responses: {
        input: [
          { role: 'user', content: 'hello there' },
          { type: 'function_call', call_id: 'call_w1', name: 'look', arguments: '{}' },
          {
            type: 'function_call_output',
            call_id: 'call_w1',
            output: [{ type: 'input_image', image_url: `data:image/png;base64,${PICTURE}` }],
          },
        ],
      },
      messages: loop({
        content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: PICTURE } }],
      }),
      gemini: {
        contents: [
          { role: 'user', parts: [{ text: 'hello there' }] },
          { role: 'model', parts: [{ functionCall: { id: 'call_w1', name: 'look', args: {} } }] },
          {
            role: 'user',
            parts: [
              {
                functionResponse: {
                  id: 'call_w1',
                  name: 'look',
                  response: { result: 'seen' },
                  parts: [{ inlineData: { mimeType: 'image/png', data: PICTURE } }],
                },
              },
            ],
          },
        ],
      },
    },
    arrives: PICTURE,
  },
  {
    row: 'Mark of a failed result of a tool',
    written: { messages: loop({ content: 'no such city', is_error: true }) },
    arrives: {
      messages: '"is_error":true',
      chat: 'Error:\\nno such city',
      responses: 'Error:\\nno such city',
      gemini: 'Error:\\nno such city',
    },
  },
  {
    row: 'Beginning of the answer, as the last turn',
    asked: PREFILLED,
    written: { chat: {}, responses: {}, messages: {}, gemini: {} },
    arrives: 'Dear',
  },
  {
    row: 'Seed',
    written: { chat: { seed: 7_654 }, gemini: { generationConfig: { seed: 7_654 } } },
    arrives: '7654',
  },
  {
    row: 'Penalties',
    written: {
      chat: { presence_penalty: 0.375 },
      gemini: { generationConfig: { presencePenalty: 0.375 } },
    },
    arrives: '0.375',
  },
  {
    row: 'Top-k',
    written: { messages: { top_k: 7_654 }, gemini: { generationConfig: { topK: 7_654 } } },
    arrives: '7654',
  },
  {
    row: 'Log probabilities',
    written: {
      chat: { logprobs: true, top_logprobs: 3 },
      responses: { include: ['message.output_text.logprobs'], top_logprobs: 3 },
      gemini: { generationConfig: { responseLogprobs: true, logprobs: 3 } },
    },
    arrives: 'ogprobs":3',
  },
  {
    row: 'Verbosity',
    written: { chat: { verbosity: 'low' }, responses: { text: { verbosity: 'low' } } },
    arrives: '"verbosity":"low"',
  },
  {
    row: 'Name of the end user',
    written: {
      chat: { user: 'user-77' },
      responses: { user: 'user-77' },
      messages: { metadata: { user_id: 'user-77' } },
    },
    arrives: 'user-77',
  },
  {
    row: 'Metadata',
    written: { chat: { metadata: { ticket: 'T-77' } }, responses: { metadata: { ticket: 'T-77' } } },
    arrives: 'T-77',
  },
  {
    row: 'Tier of service',
    written: {
      chat: { service_tier: 'flex' },
      responses: { service_tier: 'flex' },
      messages: { service_tier: 'standard_only' },
    },
    arrives: { chat: 'service_tier', responses: 'service_tier', messages: 'standard_only' },
  },
  {
    row: 'Name of the prompt in the cache',
    written: { chat: { prompt_cache_key: 'cache-77' }, responses: { prompt_cache_key: 'cache-77' } },
    arrives: 'cache-77',
  },
  {
    row: 'Mark in a prompt, up to which it is cached',
    written: {
      chat: {
        messages: [
          {
            role: 'user',
            content: [{ type: 'text', text: 'hello there', cache_control: { type: 'ephemeral' } }],
          },
        ],
      },
      messages: {
        messages: [
          {
            role: 'user',
            content: [{ type: 'text', text: 'hello there', cache_control: { type: 'ephemeral' } }],
          },
        ],
      },
    },
    arrives: 'ephemeral',
  },
  {
    row: 'Tool that the provider runs (web search)',
    written: {
      responses: { tools: [{ type: 'web_search' }] },
      messages: { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
      gemini: { tools: [{ googleSearch: {} }] },
    },
    arrives: { responses: 'web_search', messages: 'web_search_20250305', gemini: 'googleSearch' },
  },
  {
    row: 'Field that nobody knows',
    written: {
      chat: { of_tomorrow: 'T-88' },
      responses: { of_tomorrow: 'T-88' },
      messages: { of_tomorrow: 'T-88' },
      gemini: { ofTomorrow: 'T-88' },
    },
    arrives: 'T-88',
  },
];

export const FIELD_CASES: readonly Case<Cell>[] = FIELDS.map(({ row, asked = ASKED, written, arrives }) => ({
  row,
  run: (cell) => {
    const more = written[cell.surface.id];
    if (!more || cell.spoken === null) return null;
    return outcomeOf(cell, asked, {
      more,
      arrives: (body) => {
        const mark = typeof arrives === 'string' ? arrives : arrives[spokenId(cell)];
        return mark !== undefined && body.includes(mark);
      },
    });
  },
}));

function spokenId({ spoken }: Cell): Surface['id'] {
  const names = { 'chat completions': 'chat', Responses: 'responses', Messages: 'messages' } as const;
  return names[spoken?.name as keyof typeof names] ?? 'gemini';
}
