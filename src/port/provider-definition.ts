import type { ModelRequest } from './canonical.js';
import type { ModelCapabilities } from './model-capabilities.js';

/**
 * What the gateway knows about a provider, as data: its variables, its operation in Swagger and its entry in the list
 * are made from it. Only a provider's own folder may ask which provider it is.
 */
export interface ProviderDefinition {
  /** Its name in routes and logs: `/agents/llm-providers/{id}`. Lower case letters, digits, dashes. */
  readonly id: string;
  /** Ids under which it answers as well, but is not listed. */
  readonly olderIds?: readonly string[];
  /** As OpenTelemetry's conventions name it (`gen_ai.provider.name`), where they do and that is not its id. */
  readonly otelName?: string;
  /** As people call it; begins every message about its failures. */
  readonly displayName: string;
  /** Where it is reached unless `<ID>_BASE_URL` says otherwise; `null` = nowhere, it answers in this process. */
  readonly baseUrl: string | null;
  /** The variable that holds its key; `null` = it needs none. */
  readonly apiKeyVariable: string | null;
  /** Variables that hold further keys, which take turns with the first. */
  readonly moreApiKeyVariables?: readonly string[];
  /** The model for callers who name none, unless `<ID>_DEFAULT_MODEL` says otherwise. May be an alias. */
  readonly defaultModel: string;
  /** A model that makes embeddings, for the examples of documents. */
  readonly embeddingModel?: string;
  /** Names that callers may use, and the provider's names that they stand for. */
  readonly modelAliases: Readonly<Record<string, string>>;
  /**
   * Names that are models of this provider wherever they are named without it; left out = only its list and its aliases
   * tell. Two providers must not claim the same name.
   */
  readonly ownModels?: ModelMatcher;
  /** What its names look like, where not every `MODEL_NAME` can be one: configured names are held to it at start. */
  readonly modelNames?: ModelNames;
  /** What model families refuse or rename; the first family that matches a model is its family. */
  readonly modelFamilies: readonly ModelFamily[];
  /** What its adapter cannot carry over, whatever the model; left out = it speaks the canonical form. */
  readonly translation?: Translation;
  /** Models with a shutdown date, and models that are gone. */
  readonly modelLifecycle: readonly ModelLifecycle[];
  /** True for a simulator: its answers are labelled, and it never stands in for a real provider. */
  readonly isSimulated: boolean;
  /** Headers that the operator may set for every request to it. */
  readonly headerVariables?: readonly HeaderVariable[];
  /** Its id in the price table, where that is not its own; `null` = its models are not priced there. */
  readonly priceProviderId?: string | null;
  /** The cost of a call in US dollars, as a decimal string, where its usage tells it; `null` = not told. */
  readonly readCostUsd?: (usage: object) => string | null;
  /**
   * How many times the usual price the tokens of a service tier cost, as a decimal string; `null` = not known. The tier in
   * small letters, as its answers name it; the model by its name there.
   */
  readonly tierFactor?: (tier: string, model: string) => string | null;
  /**
   * The same of a region that a request may name and its answer names, in small letters. Left out, its regions have one
   * price.
   */
  readonly regionFactor?: (region: string) => string | null;
  /** What its adapter asks for, in tokens, where the request does not say how much its model is to write. Left out, nothing. */
  readonly unaskedMaxTokens?: (request: ModelRequest) => number;
  /** Characters of text in a token, for estimates where it counted nothing. Left out, the usual 4. */
  readonly charactersPerToken?: number;
  /** What callers should know of its models, for Swagger; Markdown. */
  readonly modelNote?: string;
  /** Fields beyond OpenAI's own that it takes, for surfaces that translate into the canonical form. Default none. */
  readonly extensions?: readonly CanonicalExtension[];
  /** What it refuses of requests that others take, for documents. */
  readonly requestLimits?: RequestLimits;
}

/**
 * `cache_control` on parts of messages and on tools; what an assistant thought, on its message: `thinking_blocks` as
 * Anthropic writes them, `reasoning_details` as OpenRouter does, or `extra_content` as Google does, there and on calls of
 * tools; and the parameter `top_k`.
 */
export type CanonicalExtension =
  'cache_control' | 'thinking_blocks' | 'reasoning_details' | 'extra_content' | 'top_k';

/** What a provider asks of a request beyond what all ask; left out = nothing. */
export interface RequestLimits {
  /** What names of its models look like, in an expression that every language reads alike. */
  readonly modelPattern?: RegExp;
  /** True = a conversation needs a message with content that is no instruction. */
  readonly needsContent?: boolean;
}

/** A variable whose value goes out in a header. */
export interface HeaderVariable {
  readonly name: string;
  readonly header: string;
  readonly description: string;
}

interface RuleText {
  /** Told to the caller. */
  readonly reason: string;
  /** Where it was read, if not where the family's other rules were. */
  readonly source?: string;
  /** false = seen in one secondary place only, or taken over from a sibling. */
  readonly isConfirmed?: boolean;
  /** The rule does not hold while another parameter has this value. */
  readonly unless?: Readonly<Record<string, unknown>>;
}

/** How one parameter has to be adapted for a family. */
export type ParameterRule = RuleText &
  (
    | { readonly kind: 'rename'; readonly to: string }
    | { readonly kind: 'drop' }
    /** Any other value is dropped. */
    | { readonly kind: 'only'; readonly values: readonly unknown[] }
    /** A value that does not fit is dropped. */
    | { readonly kind: 'fit'; readonly fits: (value: unknown) => boolean }
    /** Beside one of the parameters `beside` it must have this value; where it is not set, only if `evenUnset`. */
    | {
        readonly kind: 'require';
        readonly value: unknown;
        readonly beside: readonly string[];
        readonly evenUnset: boolean;
      }
  );

/** What is lost on the way to a wire that is not OpenAI's. */
export interface Translation {
  /** Whether a request goes that way, where a provider has two. Left out = all do. */
  readonly appliesTo?: (request: ModelRequest) => boolean;
  /** Of parameters that this wire has no words for; rules of a family go before them. */
  readonly rules: Readonly<Record<string, ParameterRule>>;
  /** Parameters that the adapter has words for: others without a rule are dropped, and told. Left out = all travel. */
  readonly carries?: ReadonlySet<string>;
  /** What the adapter leaves out, or changes, inside of the parameters that it carries. */
  readonly losses: (request: object) => readonly TranslationLoss[];
}

/** A part of a request that does not reach the model as the caller wrote it. */
export interface TranslationLoss {
  /** As OpenAI names places: `messages[1].name`. Of several alike, the first one. */
  readonly parameter: string;
  readonly action: 'dropped' | 'changed';
  /** Told to the caller. */
  readonly reason: string;
}

/** Claims models by their names at the provider; a regular expression without flags does, too. */
export interface ModelMatcher {
  test(model: string): boolean;
}

/** The names that a provider can have. */
export interface ModelNames {
  readonly matches: ModelMatcher;
  /** The same for people: goes behind "accepted is". */
  readonly accepted: string;
}

/** Models that share parameter rules. */
export interface ModelFamily {
  readonly id: string;
  /** Tested against the model's name at the provider. */
  readonly matches: ModelMatcher;
  readonly rules: Readonly<Record<string, ParameterRule>>;
  /** Values for parameters that the caller left open, in place of the surface's own defaults for them. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** The defaults hold for parameters, too, for which the surface has none, as long as it has any. Default false. */
  readonly addsDefaults?: boolean;
  /** Parameters of which no default is sent. */
  readonly withheldDefaults?: readonly string[];
  /** What all of its models can do, where no list says it. */
  readonly capabilities?: ModelCapabilities;
  /** Where the rules were read, and when (YYYY-MM-DD). */
  readonly source: string;
  /** Left out where the operator wrote them. */
  readonly readOn?: string;
}

/** The end of a model's life, as its provider announced it. */
export interface ModelLifecycle {
  /** Exact names; a dated snapshot (`name-YYYY-MM-DD`, `name-MMDD`) shares the fate of its name. */
  readonly models: readonly string[];
  /** YYYY-MM-DD (UTC), the day the provider switches it off; `null` = announced without a date. */
  readonly shutdownDate: string | null;
  /** What to ask for instead, the one to prefer first: the provider's choice, or ours where it named none. */
  readonly replacements: readonly string[];
  /** The model by which the provider answers in their place: they are never gone. Absent = it does no such thing. */
  readonly reroutedTo?: string;
  /** YYYY-MM-DD (UTC), the first day on which it does; absent = it does already. */
  readonly reroutedOn?: string;
  readonly source: string;
  readonly readOn: string;
}

/** A key to a provider. Its value appears in no log, error, metric or address; the variable's name may. */
export interface ApiKey {
  readonly variable: string;
  readonly value: string;
}

/** Prices that the operator set for a model: US dollars per million tokens, as decimal strings such as `0.15`. */
export interface OperatorPrice {
  readonly input_usd_per_million: string;
  /** Left out, cached tokens cost what others cost. */
  readonly cached_input_usd_per_million?: string;
  readonly output_usd_per_million: string;
  /** Left out, tokens that are written to a cache cost what other input costs. */
  readonly cache_write_usd_per_million?: string;
  /** Left out, the price of sound is not known. */
  readonly audio_input_usd_per_million?: string;
  readonly audio_output_usd_per_million?: string;
  /** A thousand searches of the web that the provider runs. Left out, the price table's holds, where it has one. */
  readonly web_search_usd_per_thousand?: string;
  /** So many times these prices of tokens in the service tier `flex`, or `priority`. Left out, what is known holds. */
  readonly flex_factor?: string;
  readonly priority_factor?: string;
  /** By what rows of calls name it; left out, it is of the operator's file. */
  readonly version?: string;
}

/**
 * By the exact name of the model at the provider, and by the time of the call, in milliseconds since the Unix epoch. A
 * map holds at all times.
 */
export interface OperatorPrices {
  get(model: string, atMs: number): OperatorPrice | undefined;
  has(model: string, atMs: number): boolean;
  /** Names of the models that the operator's file has prices of. */
  keys(): Iterable<string>;
}

/** Whether calls of one conversation keep to one target and key, as long as that one can be asked. */
export type Affinity = 'off' | 'soft';

/** What only the operator says of a provider, taken as it is said; what is left out is as for all providers. */
export interface OperatorSettings {
  /** Prices that the operator set; they go before the price table. */
  readonly prices?: OperatorPrices;
  readonly timeouts?: ProviderTimeouts;
  /** The first that matches the model at the provider holds, before `timeouts`. */
  readonly modelTimeouts?: readonly ModelTimeouts[];
  /** Calls in flight to it, at most; left out, as many as to any provider (`MAX_CALLS_PER_PROVIDER`). */
  readonly maxCalls?: number;
  /** It is a server of the operator's own: it is told the trace, and the time that is left. Default false. */
  readonly forwardsContext?: boolean;
  /** `off` = its keys take turns; left out or `soft`, calls of one conversation keep to one of them. */
  readonly affinity?: Affinity;
  /** It speaks OpenAI's Responses API, or does not; left out, as is known of it. */
  readonly hasResponses?: boolean;
  /** False: it has no chat completions, and is asked by the Responses API alone. Default true. */
  readonly hasChat?: boolean;
  /** It speaks Anthropic's Messages API, whatever the model, or does not; left out, as is known of it. */
  readonly hasMessages?: boolean;
}

/** What the operator configured for a provider. */
export interface ProviderSettings extends OperatorSettings {
  /** Those that are set, in order; blanks count as not set. */
  readonly apiKeys: readonly ApiKey[];
  readonly baseUrl: string | null;
  readonly defaultModel: string;
  /** Headers for every request, by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Aliases that the operator set; they go before the definition's own. */
  readonly modelAliases: ReadonlyMap<string, string>;
}

/** Times in milliseconds; what is left out is as for all providers. */
export interface ProviderTimeouts {
  /** TCP and TLS handshake. */
  readonly connectMs?: number;
  /** From the request to the first byte of the answer's headers. */
  readonly firstByteMs?: number;
  /** Silence between two pieces of the answer. */
  readonly idleMs?: number;
  /** From the request to the first word, thought or tool call of a streamed answer. */
  readonly firstTokenMs?: number;
  /** From the request to the end of the answer. */
  readonly totalMs?: number;
}

interface ModelTimeouts extends Pick<ProviderTimeouts, 'firstTokenMs' | 'totalMs'> {
  readonly matches: ModelMatcher;
}
