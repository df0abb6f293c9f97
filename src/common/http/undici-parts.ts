import type * as undici from 'undici';

// What is used of undici, from the files that hold it: its index brings 82 more, its fetch and its mocks among them, and
// 12 MB. They are the same classes, but the index puts `request`, `connect` and their like on dispatchers, which the
// direct one, asked through `dispatch`, goes without.

/** Connections to any origin. */
export const DirectAgent = require('undici/lib/dispatcher/agent.js') as typeof undici.Agent;

/** Connections to one. */
export const DirectPool = require('undici/lib/dispatcher/pool.js') as typeof undici.Pool;

/** How it makes connections. */
export const createConnector = require('undici/lib/core/connect.js') as typeof undici.buildConnector;

/** The classes of its failures. */
export const errors = require('undici/lib/core/errors.js') as typeof undici.errors;

/** By which its dispatchers hand requests on to each other. */
export const symbols = require('undici/lib/core/symbols.js') as { readonly kDispatch: unique symbol };

/** All of it, which tunnels through proxies need. */
export function loadUndici(): typeof undici {
  return require('undici') as typeof undici;
}
