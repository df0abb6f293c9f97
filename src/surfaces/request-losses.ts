import type { CompletionWarning } from '../completions/completion-warning.js';
import { GatewayError } from '../common/errors.js';

/** What of a request does not reach the model as its caller wrote it; each thing is told once. */
export class RequestLosses {
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
    const { parameter = 'body', action, reason } = first;
    const wayOut = 'Leave it out, or set x-strict-params to false.';
    const message = `'${parameter}' would be ${action}: ${reason}. ${wayOut}`;
    throw new GatewayError('request.invalid', message, { param: parameter, fault: 'unsupported' });
  }

  private tell(warning: CompletionWarning): void {
    this.told.set(`${warning.parameter} ${warning.reason}`, warning);
  }
}
