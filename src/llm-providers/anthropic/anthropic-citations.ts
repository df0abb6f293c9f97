import type { Completion, CompletionChunk } from '../../port/canonical.js';
import { isObject, objectsOf, textOrNull, type Fields } from '../upstream/wire-fields.js';
import { textOfBlock } from './anthropic-blocks.js';

type Message = Completion['choices'][number]['message'];
type Delta = CompletionChunk['choices'][number]['delta'];

type Annotation = NonNullable<Message['annotations']>[number];

/** Where a block stands in the whole text, in characters. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** The pages that an answer cites, as a part of its message; chat completions know no other sources. */
export function annotationsOf(blocks: readonly Fields[]): Pick<Message, 'annotations'> {
  let start = 0;
  const annotations = blocks.flatMap((block) => {
    const end = start + textOfBlock(block).shown.length;
    const told = objectsOf(block['citations']).flatMap((citation) => toAnnotation(citation, { start, end }));
    start = end;
    return told;
  });
  return annotations.length > 0 ? { annotations } : {};
}

/**
 * A page that a search of Anthropic's found, or a result that the caller gave.
 * Sources: @anthropic-ai/sdk 1.14.0, `TextCitation`; openai 7.57.0, `ChatCompletionMessage.Annotation`.
 */
function toAnnotation({ type, url, source, title }: Fields, { start, end }: Range): Annotation[] {
  const page =
    type === 'web_search_result_location' ? url : type === 'search_result_location' ? source : null;
  const address = textOrNull(page);
  if (address === null) return [];
  const place = { start_index: start, end_index: end };
  return [{ type: 'url_citation', url_citation: { url: address, title: textOrNull(title) ?? '', ...place } }];
}

/** The same for a stream: at the end of each block, what it cites. */
export class AnthropicCitations {
  private length = 0;
  private start = 0;
  private cited: Fields[] = [];

  begin(block: Fields): void {
    this.start = this.length;
    this.cited = objectsOf(block['citations']);
  }

  /** @param text that the event brought. */
  saw(text: string): void {
    this.length += text.length;
  }

  piece({ type, citation }: Fields): void {
    if (type === 'citations_delta' && isObject(citation)) this.cited.push(citation);
  }

  /** `null` = the block cites no page. */
  stop(): Delta | null {
    const range = { start: this.start, end: this.length };
    const annotations = this.cited.splice(0).flatMap((citation) => toAnnotation(citation, range));
    return annotations.length > 0 ? ({ annotations } as Delta) : null;
  }
}
