import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { STORE, type Store } from './store.js';

/** Closes the store when the process ends in order. */
@Injectable()
export class StoreCloser implements OnApplicationShutdown {
  constructor(@Inject(STORE) private readonly store: Store | null) {}

  async onApplicationShutdown(): Promise<void> {
    await this.store?.close();
  }
}
