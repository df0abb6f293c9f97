import type { CompletionWarning } from '../../../../completions/completion-warning.js';
import { refusal } from '../../request-checks.js';

/** What of a request does not reach the model as its caller wrote it. */
export class Losses {
  private readonly told = new Map<string, CompletionWarning>();

  /** @param isStrict the caller wants a refusal instead. */
  constructor(private readonly isStrict: boolean) {}

  get warnings(): readonly CompletionWarning[] {
    return [...this.told.values()];
  }

  /** @throws GatewayError `request.invalid` to a strict caller. */
  drops(parameter: string, reason: string): void {
    this.tell(parameter, 'dropped', reason);
  }

  /** @throws GatewayError `request.invalid` to a strict caller. */
  changes(parameter: string, reason: string): void {
    this.tell(parameter, 'changed', reason);
  }

  /** Each thing is told once. */
  private tell(parameter: string, action: 'dropped' | 'changed', reason: string): void {
    if (this.isStrict) {
      const wayOut = 'Leave it out, or set x-strict-params to false.';
      throw refusal(parameter, 'unsupported', `'${parameter}' would be ${action}: ${reason}. ${wayOut}`);
    }
    this.told.set(`${parameter} ${reason}`, { parameter, action, reason });
  }
}
