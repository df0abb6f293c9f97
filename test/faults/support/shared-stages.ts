import { Stage, type StageOptions } from './stage.js';

/** Gateways that cases share when they ask for the same settings: each takes a while to start. */
export class SharedStages {
  private readonly stages = new Map<string, Promise<Stage>>();

  /** @param lanes what each of them has to hand out. */
  constructor(private readonly lanes: StageOptions) {}

  open(options: StageOptions = {}): Promise<Stage> {
    const key = JSON.stringify(options);
    const stage = this.stages.get(key) ?? Stage.open({ ...this.lanes, ...options });
    this.stages.set(key, stage);
    stage.catch(() => this.stages.delete(key)); // the next case may have more luck
    return stage;
  }

  async close(): Promise<void> {
    for (const stage of await Promise.allSettled(this.stages.values()))
      if (stage.status === 'fulfilled') await stage.value.close();
  }
}
