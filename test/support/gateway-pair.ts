import type { Clock } from '../../src/common/clock.js';
import type { EnvironmentTexts } from '../../src/config/environment.js';
import { startScriptedOpenAi, type ScriptedOpenAi } from './scripted-openai/index.js';
import type { ScriptedOpenAiOptions } from './scripted-openai/scripted-openai.js';
import { startGateway, type RunningGateway } from './start-gateway.js';

export const UPSTREAM_KEY = 'sk-test-upstream';

/** A gateway, and the double of OpenAI that it talks to. */
export interface GatewayPair {
  readonly gateway: RunningGateway;
  readonly upstream: ScriptedOpenAi;
  close(): Promise<void>;
}

export async function startPair(
  texts: EnvironmentTexts = {},
  account: ScriptedOpenAiOptions = {},
  clock?: Clock,
): Promise<GatewayPair> {
  const upstream = await startScriptedOpenAi(account);
  const own = { OPENAI_API_KEY: account.apiKey ?? UPSTREAM_KEY, OPENAI_BASE_URL: upstream.baseUrl };
  const gateway = await startGateway({ ...own, ...texts }, undefined, clock);
  return {
    gateway,
    upstream,
    close: async () => {
      await gateway.close();
      await upstream.close();
    },
  };
}
