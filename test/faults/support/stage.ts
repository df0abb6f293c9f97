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
  /** Ids of providers that ship, played by the upstream as well; their lanes bear their names. */
  readonly shipped?: readonly string[];
  /** How many keys each of the played providers has; default 1. */
  readonly keys?: number;
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
    private readonly laneOfPath: ReadonlyMap<string, Lane>,
    shipped: readonly string[],
  ) {
    this.lanes = [...laneOfPath.values()].filter(({ id }) => !shipped.includes(id));
  }

  static async open(options: StageOptions = {}): Promise<Stage> {
    const laneOfPath = new Map<string, Lane>();
    const upstream = await ScriptedUpstream.start({
      fallback: async (exchange) => {
        const lane = laneOfPath.get(exchange.request.path.split('/')[1] ?? '');
        await (lane?.script ?? answerJson(404, { error: { message: 'no such lane' } }))(exchange);
      },
    });
    const { shipped = [], keys = 1, configLines = [] } = options;
    const numbered = Array.from({ length: options.lanes ?? 4 }, (_, index) => `lane-${index + 1}`);
    for (const id of [...numbered, ...shipped]) laneOfPath.set(id, new Lane(id, () => stage.gateway));
    const played = [...laneOfPath.keys()].map((id) => ({ id, baseUrl: `${upstream.origin}/${id}/v1` }));
    const keyVariables = Array.from({ length: keys }, (_, index) => `FAULT_KEY_${index + 1}`);
    const configFile = toYaml([...played, ...(options.providers ?? [])], keyVariables, configLines);
    const ownKeys = Object.fromEntries(keyVariables.map((name, index) => [name, keyOf(index)]));
    const env = { ...STEADY, ...ownKeys, ...options.env };
    const gateway = await GatewayProcess.start({ ...options, env, configFile });
    const stage: Stage = new Stage(upstream, gateway, laneOfPath, shipped);
    return stage;
  }

  /** A lane of its own. */
  lane(): Lane {
    const lane = this.lanes[this.handedOut];
    if (lane === undefined) throw new Error(`This stage has ${this.lanes.length} lanes; ask for more.`);
    this.handedOut += 1;
    return lane;
  }

  /** The lane of a provider that ships. */
  laneOf(id: string): Lane {
    const lane = this.laneOfPath.get(id);
    if (lane === undefined) throw new Error(`This stage does not play "${id}".`);
    return lane;
  }

  async close(): Promise<void> {
    await this.gateway.stop();
    await this.upstream.close();
  }
}

function keyOf(index: number): string {
  return index === 0 ? UPSTREAM_KEY : `${UPSTREAM_KEY}-${index + 1}`;
}

function toYaml(
  providers: readonly OddProvider[],
  keyVariables: readonly string[],
  lines: readonly string[],
): string {
  const entries = providers.flatMap(({ id, baseUrl }) => [
    `  - id: ${id}`,
    `    base_url: ${baseUrl}`,
    `    api_key_variables: [${keyVariables.join(', ')}]`,
    '    default_model: m-1',
  ]);
  return ['providers:', ...entries, ...lines, ''].join('\n');
}
