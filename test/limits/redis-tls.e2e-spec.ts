import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/common/clock.js';
import { RedisLimitStore } from '../../src/governance/limits/redis/redis-limit-store.js';
import { RedisLink } from '../../src/governance/limits/redis/redis-link.js';
import { createAuthority } from '../faults/support/certificates.js';
import { startGatewayProcess, type GatewayProcess } from '../support/gateway-process.js';
import { describeWithRedis } from '../support/real-servers.js';
import { startRedis, type RedisServer } from '../support/redis-server.js';
import { redisAt } from '../support/store-places.js';

const DAY_MS = 86_400_000;

describeWithRedis('Redis over TLS', (program) => {
  let redis: RedisServer;
  let gateway: GatewayProcess;
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-tls-'));
  beforeAll(async () => {
    const validity = { validFromMs: Date.now() - DAY_MS, validToMs: Date.now() + DAY_MS };
    const authority = createAuthority('an authority of our own', validity);
    const tls = { ...authority.issue({ host: '127.0.0.1', ...validity }), authority: authority.cert };
    redis = await startRedis(program, 'canary-password', { tls });
    const NODE_EXTRA_CA_CERTS = join(folder, 'authority.pem');
    writeFileSync(NODE_EXTRA_CA_CERTS, authority.cert);
    gateway = await startGatewayProcess({ REDIS_URL: redis.url, NODE_EXTRA_CA_CERTS }, '');
  });
  afterAll(async () => {
    gateway.signal('SIGTERM');
    await gateway.ended;
    await redis.close();
    rmSync(folder, { recursive: true });
  });

  it('counts limits of a gateway that knows who issued its certificate', async () => {
    expect(redis.url).toMatch(/^rediss:/);
    const ready = await fetch(`${gateway.url}/health/ready`);
    expect(await ready.json()).toMatchObject({ status: 'ready', limits: 'shared' });
    expect(await redis.client.zcard('{tollgate}:nodes')).toBe(1);
  });

  it('is away for a gateway that does not trust that issuer, and hears nothing from it', async () => {
    const link = new RedisLink(redisAt(redis.url), systemClock);
    await link.connect();
    await expect(new RedisLimitStore(link, 'n').beat()).rejects.toThrow(/^(SELF_SIGNED|UNABLE_TO)[A-Z_]+$/);
    link.close();
    expect(await redis.client.zcard('{tollgate}:nodes')).toBe(1);
  });
});
