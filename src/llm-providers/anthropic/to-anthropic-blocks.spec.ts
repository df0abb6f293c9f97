import { ANTHROPIC_TRANSLATION } from './anthropic-translation.js';
import { turnsOf } from './testing/wire-of.js';

describe('a part with a field that OpenAI alone has', () => {
  const mark = { prompt_cache_breakpoint: { mode: 'explicit' } };
  const file = { filename: 'a', file_data: 'data:application/pdf;base64,JVBERg==' };
  const parts = [
    { type: 'text', text: 'Hi' },
    { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
    { type: 'file', file },
  ];
  const marked = parts.map((part) => ({ ...part, ...mark, cache_control: { type: 'ephemeral' } }));
  const messages = [{ role: 'user', content: marked }];

  it('is sent without it, and with what Anthropic has', () => {
    const { content } = turnsOf(...messages).messages[0] ?? {};
    for (const block of content ?? []) {
      expect(block).not.toHaveProperty('prompt_cache_breakpoint');
      expect(block).toMatchObject({ cache_control: { type: 'ephemeral' } });
    }
    expect(content).toHaveLength(3);
  });

  it('is told of once', () => {
    expect(ANTHROPIC_TRANSLATION.losses({ model: 'm', messages })).toEqual([
      {
        parameter: 'messages[0].content[0].prompt_cache_breakpoint',
        action: 'dropped',
        reason: 'the Messages API has no counterpart of it (in 3 places)',
      },
    ]);
  });
});
