import { randomUUID } from 'node:crypto';
import type { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { CaptureConfig } from '../../config/capture-config.js';
import type { Store } from '../../storage/store.js';
import { Losses } from '../losses.js';
import { CaptureLooks } from './capture-looks.js';
import { captureRedactor } from './capture-redactor.js';
import { CaptureRetention } from './capture-retention.js';
import { CaptureRules } from './capture-rules.js';
import { Captures } from './captures.js';

export interface CaptureOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly capture: CaptureConfig;
  /** What the gateway itself holds: masked wherever it stands. */
  readonly secrets: readonly string[];
}

/** What is kept of what is asked and answered. */
export interface OpenCaptures {
  readonly captures: Captures;
  readonly looks: CaptureLooks;
  /** To be called once. */
  readonly end: () => void;
}

/** Keeps what the rules say, shows it, and deletes it in time. */
export function openCaptures(
  store: Store,
  { clock, logger, capture, secrets }: CaptureOptions,
): OpenCaptures {
  const losses = new Losses(clock, (count, error) => {
    const why = error === null ? 'too many wait for the store' : nameOf(error);
    logger.warn(`What was asked and answered in ${count} calls was not kept: ${why}`);
  });
  const captures = new Captures({
    store,
    clock,
    rules: new CaptureRules(capture, randomUUID()),
    maxBytes: capture.maxBytes,
    redactor: captureRedactor(capture, secrets),
    onLost: losses.add,
  });
  const onKept = (error: unknown) => logger.warn(`Old captures were not deleted: ${nameOf(error)}`);
  const retention = new CaptureRetention(store, clock, capture.retentionDays, onKept);
  retention.begin();
  return {
    captures,
    looks: new CaptureLooks(store, clock, captures, retention),
    end: () => retention.end(),
  };
}

/** Its message may quote what could not be written. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
