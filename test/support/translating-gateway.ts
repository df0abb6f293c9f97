import type { ScriptedUpstream } from './scripted-upstream/scripted-upstream.js';
import { WIRES, type ClientWire } from './client-wires.js';
import { startGateway, type RunningGateway } from './start-gateway.js';

const [, anthropic, gemini] = WIRES as unknown as [ClientWire, ClientWire, ClientWire];

export const ANTHROPIC = anthropic;
export const GEMINI = gemini;
/** A model of a provider that speaks the Responses API alone. */
export const RESPONSES_MODEL = 'alone/m-1';

/** A gateway to one upstream that plays a provider of each wire that chats are translated to. */
export function startTranslatingGateway({ origin }: ScriptedUpstream): Promise<RunningGateway> {
  return startGateway(
    {
      ANTHROPIC_API_KEY: 'anthropic-canary',
      ANTHROPIC_BASE_URL: origin,
      GEMINI_API_KEY: 'gemini-canary',
      GEMINI_BASE_URL: `${origin}/v1beta`,
      ALONE_API_KEY: 'alone-canary',
    },
    `providers:
  - { id: alone, base_url: "${origin}/v1", default_model: m-1, chat_api: false }`,
  );
}
