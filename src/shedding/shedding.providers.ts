import type { Provider } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { watchEventLoop } from '../common/event-loop-delay.js';
import { SERVER_SETTINGS, type ServerSettings } from '../config/settings.js';
import { Admission } from '../policies/admission/admission.service.js';
import { LoadMonitor } from '../policies/admission/load-monitor.js';
import { SheddingService } from './shedding.service.js';

/** What decides whom the gateway refuses when it has too much to do. */
export const SHEDDING_PROVIDERS: readonly Provider[] = [
  {
    provide: Admission,
    useFactory: ({ MAX_CALLS_IN_FLIGHT, MAX_BYTES_IN_FLIGHT }: ServerSettings) =>
      new Admission({ maxCalls: MAX_CALLS_IN_FLIGHT, maxBytes: MAX_BYTES_IN_FLIGHT }),
    inject: [SERVER_SETTINGS],
  },
  {
    provide: LoadMonitor,
    useFactory: ({ MAX_EVENT_LOOP_DELAY_MS }: ServerSettings, clock: Clock) =>
      new LoadMonitor({ maxDelayMs: MAX_EVENT_LOOP_DELAY_MS, watch: watchEventLoop }, clock),
    inject: [SERVER_SETTINGS, CLOCK],
  },
  SheddingService,
];
