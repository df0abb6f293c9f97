import type { Provider } from '@nestjs/common';
import { CLOCK, type Clock } from '../../common/clock.js';
import { lazy } from '../../common/lazy.js';
import type { ServerSettings } from '../../config/settings.js';
import type { SharedLimits } from './shared-limits.js';
import { SHARED_LIMITS } from './sharing.js';

const opening = lazy(
  () => require('./redis/open-redis-limits.js') as typeof import('./redis/open-redis-limits.js'),
);

type RedisSettings = Pick<
  ServerSettings,
  'REDIS_URL' | 'REDIS_CONNECT_TIMEOUT_MS' | 'REDIS_ANSWER_TIMEOUT_MS'
>;

/** Without REDIS_URL this node counts alone, and nothing of it is loaded. */
export function sharedLimitsProvider(settings: RedisSettings): Provider {
  const {
    REDIS_URL: url,
    REDIS_CONNECT_TIMEOUT_MS: connectTimeoutMs,
    REDIS_ANSWER_TIMEOUT_MS: answerTimeoutMs,
  } = settings;
  return {
    provide: SHARED_LIMITS,
    useFactory: (clock: Clock): Promise<SharedLimits> | null =>
      url === null ? null : opening().openRedisLimits({ url, connectTimeoutMs, answerTimeoutMs }, clock),
    inject: [CLOCK],
  };
}
