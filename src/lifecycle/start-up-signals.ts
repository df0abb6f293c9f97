/**
 * A signal that comes before the gateway listens ends it with 0: nothing runs yet that would be worth a drain. Heard
 * from the moment that this file is loaded, so `main.ts` imports it first, and no other file does. Process 1 of a
 * container would lose a signal without a listener; any other process would be ended by it, without a 0.
 */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

const end = (): void => process.exit(0);
for (const signal of SIGNALS) process.on(signal, end);

/** Resolves when what came while files were loaded has been heard: Node looks for signals between its tasks only. */
export function earlySignals(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** From here on signals are for the other listeners. */
export function endStartUp(): void {
  for (const signal of SIGNALS) process.off(signal, end);
}
