import type { CompletionWarning } from '../../../completions/completion-warning.js';
import { refused } from './request-checks.js';

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

  /** Drops what is not among the names that are read. */
  dropsOthers(names: readonly string[], known: ReadonlySet<string>, path = ''): void {
    for (const name of names.filter((each) => !known.has(each)))
      this.drops(`${path}${shown(name)}`, 'the gateway has no words for it');
  }

  /** @throws GatewayError `request.invalid` about the first one, for a caller who wants nothing lost. */
  requireNone(): void {
    const [first] = this.warnings;
    if (!first) return;
    const { parameter = 'contents', action, reason } = first;
    const wayOut = 'Leave it out, or set x-strict-params to false.';
    throw refused(parameter, 'unsupported', `'${parameter}' would be ${action}: ${reason}. ${wayOut}`);
  }

  private tell(warning: CompletionWarning): void {
    this.told.set(`${warning.parameter} ${warning.reason}`, warning);
  }
}

/** A name of the caller's, as it is repeated to him: whatever is no plain word is not. */
function shown(name: string): string {
  return /^\w{1,60}$/.test(name) ? name : 'another field';
}
