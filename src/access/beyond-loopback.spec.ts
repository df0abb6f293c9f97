import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../common/testing/manual-clock.js';
import { readServerSettings } from '../config/settings.js';
import { Administration } from '../governance/identity/administration.js';
import { Identity } from '../governance/identity/identity.js';
import { openStore } from '../storage/open-store.js';
import { requireKeysBeyondLoopback } from './beyond-loopback.js';
import { Callers } from './callers.js';
import { Sessions } from './sessions/sessions.js';

const clock = new ManualClock();

describe('listening beyond this machine', () => {
  const listen = (texts: Readonly<Record<string, string>>, identity = new Identity(null, clock)) => {
    const settings = readServerSettings((name) => texts[name]);
    return () =>
      requireKeysBeyondLoopback(settings, new Callers(settings, identity, new Sessions(clock, settings)));
  };

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('is not done on %s', (HOST) => {
    expect(listen({ HOST })).not.toThrow();
  });

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '192.168.1.1',
    'gateway.example',
    '127.0.0.1.example',
    '127.example',
    '0',
  ])('on %s is refused without keys, and the message says what would open it', (HOST) => {
    expect(listen({ HOST })).toThrow(
      `HOST: accepted without keys is a loopback address; set GATEWAY_API_KEYS or ADMIN_API_KEY, or make a virtual key ("tollgate keys create"), unless ALLOW_UNAUTHENTICATED=true; given was "${HOST}"`,
    );
    expect(listen({ HOST, GATEWAY_API_KEYS: 'gateway-key-1' })).not.toThrow();
    expect(listen({ HOST, ADMIN_API_KEY: 'admin-key-1' })).not.toThrow();
    expect(listen({ HOST, ALLOW_UNAUTHENTICATED: 'true' })).not.toThrow();
    expect(listen({ HOST, ALLOW_UNAUTHENTICATED: 'false' })).toThrow('HOST');
  });

  it.each(['', '  '])('takes keys of %j for none', (GATEWAY_API_KEYS) => {
    expect(listen({ HOST: '0.0.0.0', GATEWAY_API_KEYS })).toThrow('HOST');
  });

  it('is done where keys are in the store alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tollgate-loopback-'));
    const store = await openStore({ database: null, folder });
    const identity = new Identity(store, clock);
    await identity.open();
    expect(listen({ HOST: '0.0.0.0' }, identity)).toThrow('HOST');
    const grant = { name: 'ci', user: null, team: null, tags: {}, metadata: {}, allowed: null };
    const administration = new Administration(store, identity, clock);
    await administration.createKey(
      { name: 'admin', address: 'local' },
      { ...grant, expiresAtMs: null, enabled: true },
    );
    const afterRestart = new Identity(store, clock);
    await afterRestart.open();
    expect(listen({ HOST: '0.0.0.0' }, afterRestart)).not.toThrow();
    await store.close();
    rmSync(folder, { recursive: true });
  });
});
