import { ScriptedUpstream } from '../../support/scripted-upstream/scripted-upstream.js';
import { answerJson } from '../../support/scripted-upstream/scripts.js';
import { UPSTREAM_KEY } from './call.js';
import { GatewayProcess, type GatewayProcessOptions } from './gateway-process.js';
import { Lane } from './lane.js';

export interface OddProvider {
  readonly id: string;
  readonly baseUrl: string;
}

export interface StageOptions extends Omit<GatewayProcessOptions, 'configFile'> {
  /** How many lanes to hand out; default 4. */
  readonly lanes?: number;
  /** Providers that are not played by the upstream of this stage. */
  readonly providers?: readonly OddProvider[];
  /** Further lines of the tollgate.yaml. */
  readonly configLines?: readonly string[];
}

/** Whether it sheds load must not hang on how busy this machine is; cases about that set it themselves. */
const STEADY = { MAX_EVENT_LOOP_DELAY_MS: '0' };

/** The gateway, and one upstream that plays all of its providers, told apart by their base URLs. */
export class Stage {
  private readonly lanes: readonly Lane[];
  private handedOut = 0;

  private constructor(
    readonly upstream: ScriptedUpstream,
    readonly gateway: GatewayProcess,
    laneOfPath: Map<string, Lane>,
  ) {
    this.lanes = [...laneOfPath.values()];
  }

  static async open(options: StageOptions = {}): Promise<Stage> {
    const laneOfPath = new Map<string, Lane>();
    const upstream = await ScriptedUpstream.start({
      fallback: async (exchange) => {
        const lane = laneOfPath.get(exchange.request.path.split('/')[1] ?? '');
        await (lane?.script ?? answerJson(404, { error: { message: 'no such lane' } }))(exchange);
      },
    });
    for (let lane = 1; lane <= (options.lanes ?? 4); lane += 1) {
      laneOfPath.set(`lane-${lane}`, new Lane(`lane-${lane}`, () => stage.gateway));
    }
    const played = [...laneOfPath.keys()].map((id) => ({ id, baseUrl: `${upstream.origin}/${id}/v1` }));
    const configFile = toYaml([...played, ...(options.providers ?? [])], options.configLines ?? []);
    const env = { ...STEADY, FAULT_KEY: UPSTREAM_KEY, ...options.env };
    const gateway = await GatewayProcess.start({ ...options, env, configFile });
    const stage: Stage = new Stage(upstream, gateway, laneOfPath);
    return stage;
  }

  /** A lane that nobody else has. */
  lane(): Lane {
    const lane = this.lanes[this.handedOut];
    if (lane === undefined) throw new Error(`This stage has ${this.lanes.length} lanes; ask for more.`);
    this.handedOut += 1;
    return lane;
  }

  async close(): Promise<void> {
    await this.gateway.stop();
    await this.upstream.close();
  }
}

function toYaml(providers: readonly OddProvider[], lines: readonly string[]): string {
  const entries = providers.flatMap(({ id, baseUrl }) => [
    `  - id: ${id}`,
    `    base_url: ${baseUrl}`,
    '    api_key_variable: FAULT_KEY',
    '    default_model: m-1',
  ]);
  return ['providers:', ...entries, ...lines, ''].join('\n');
}
