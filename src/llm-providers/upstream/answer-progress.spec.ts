import { AnswerProgress } from './answer-progress.js';

const said = (finishReason: string | null = null) => ({ hasContent: true, finishReason });
const ended = (finishReason: string) => ({ hasContent: false, finishReason });

describe('AnswerProgress', () => {
  it('is over once every choice that was seen has a reason, the first one among them', () => {
    const progress = new AnswerProgress();
    progress.saw(1, said('stop'));
    expect(progress.isOver).toBe(false);
    progress.saw(0, said());
    expect(progress.isOver).toBe(false);
    progress.saw(0, ended('length'));
    expect(progress).toMatchObject({ isOver: true, finishReason: 'length' });
    progress.saw(2, said());
    expect(progress.isOver).toBe(false);
  });

  it('keeps a reason that a later piece does not repeat, and takes a later one', () => {
    const progress = new AnswerProgress();
    progress.saw(0, ended('length'));
    progress.saw(0, { hasContent: false, finishReason: null });
    expect(progress).toMatchObject({ isOver: true, finishReason: 'length', mayStillBegin: false });
    progress.saw(0, ended('stop'));
    expect(progress).toMatchObject({ isOver: true, finishReason: 'stop', mayStillBegin: true });
  });

  it('may still begin where all choices only stopped, and none said a word', () => {
    const progress = new AnswerProgress();
    progress.saw(0, ended('stop'));
    progress.saw(1, ended('stop'));
    expect(progress.mayStillBegin).toBe(true);
    progress.saw(1, ended('length'));
    expect(progress.mayStillBegin).toBe(false);
    progress.saw(1, ended('stop'));
    progress.saw(0, said());
    expect(progress.mayStillBegin).toBe(false);
  });
});
