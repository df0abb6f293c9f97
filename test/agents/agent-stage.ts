import { randomUUID } from 'node:crypto';
import { GatewayProcess } from '../faults/support/gateway-process.js';
import { ScriptedUpstream } from '../support/scripted-upstream/scripted-upstream.js';
import { scriptedModel } from './upstream/scripted-model.js';

/** The key that agents bring; the gateway takes no other. */
export const GATEWAY_KEY = 'agents-gateway-key-0123456789';
const PROVIDER_KEY = 'agents-provider-key-0123456789';

/** The built gateway, and one scripted model behind the APIs of all providers. */
export class AgentStage {
  private constructor(
    readonly upstream: ScriptedUpstream,
    readonly gateway: GatewayProcess,
    private readonly cuts: { isNext: boolean },
  ) {}

  static async open(): Promise<AgentStage> {
    const cuts = { isNext: false };
    const takesCut = () => {
      const isCut = cuts.isNext;
      cuts.isNext = false;
      return isCut;
    };
    const upstream = await ScriptedUpstream.start({ fallback: scriptedModel(takesCut) });
    const { origin } = upstream;
    const gateway = await GatewayProcess.start({
      env: {
        GATEWAY_API_KEYS: GATEWAY_KEY,
        OPENAI_API_KEY: PROVIDER_KEY,
        OPENAI_BASE_URL: `${origin}/v1`,
        ANTHROPIC_API_KEY: PROVIDER_KEY,
        ANTHROPIC_BASE_URL: origin,
        GEMINI_API_KEY: PROVIDER_KEY,
        GEMINI_BASE_URL: `${origin}/v1beta`,
        UPSTREAM_MAX_RETRIES: '0',
        MAX_EVENT_LOOP_DELAY_MS: '0', // agents make the machine busy
      },
      configFile: `providers: [{ id: local, base_url: "${origin}/v1", default_model: llama3.3 }]`,
    });
    return new AgentStage(upstream, gateway, cuts);
  }

  /** Forgets what was asked so far. @param cutsNext whether the first answer of the loop breaks off. */
  clear(cutsNext: boolean): void {
    this.cuts.isNext = cutsNext;
    this.upstream.forget();
    this.gateway.forgetLines();
  }

  /** What the gateway answered since `clear`, once all of it is logged: `POST 200`. */
  async answers(): Promise<string[]> {
    // its line comes behind those of all requests before it
    const last = `last-${randomUUID()}`;
    const headers = { authorization: `Bearer ${GATEWAY_KEY}`, 'x-request-id': last };
    await (await fetch(`${this.gateway.url}/v1/models`, { headers })).text();
    const own = await this.gateway.lineOf(last);
    const lines = this.gateway.requestLines.filter((line) => line !== own);
    return lines.map(({ method, status }) => `${String(method)} ${String(status)}`).toSorted();
  }

  async close(): Promise<void> {
    await this.gateway.stop();
    await this.upstream.close();
  }
}
