import type { Provider } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { lazy } from '../../common/lazy.js';
import type { SharedLimits } from './shared-limits.js';
import { SHARED_LIMITS } from './sharing.js';

const opening = lazy(
  () => require('./redis/open-redis-limits.js') as typeof import('./redis/open-redis-limits.js'),
);

/** @param redisUrl `null` = this node counts alone, and nothing of it is loaded. */
export function sharedLimitsProvider(redisUrl: string | null): Provider {
  return {
    provide: SHARED_LIMITS,
    useFactory: (clock: Clock): Promise<SharedLimits> | null =>
      redisUrl === null ? null : opening().openRedisLimits(redisUrl, clock),
    inject: [CLOCK],
  };
}
