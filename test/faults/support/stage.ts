import { ScriptedUpstream } from '../../support/scripted-upstream/scripted-upstream.js';
import { answerJson } from '../../support/scripted-upstream/scripts.js';
import { UPSTREAM_KEY } from './call.js';
import { GatewayProcess, type GatewayProcessOptions } from './gateway-process.js';
import { Lane } from './lane.js';

export interface OddProvider {
  readonly id: string;
  readonly baseUrl: string;
  /** Of its entry in the tollgate.yaml, besides. */
  readonly lines?: readonly string[];
}

export interface StageOptions extends Omit<GatewayProcessOptions, 'configFile'> {
  /** How many lanes to hand out; default 4. */
  readonly lanes?: number;
  /** Ids of providers that ship, played by the upstream as well; their lanes bear their names. */
  readonly shipped?: readonly string[];
  /** Further lanes by their ids, each with lines of its own in the tollgate.yaml. */
  readonly named?: Readonly<Record<string, readonly string[]>>;
  /** How many routes over two lanes each to hand out; none by default. */
  readonly routes?: number;
  /** How many keys each of the played providers has; default 1. */
  readonly keys?: number;
  /** Providers that are not played by the upstream of this stage. */
  readonly providers?: readonly OddProvider[];
}

/** A route that asks one lane, and then the other. */
export interface RouteOfTwo {
  readonly id: string;
  readonly first: Lane;
  readonly second: Lane;
}

/** Whether it sheds load must not hang on how busy this machine is; cases about that set it themselves. */
const STEADY = { MAX_EVENT_LOOP_DELAY_MS: '0' };

/** The gateway, and one upstream that plays all of its providers, told apart by their base URLs. */
export class Stage {
  private readonly lanes: readonly Lane[];
  private handedOut = 0;
  private handedOutRoutes = 0;

  private constructor(
    readonly upstream: ScriptedUpstream,
    readonly gateway: GatewayProcess,
    private readonly laneOfPath: ReadonlyMap<string, Lane>,
    numbered: readonly string[],
  ) {
    this.lanes = numbered.map((id) => this.laneOf(id));
  }

  static async open(options: StageOptions = {}): Promise<Stage> {
    const laneOfPath = new Map<string, Lane>();
    const upstream = await ScriptedUpstream.start({
      fallback: async (exchange) => {
        const lane = laneOfPath.get(exchange.request.path.split('/')[1] ?? '');
        await (lane?.script ?? answerJson(404, { error: { message: 'no such lane' } }))(exchange);
      },
    });
    const { shipped = [], keys = 1, named = {} } = options;
    const numbered = Array.from({ length: options.lanes ?? 4 }, (_, index) => `lane-${index + 1}`);
    const routes = Array.from({ length: options.routes ?? 0 }, (_, index) => `route-${index + 1}`);
    const ids = [...numbered, ...shipped, ...Object.keys(named), ...routes.flatMap(lanesOfRoute)];
    for (const id of ids) laneOfPath.set(id, new Lane(id, () => stage.gateway));
    const played = ids.map((id) => ({ id, baseUrl: `${upstream.origin}/${id}/v1`, lines: named[id] ?? [] }));
    const keyVariables = Array.from({ length: keys }, (_, index) => `FAULT_KEY_${index + 1}`);
    const configFile = toYaml([...played, ...(options.providers ?? [])], keyVariables, routes);
    const ownKeys = Object.fromEntries(keyVariables.map((name, index) => [name, keyOf(index)]));
    const env = { ...STEADY, ...ownKeys, ...options.env };
    const gateway = await GatewayProcess.start({ ...options, env, configFile });
    const stage: Stage = new Stage(upstream, gateway, laneOfPath, numbered);
    return stage;
  }

  /** A lane of its own. */
  lane(): Lane {
    const lane = this.lanes[this.handedOut];
    if (lane === undefined) throw new Error(`This stage has ${this.lanes.length} lanes; ask for more.`);
    this.handedOut += 1;
    return lane;
  }

  /** A route of its own. */
  route(): RouteOfTwo {
    this.handedOutRoutes += 1;
    const id = `route-${this.handedOutRoutes}`;
    const [first = '', second = ''] = lanesOfRoute(id);
    return { id, first: this.laneOf(first), second: this.laneOf(second) };
  }

  /** The lane of a provider that ships, or of one that was named. */
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

function lanesOfRoute(id: string): string[] {
  return [`${id}-first`, `${id}-second`];
}

function toYaml(
  providers: readonly OddProvider[],
  keyVariables: readonly string[],
  routes: readonly string[],
): string {
  const entries = providers.flatMap(({ id, baseUrl, lines = [] }) => [
    `  - id: ${id}`,
    `    base_url: ${baseUrl}`,
    `    api_key_variables: [${keyVariables.join(', ')}]`,
    '    default_model: m-1',
    ...lines.map((line) => `    ${line}`),
  ]);
  const targets = (id: string) => lanesOfRoute(id).map((lane) => `{ provider: ${lane}, model: m-1 }`);
  const ways = routes.flatMap((id) => [
    `  - id: ${id}`,
    '    strategy: ordered',
    `    targets: [${targets(id).join(', ')}]`,
  ]);
  return ['providers:', ...entries, ...(ways.length > 0 ? ['routes:', ...ways] : []), ''].join('\n');
}
