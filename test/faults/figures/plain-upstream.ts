import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UPSTREAM_KEY } from '../support/call.js';
import { GatewayProcess } from '../support/gateway-process.js';

export interface PlainStage {
  readonly gateway: GatewayProcess;
  /** Where prompts go. */
  readonly url: string;
  close(): Promise<void>;
}

/** A gateway and an upstream that keeps no record, for numbers that a scripted one would spoil. */
export async function openPlainStage(
  answer: (response: ServerResponse) => void,
  env: Readonly<Record<string, string>> = {},
): Promise<PlainStage> {
  const server = createServer((request, response) => request.resume().on('end', () => answer(response)));
  await once(server.listen(0, '127.0.0.1', 16_384), 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const configFile = `providers:\n  - { id: plain, base_url: "${baseUrl}", api_key_variable: FAULT_KEY, default_model: m-1 }\n`;
  const gateway = await GatewayProcess.start({ env: { FAULT_KEY: UPSTREAM_KEY, ...env }, configFile });
  return {
    gateway,
    url: `${gateway.url}/agents/llm-providers/plain`,
    close: async () => {
      await gateway.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}
