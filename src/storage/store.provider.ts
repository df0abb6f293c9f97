import type { Provider } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { lazy } from '../common/lazy.js';
import type { StorePlace } from './store-place.js';
import { STORE, type Store } from './store.js';

const opening = lazy(() => require('./open-store.js') as typeof import('./open-store.js'));

/** Opens the store before anything is served; `null` = nothing is to be kept, and nothing of it is loaded. */
export function storeProvider(place: StorePlace | null): Provider {
  return {
    provide: STORE,
    useFactory: (clock: Clock): Promise<Store> | null =>
      place === null ? null : opening().openStore(place, clock),
    inject: [CLOCK],
  };
}
