import type { Fields } from '../../../../common/fields.js';
import type { AnswerMedia } from '../../../../port/answer-media.js';
import { added, done, ofItem, type ItemPlace, type OutputItem, type ResponseEvent } from './output-item.js';

/**
 * A picture that a model has made, as OpenAI's tool for that tells of one.
 * Source: openai 7.57.0, `ResponseOutputItem.ImageGenerationCall`, read 2026-11-29.
 */
export class ImageItem implements OutputItem {
  readonly isWhole = true;
  private hasEnded = false;

  constructor(
    private readonly place: ItemPlace,
    private readonly picture: Pick<AnswerMedia, 'mimeType' | 'data'>,
  ) {}

  *begin(): Generator<ResponseEvent, void> {
    yield added(this.place, { ...this.toItem(), status: 'in_progress', result: null });
    yield ofItem('response.image_generation_call.in_progress', this.place, {});
  }

  *end(): Generator<ResponseEvent, void> {
    if (this.hasEnded) return;
    this.hasEnded = true;
    yield ofItem('response.image_generation_call.completed', this.place, {});
    yield done(this.place, this.toItem());
  }

  toItem(): Fields {
    const { data, mimeType } = this.picture;
    return {
      id: this.place.id,
      type: 'image_generation_call',
      status: 'completed',
      result: data,
      ...(mimeType !== null && { output_format: mimeType.replace(/^image\//, '') }),
    };
  }
}
