import { join } from 'node:path';
import { NO_CAPTURE_CONFIG, type CaptureMode } from '../../config/capture-config.js';
import { SqliteStore } from '../../storage/sqlite/sqlite-store.js';
import { temporaryFolder } from '../../storage/testing/temporary-folder.js';
import { KeyCaller } from '../identity/key-caller.js';
import { CaptureRules } from './capture-rules.js';
import { describeCaptures } from './testing/captures.suite.js';

const folder = temporaryFolder();

describeCaptures('one process', () => SqliteStore.open(join(folder, 'captures')));

describe('CaptureRules', () => {
  const callerWith = (capture: CaptureMode | null) =>
    new KeyCaller({ id: 'a', name: 'a', allowed: null, capture } as never, {} as never);
  const modeOf = (top: CaptureMode, route: CaptureMode | null, key: CaptureMode | null) => {
    const routes = new Map(route === null ? [] : [['steady', route]]);
    const rules = new CaptureRules({ ...NO_CAPTURE_CONFIG, mode: top, routes }, 'seed');
    return rules.modeOf(
      { routeId: 'steady' },
      { requestId: 'r', origin: { caller: callerWith(key) } as never },
    );
  };

  it.each<[CaptureMode, CaptureMode | null, CaptureMode | null, CaptureMode]>([
    ['all', null, null, 'all'],
    ['all', 'off', null, 'off'],
    ['off', 'errors', null, 'errors'],
    ['off', 'off', 'all', 'all'],
    ['all', 'errors', 'off', 'off'],
  ])('at the top %s, on the route %s, on the key %s: %s', (top, route, key, mode) => {
    expect(modeOf(top, route, key)).toBe(mode);
  });

  it('draws a share of the calls, the same request each time', () => {
    const rules = new CaptureRules({ ...NO_CAPTURE_CONFIG, mode: 'sampled', share: 0.1 }, 'seed');
    const isDrawn = (at: number) => rules.modeOf({ routeId: null }, { requestId: `r-${at}` }) === 'sampled';
    const drawn = Array.from({ length: 20_000 }, (_, at) => isDrawn(at));
    const share = drawn.filter(Boolean).length / drawn.length;
    expect(share).toBeGreaterThan(0.09);
    expect(share).toBeLessThan(0.11);
    expect(drawn[7]).toBe(isDrawn(7));
  });
});
