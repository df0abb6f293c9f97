import type * as undici from 'undici';

// What is used of undici, from the files that hold it: its index brings 82 more, its fetch and its mocks among them, and
// 12 MB. They are the same classes, but the index puts `request`, `connect` and their like on dispatchers, which the
// direct one, asked through `dispatch`, goes without.

/** Connections to any origin. */
export const DirectAgent = require('undici/lib/dispatcher/agent.js') as typeof undici.Agent;

/** How it makes connections. */
export const createConnector = require('undici/lib/core/connect.js') as typeof undici.buildConnector;

/** The classes of its failures. */
export const errors = require('undici/lib/core/errors.js') as typeof undici.errors;

/** Likewise to any origin, by way of proxies; with all of undici, which its tunnels need. */
export function loadProxiedAgent(): typeof undici.EnvHttpProxyAgent {
  return (require('undici') as typeof undici).EnvHttpProxyAgent;
}
