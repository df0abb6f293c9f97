import { systemClock } from '../../src/common/clock.js';
import { RedisLimitStore } from '../../src/governance/limits/redis/redis-limit-store.js';
import { RedisLink } from '../../src/governance/limits/redis/redis-link.js';
import { describeLimitStore } from '../../src/governance/limits/testing/describe-limit-store.js';
import { ageLimits } from '../support/age-limits.js';
import { describeWithRedis } from '../support/real-servers.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';

describeWithRedis('limits in Redis', (program) => {
  let server: RedisServer;
  beforeAll(async () => void (server = await startRedis(program)), 30_000);
  const links: RedisLink[] = [];
  afterEach(async () => {
    for (const link of links.splice(0)) link.close();
    await server.client.flushall();
  });
  afterAll(() => server.close());

  const node = async (id = 'n') => {
    const link = new RedisLink(server.url, systemClock);
    links.push(link);
    await link.connect();
    return new RedisLimitStore(link, id);
  };

  describeLimitStore('Redis', async () => {
    const store = await node();
    return {
      store,
      advance: async (ms) => {
        await ageLimits(server.client, ms);
        await store.beat();
      },
    };
  });
});
