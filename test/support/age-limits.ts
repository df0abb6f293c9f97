import type { Redis } from 'ioredis';

/** As many slots as a window of limits is cut into. */
const SLOTS = 240;

/**
 * Lets time pass for limits in a Redis, whose clock nobody can move: what is kept becomes so much older.
 * @param windowMs of all windows there.
 */
export async function ageLimits(client: Redis, ms: number, windowMs = 60_000): Promise<void> {
  for (const key of await client.keys('*')) {
    const type = await client.type(key);
    if (type === 'zset') await ageLeases(client, key, ms);
    if (type === 'hash') await ageWindow(client, key, Math.ceil((ms * SLOTS) / windowMs));
  }
}

/** Those of this process are renewed before their time is over; so they are here, but for those that are not. */
async function ageLeases(client: Redis, key: string, ms: number): Promise<void> {
  for (const call of await client.zrange(key, '0', '-1')) await client.zincrby(key, String(-ms), call);
}

async function ageWindow(client: Redis, key: string, slots: number): Promise<void> {
  const fields = Object.entries(await client.hgetall(key));
  const older = fields.map(([field, value]): [string, string] => {
    if (field === 'sum') return [field, value];
    if (field === 'first' || field === 'last') return [field, String(Number(value) - slots)];
    return [String(Number(field) - slots), value];
  });
  await client.multi().del(key).hset(key, Object.fromEntries(older)).exec();
}
