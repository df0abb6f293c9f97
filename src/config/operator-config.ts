import type { Affinity, ModelFamily, OperatorPrices, OperatorSettings } from '../port/provider-definition.js';
import type { CaptureConfig } from './capture-config.js';
import type { CallersConfig } from './callers-config.js';
import type { SpendingConfig } from './spending-config.js';

/** What the operator says of a provider, be it one that ships or a new one; what is left out stays as it ships. */
export interface OperatorProvider extends OperatorSettings {
  readonly id: string;
  readonly displayName?: string;
  readonly baseUrl?: string;
  readonly defaultModel?: string;
  /** Names of variables that hold keys, never keys. `[]` = it is called without a key. */
  readonly apiKeyVariables?: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly modelAliases: Readonly<Record<string, string>>;
  readonly prices: OperatorPrices;
  /** They go before the families that ship. */
  readonly modelFamilies: readonly ModelFamily[];
}

/** Several targets under one name, which is called like a provider. */
export interface OperatorRoute {
  readonly id: string;
  readonly displayName?: string;
  /** `ordered`: always from the first on. `weighted`: whom to ask first is drawn, and then who is next. */
  readonly strategy: 'ordered' | 'weighted';
  /** `off` = each call of a conversation is drawn anew, and keys take turns; left out, as `soft`. */
  readonly affinity?: Affinity;
  readonly targets: readonly RouteTarget[];
}

/** A model at a provider, as a route names it. */
export interface RouteTarget {
  readonly providerId: string;
  /** Left out, the provider's default model. */
  readonly model?: string;
  /** Its share of the draws; above 0. */
  readonly weight: number;
}

/** The part of the operator's configuration that is no single value. */
export interface OperatorConfig {
  readonly providers: readonly OperatorProvider[];
  readonly routes?: readonly OperatorRoute[];
  /** Left out, nothing is bounded. */
  readonly spending?: SpendingConfig;
  /** Left out = nothing is said of callers. */
  readonly callers?: CallersConfig;
  /** Left out, nothing is kept of what is asked and answered. */
  readonly capture?: CaptureConfig;
}

/** Under which Nest finds the operator's `OperatorConfig`. */
export const OPERATOR_CONFIG = Symbol('OPERATOR_CONFIG');

/** What an operator without a file says. */
export const NO_OPERATOR_CONFIG: OperatorConfig = Object.freeze({ providers: Object.freeze([]) });
