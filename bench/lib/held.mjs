import { HELD } from './workloads.mjs';

/** Opens a stream that stays open behind its first chunk; resolves once that has come. */
export function openHeld(pool, controllers) {
  return new Promise((resolve, reject) => {
    pool.dispatch(
      { method: 'POST', path: HELD.path, headers: { 'content-type': 'application/json' }, body: HELD.body },
      {
        onRequestStart: (controller) => void controllers.push(controller),
        onResponseStart() {},
        onResponseData: () => resolve(),
        onResponseEnd: () => reject(new Error('a held stream ended')),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}
