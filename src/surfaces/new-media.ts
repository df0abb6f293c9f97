import { mediaIn, type AnswerMedia } from '../port/answer-media.js';

/** What the pieces of an answer show and play, for APIs without a place for sound: that comes in many pieces, and is told once. */
export class NewMedia {
  private hasSound = false;

  /** @param message a whole one, or a piece of one. */
  newIn(message: object): AnswerMedia[] {
    return mediaIn(message).filter(({ kind }) => {
      const isNew = kind === 'image' || !this.hasSound;
      this.hasSound ||= kind === 'audio';
      return isNew;
    });
  }
}
