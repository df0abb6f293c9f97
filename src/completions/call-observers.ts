import { Logger } from '@nestjs/common';
import { framesOf } from '../common/error-frames.js';
import type { CallObserver, CallReport } from './completion-outcome.js';
import type { OperationName } from './operations.js';

const logger = new Logger('Completions');
const GAP = 'An observer of a gap';
const END = 'An observer of a call’s end';
const OWN_END = 'The caller’s own report of a call’s end';

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
        watch(GAP, observer.partGap(providerId, model, gapMs, operation, times));
      } catch (error) {
        failed(GAP, error);
      }
    }
  }

  /** @param onEnded the caller's own; told whatever became of the others. */
  ended(report: CallReport, onEnded: ((report: CallReport) => unknown) | undefined): void {
    for (const observer of this.observers) {
      try {
        watch(END, observer.ended(report));
      } catch (error) {
        failed(END, error);
      }
    }
    if (onEnded) guarded(OWN_END, () => onEnded(report));
  }
}

/** Runs what must not change anything by failing, be it at once or later. */
export function guarded(what: string, work: () => unknown): void {
  try {
    watch(what, work());
  } catch (error) {
    failed(what, error);
  }
}

/** @param pending what work gave back, which may be a promise of its end. */
function watch(what: string, pending: unknown): void {
  if (isThenable(pending)) pending.then(undefined, (error: unknown) => failed(what, error));
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
