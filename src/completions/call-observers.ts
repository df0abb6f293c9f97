import { Logger } from '@nestjs/common';
import { framesOf } from '../common/error-frames.js';
import type { CallObserver, CallReport } from './completion-outcome.js';
import type { OperationName } from './operations.js';

const logger = new Logger('Completions');
const GAP = 'An observer of a gap';

/** Who is told of calls. What one of them throws is logged, and changes neither the answer nor what others are told. */
export class CallObservers {
  private readonly observers: CallObserver[] = [];

  add(observer: CallObserver): void {
    this.observers.push(observer);
  }

  partGap(providerId: string, model: string, gapMs: number, operation: OperationName, times = 1): void {
    // Without a closure: there is a gap for each word.
    for (const observer of this.observers) {
      try {
        const pending: unknown = observer.partGap(providerId, model, gapMs, operation, times);
        if (pending !== undefined) guarded(GAP, () => pending);
      } catch (error) {
        guarded(GAP, () => {
          throw error;
        });
      }
    }
  }

  /** @param onEnded the caller's own; told whatever became of the others. */
  ended(report: CallReport, onEnded: ((report: CallReport) => unknown) | undefined): void {
    for (const observer of this.observers)
      guarded('An observer of a call’s end', () => observer.ended(report));
    if (onEnded) guarded('The caller’s own report of a call’s end', () => onEnded(report));
  }
}

/** Runs what must not change anything by failing, be it at once or later. */
export function guarded(what: string, work: () => unknown): void {
  try {
    const pending = work();
    if (isThenable(pending)) pending.then(undefined, (error: unknown) => failed(what, error));
  } catch (error) {
    failed(what, error);
  }
}

function failed(what: string, error: unknown): void {
  logger.error(`${what} failed: ${described(error)}`);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

/** Name and frames. Never the message, which may quote a prompt. */
function described(error: unknown): string {
  if (!(error instanceof Error))
    return `it threw ${error === null ? 'null' : `a value of type ${typeof error}`}`;
  const name = /^\w{1,60}$/.test(error.name) ? error.name : 'Error';
  return [name, ...framesOf(error)].join(' ');
}
