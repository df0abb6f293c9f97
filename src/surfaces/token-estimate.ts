import { sizeOf } from '../completions/request-size.js';
import type { ModelRequest } from '../port/canonical.js';
import { estimateUsage } from '../port/estimate-usage.js';
import type { ProviderDefinition } from '../port/provider-definition.js';

/** Tokens of a request and its answer by characters, where the provider has not counted them, or not yet. */
export class TokenEstimate {
  private known: number | null = null;

  constructor(
    private readonly request: ModelRequest,
    private readonly definition: Pick<ProviderDefinition, 'charactersPerToken'>,
  ) {}

  /** Of the request; what it says is gone through once, and only if somebody asks. */
  get input(): number {
    if (this.known !== null) return this.known;
    const { characters, tokens } = sizeOf(this.request);
    this.known = this.tokens(characters) + tokens;
    return this.known;
  }

  /** Of so many characters of an answer. */
  outputOf(characters: number): number {
    return this.tokens(characters);
  }

  private tokens(inputCharacters: number): number {
    const { charactersPerToken } = this.definition;
    const ratio = charactersPerToken === undefined ? {} : { charactersPerToken };
    return estimateUsage({ inputCharacters, outputCharacters: 0, ...ratio }).prompt_tokens;
  }
}
