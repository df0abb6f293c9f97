import { objectsOf, type Fields } from './wire-fields.js';

/** How a wire knows an answer, and a failure, by its shape. */
export interface AnswerShape {
  readonly isAnswer: (item: Fields) => boolean;
  readonly isFailure: (item: Fields) => boolean;
}

/**
 * What an array holds around an answer: the first failure in it, else its one object, or the one of them that is an
 * answer; `null` where there is none, or more than one, for which of them was asked for is not known. What is no array
 * comes back as it is.
 */
export function soleAnswer(body: unknown, { isAnswer, isFailure }: AnswerShape): unknown {
  if (!Array.isArray(body)) return body;
  const items = objectsOf(body);
  const failure = items.find(isFailure);
  if (failure) return failure;
  const [answer = null, ...others] = items.length === 1 ? items : items.filter(isAnswer);
  return others.length > 0 ? null : answer;
}
