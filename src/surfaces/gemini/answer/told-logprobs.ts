import { isObject, type Fields } from '../../../common/fields.js';

/** Tokens of one answer with their probabilities, as they come. A longer list is none that a caller reads. */
const MAX_TOKENS = 50_000;

/** Log probabilities in the words of Gemini. Source: @google/genai 3.3.0, `LogprobsResult`, read 2026-11-29. */
export class ToldLogprobs {
  private readonly tokens: Fields[] = [];

  /** Those of a choice, or of a piece of one. */
  take(logprobs: unknown): void {
    const content = isObject(logprobs) ? logprobs['content'] : null;
    if (!Array.isArray(content) || this.tokens.length >= MAX_TOKENS) return;
    this.tokens.push(...content.filter(isObject));
  }

  /** What a candidate has beside its content; nothing where none were told. */
  get result(): Fields {
    const { tokens } = this;
    if (tokens.length === 0) return {};
    const sum = tokens.reduce((all, { logprob }) => all + (typeof logprob === 'number' ? logprob : 0), 0);
    return {
      avgLogprobs: sum / tokens.length,
      logprobsResult: {
        topCandidates: tokens.map(({ top_logprobs: top }) => ({
          candidates: Array.isArray(top) ? top.filter(isObject).map(toCandidate) : [],
        })),
        chosenCandidates: tokens.map(toCandidate),
      },
    };
  }
}

function toCandidate({ token, logprob }: Fields): Fields {
  return { token, logProbability: logprob };
}
