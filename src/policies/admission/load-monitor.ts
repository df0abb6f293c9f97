import type { Clock } from '../../common/clock.js';

/** How late a process is with its work. */
export interface DelayGauge {
  /** Mean delay since it was last asked, in milliseconds. */
  takeMs(): number;
  /** Ends the measuring. */
  stop(): void;
}

interface LoadMonitorOptions {
  /** A process that is later than this is overloaded; 0 = it never is, and nothing is measured. */
  readonly maxDelayMs: number;
  /** Begins to measure. */
  readonly watch: () => DelayGauge;
}

/** How often it looks; short, so that little more is let in after the load has come, and refused after it has gone. */
export const LOAD_SAMPLE_MS = 250;

/** One late sample may be a pause for garbage or a large body; two in a row are load. */
const LATE_SAMPLES = 2;

/**
 * Tells whether the process has more to do than it can do in time. It begins with two late samples in a row, and ends
 * with one that is below half of the limit: close to the limit it would otherwise change its mind all the time.
 */
export class LoadMonitor {
  private gauge: DelayGauge | null = null;
  private cancelTimer: () => void = () => undefined;
  private lateSamples = 0;
  private overloaded = false;
  private lastDelayMs = 0;

  constructor(
    private readonly options: LoadMonitorOptions,
    private readonly clock: Clock,
  ) {}

  get isOverloaded(): boolean {
    return this.overloaded;
  }

  /** As the last sample had it. */
  get delayMs(): number {
    return this.lastDelayMs;
  }

  start(): void {
    if (this.options.maxDelayMs === 0 || this.gauge) return;
    this.gauge = this.options.watch();
    this.sampleLater(this.gauge);
  }

  stop(): void {
    this.cancelTimer();
    this.gauge?.stop();
    this.gauge = null;
  }

  private sampleLater(gauge: DelayGauge): void {
    this.cancelTimer = this.clock.setTimer(LOAD_SAMPLE_MS, () => {
      this.sample(gauge.takeMs());
      this.sampleLater(gauge);
    });
  }

  private sample(delayMs: number): void {
    const { maxDelayMs } = this.options;
    this.lastDelayMs = delayMs;
    this.lateSamples = delayMs > maxDelayMs ? this.lateSamples + 1 : 0;
    if (this.lateSamples >= LATE_SAMPLES) this.overloaded = true;
    else if (delayMs < maxDelayMs / 2) this.overloaded = false;
  }
}
