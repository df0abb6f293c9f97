import type { CompletionWarning } from '../../../completions/completion-warning.js';
import type { CanonicalExtension, ProviderDefinition } from '../../../port/provider-definition.js';

/** What a translation asks of a provider. */
export type TranslatedFor = Pick<ProviderDefinition, 'extensions'> & {
  readonly id?: ProviderDefinition['id'] | null;
};

/** A translation of one request for one provider: what that provider takes, and what had to be left out. */
export class Translation {
  private readonly left = new Map<string, CompletionWarning>();
  private readonly extensions: ReadonlySet<CanonicalExtension>;

  /** Id of the provider; `null` = it does not matter. */
  readonly provider: string | null;

  constructor({ extensions = [], id = null }: TranslatedFor) {
    this.provider = id;
    this.extensions = new Set(extensions);
  }

  takes(extension: CanonicalExtension): boolean {
    return this.extensions.has(extension);
  }

  /** Tells the caller, once for each thing, of what has no counterpart. */
  leaves(parameter: string, what: string): void {
    const reason = `${what}: only Anthropic's own API has it, and another answers`;
    this.left.set(`${parameter} ${what}`, { parameter, action: 'dropped', reason });
  }

  get warnings(): readonly CompletionWarning[] {
    return [...this.left.values()];
  }
}
