import type { Provider } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { lazy } from '../../common/lazy.js';
import { SERVER_SETTINGS, type ServerSettings } from '../../config/settings.js';
import { KeptAnswersTally } from '../../governance/kept-answers-tally.js';
import { STORE, type Store } from '../../storage/store.js';
import { ANSWER_STORE, type AnswerStore } from './answer-store.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { MemoryAnswerStore } from './memory-answer-store.js';
import { Replays } from './replays.js';

const keeping = lazy(
  () => require('./database-answer-store.js') as typeof import('./database-answer-store.js'),
);

/** What answers requests with an `Idempotency-Key` once. */
export const IDEMPOTENCY_PROVIDERS: readonly Provider[] = Object.freeze([
  {
    provide: ANSWER_STORE,
    useFactory: async (
      store: Store | null,
      { IDEMPOTENCY_MAX_TOTAL_BYTES: maxBytes }: ServerSettings,
      tally: KeptAnswersTally,
    ): Promise<AnswerStore> => {
      const answers = store
        ? await keeping().DatabaseAnswerStore.open(store, maxBytes)
        : new MemoryAnswerStore(maxBytes);
      tally.heldBytes = () => answers.heldBytes();
      return answers;
    },
    inject: [STORE, SERVER_SETTINGS, KeptAnswersTally],
  },
  Replays,
  { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
]);
