import { watchEventLoop } from './event-loop-delay.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Keeps the event loop from turning. */
function block(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

describe('watchEventLoop', () => {
  it('sees each time that the event loop was blocked, however often it is asked', async () => {
    const delay = watchEventLoop();
    const seen: number[] = [];
    for (let turns = 0; turns < 6; turns += 1) {
      block(60);
      await turn();
      seen.push(delay.takeMs());
    }
    delay.stop();
    expect(seen.filter((meanMs) => meanMs > 0).length).toBeGreaterThanOrEqual(4);
  });

  it('has nothing to tell when it is asked again at once', async () => {
    const delay = watchEventLoop();
    block(60);
    await turn();
    await turn();
    delay.takeMs();
    expect(delay.takeMs()).toBe(0);
    delay.stop();
  });
});
