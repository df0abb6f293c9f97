import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Clock } from '../../../common/clock.js';
import { SharedLimits } from '../shared-limits.js';
import { RedisLimitStore } from './redis-limit-store.js';
import { RedisLink, type RedisPlace } from './redis-link.js';

/**
 * Limits that nodes count together in a Redis. They hold from now on, whether it can be reached or not.
 * @param place its address is never logged: it may hold a password.
 */
export async function openRedisLimits(place: RedisPlace, clock: Clock): Promise<SharedLimits> {
  const logger = new Logger('Limits');
  const link = new RedisLink(place, clock);
  const store = new RedisLimitStore(link, randomUUID());
  const listener = {
    away: (error: unknown, nodes: number) => {
      const share = nodes === 1 ? 'each limit' : `each limit divided by ${nodes}, the nodes that it knows of`;
      logger.warn(
        `Redis (REDIS_URL) is away: ${messageOf(error)}. Until it is back, this node keeps to ${share}.`,
      );
    },
    back: () => logger.warn('Redis (REDIS_URL) is back: nodes count limits together again.'),
  };
  const limits = new SharedLimits(store, clock, listener, async () => {
    await store.leave();
    link.close();
  });
  await link.connect();
  await limits.begin();
  return limits;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error;
}
