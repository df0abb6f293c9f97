import { anthropic } from './anthropic.definition.js';
import { AnthropicContentStream } from './anthropic-content-stream.js';
import { annotationsOf } from './anthropic-citations.js';

const CALL = {
  definition: anthropic,
  settings: {
    apiKeys: [],
    baseUrl: anthropic.baseUrl,
    defaultModel: 'm',
    modelAliases: new Map<string, string>(),
  },
  apiKey: null,
  request: { model: 'm' },
  nowMs: 0,
};
const PAGE = { type: 'web_search_result_location', url: 'https://a.example', title: 'A', cited_text: 'x' };
const RESULT = { type: 'search_result_location', source: 'https://b.example', title: null };
const OF_DOCUMENT = { type: 'char_location', document_index: 0, start_char_index: 0 };
const said = (text: string, ...citations: readonly object[]) => ({ type: 'text', text, citations });
const cites = (url: string, title: string, start: number, end: number) => ({
  type: 'url_citation',
  url_citation: { url, title, start_index: start, end_index: end },
});
const ANNOTATIONS = [cites('https://a.example', 'A', 6, 11), cites('https://b.example', '', 6, 11)];

describe('what Claude cites', () => {
  it('becomes annotations of pages with their place in the text, and of nothing else', () => {
    const search = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} };
    const blocks = [said('Look: '), search, said('found', PAGE, RESULT, OF_DOCUMENT), said('.', OF_DOCUMENT)];
    expect(annotationsOf(blocks)).toEqual({ annotations: ANNOTATIONS });
    expect(annotationsOf([said('found', OF_DOCUMENT), { type: 'text', text: 'x', citations: null }])).toEqual(
      {},
    );
  });

  it('comes at the end of its block in a stream', () => {
    const stream = new AnthropicContentStream(CALL);
    const block = (index: number, ...deltas: readonly object[]) => [
      { type: 'content_block_start', index, content_block: { type: 'text', text: '' } },
      ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ];
    const text = (piece: string) => ({ type: 'text_delta', text: piece });
    const citation = (cited: object) => ({ type: 'citations_delta', citation: cited });
    const events = [
      ...block(0, text('Look: ')),
      ...block(1, text('fou'), citation(PAGE), text('nd'), citation(RESULT), citation(OF_DOCUMENT)),
    ];
    const deltas = events.map((event) => stream.take(event.type, event)).filter((delta) => delta !== null);
    expect(deltas).toEqual([
      { content: 'Look: ' },
      { content: 'fou' },
      { content: 'nd' },
      { annotations: ANNOTATIONS },
    ]);
  });
});
