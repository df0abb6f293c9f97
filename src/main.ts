import { earlySignals, endStartUp } from './lifecycle/start-up-signals.js';
import './lifecycle/compile-cache.js'; // for all that is loaded behind it
import { serve } from './serve.js';

async function main(): Promise<void> {
  await earlySignals();
  await serve(endStartUp);
}

main().catch((error: unknown) => {
  process.stderr.write(`Tollgate cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
