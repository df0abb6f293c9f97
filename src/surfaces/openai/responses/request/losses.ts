import type { CompletionWarning } from '../../../../completions/completion-warning.js';
import { refusal } from '../../request-checks.js';

/** A word of the caller's, as it is repeated to him: whatever is no plain word is not. */
export function quoted(word: unknown): string {
  return typeof word === 'string' && /^[\w.-]{1,60}$/.test(word) ? `'${word}'` : 'another kind';
}

/** What of a request does not reach the model as its caller wrote it; each thing is told once. */
export class Losses {
  private readonly told = new Map<string, CompletionWarning>();

  get warnings(): readonly CompletionWarning[] {
    return [...this.told.values()];
  }

  drops(parameter: string, reason: string): void {
    this.tell({ parameter, action: 'dropped', reason });
  }

  changes(parameter: string, reason: string): void {
    this.tell({ parameter, action: 'changed', reason });
  }

  /** @throws GatewayError `request.invalid` about the first one, for a caller who wants nothing lost. */
  requireNone(): void {
    const [first] = this.warnings;
    if (!first) return;
    const { parameter = 'input', action, reason } = first;
    const wayOut = 'Leave it out, or set x-strict-params to false.';
    throw refusal(parameter, 'unsupported', `'${parameter}' would be ${action}: ${reason}. ${wayOut}`);
  }

  private tell(warning: CompletionWarning): void {
    this.told.set(`${warning.parameter} ${warning.reason}`, warning);
  }
}
