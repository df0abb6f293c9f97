import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8's own, as `--expose-gc` gives it to programs. */
type CollectGarbage = (options: { readonly type: 'major' | 'minor'; readonly execution: 'sync' }) => void;

/** Collects garbage when it is called, of the whole heap or of what is young. */
export function garbageCollector(): CollectGarbage {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as CollectGarbage;
  setFlagsFromString('--no-expose-gc');
  return collect;
}
