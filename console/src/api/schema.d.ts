// Made from docs/openapi.json by `npm run docs:generate`; not to be edited.

export interface paths {
  '/admin/audit': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists the acts of administrators, newest first */
    get: operations['AuditController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/audit/check': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tells whether the acts of administrators stand as they were written */
    get: operations['AuditController_check'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/budgets/everything': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows what holds for all calls together */
    get: operations['BudgetsController_everything'];
    /** Says what holds for all calls together */
    put: operations['BudgetsController_putEverything'];
    post?: never;
    /** Lets nothing hold for all calls together */
    delete: operations['BudgetsController_removeEverything'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/budgets/near-end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists the budgets that are near their end, the fullest first */
    get: operations['BudgetsController_near'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/budgets/selectors': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists the selectors */
    get: operations['BudgetsController_selectors'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/budgets/selectors/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows what holds for a selector */
    get: operations['BudgetsController_selector'];
    /** Says what holds for a selector */
    put: operations['BudgetsController_putSelector'];
    post?: never;
    /** Lets nothing hold for a selector */
    delete: operations['BudgetsController_removeSelector'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/calls': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List calls, the newest first */
    get: operations['AdminReportsController_calls'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/calls/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell of one call and its attempts */
    get: operations['AdminReportsController_call'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/calls/{id}/capture': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows what was asked and answered in a call, where `capture` kept it; each look is in the audit */
    get: operations['CapturesController_look'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/configuration': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows what the gateway was started with */
    get: operations['ConfigurationController_show'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/defaults': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows what holds for new keys and teams */
    get: operations['DefaultsController_get'];
    /** Says what holds for new keys and teams */
    put: operations['DefaultsController_put'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/drift': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Compare what providers say that calls cost with what they cost by known prices */
    get: operations['AdminReportsController_drift'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/first-tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell how long streams took until their first token */
    get: operations['AdminReportsController_firstTokens'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists the virtual keys */
    get: operations['KeysController_list'];
    put?: never;
    /** Makes a virtual key */
    post: operations['KeysController_create'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/keys/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows a virtual key */
    get: operations['KeysController_get'];
    put?: never;
    post?: never;
    /** Takes a virtual key back */
    delete: operations['KeysController_remove'];
    options?: never;
    head?: never;
    /** Changes a virtual key */
    patch: operations['KeysController_change'];
    trace?: never;
  };
  '/admin/keys/{id}/rotate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Spells a virtual key anew */
    post: operations['KeysController_rotate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/prices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists the prices that were set, newest first */
    get: operations['PricesController_list'];
    put?: never;
    /** Sets what a model costs, from a day on */
    post: operations['PricesController_set'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/reprice': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Prices calls anew; what they cost before stays to be seen */
    post: operations['RepricingController_reprice'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List conversations, those first that were used last */
    get: operations['AdminReportsController_sessions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/teams': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists the teams */
    get: operations['TeamsController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/teams/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows what holds for a team */
    get: operations['TeamsController_get'];
    /** Says what holds for a team */
    put: operations['TeamsController_put'];
    post?: never;
    /** Lets nothing hold for a team */
    delete: operations['TeamsController_remove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/usage': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell what calls came to */
    get: operations['AdminReportsController_usage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Lists the users */
    get: operations['UsersController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/admin/users/{name}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Shows what holds for a user */
    get: operations['UsersController_get'];
    /** Says what holds for a user */
    put: operations['UsersController_put'];
    post?: never;
    /** Lets nothing hold for a user */
    delete: operations['UsersController_remove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/agents/llm-providers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the providers */
    get: operations['LlmAgentsController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/calls/recent': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell of the last calls of this key */
    get: operations['OwnReportsController_recent'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/console/oidc/callback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Come back from the issuer */
    get: operations['OidcController_callback'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/console/oidc/login': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Log in at the issuer */
    get: operations['OidcController_login'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/console/oidc/logout': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Log out here and at the issuer */
    get: operations['OidcController_logout'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/console/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell who is logged in */
    get: operations['SessionController_get'];
    put?: never;
    /** Log in with a key */
    post: operations['SessionController_open'];
    /** Log out */
    delete: operations['SessionController_end'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/first-tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell how long streams of this key took until their first token */
    get: operations['OwnReportsController_firstTokens'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the conversations of this key, those first that were used last */
    get: operations['OwnReportsController_sessions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/usage': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell what the calls of this key came to */
    get: operations['OwnReportsController_usage'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/key': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** What may this key? */
    get: operations['OwnKeyController_get'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Which keys are mine? */
    get: operations['OwnKeyController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the models of all providers */
    get: operations['OpenAiModelsController_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Provider: {
      /**
       * @description Has all it needs to answer: its key, if it needs one.
       * @example true
       */
      configured: boolean;
      /**
       * @description The model for callers who name none.
       * @example gpt-o3-mini
       */
      default_model: string;
      /**
       * @description Its name for people.
       * @example OpenAI
       */
      display_name: string;
      /**
       * @description Where prompts go.
       * @example /agents/llm-providers/openai
       */
      endpoint: string;
      /**
       * @description Its name in routes.
       * @example openai
       */
      id: string;
      /**
       * @description Keys of it that are not used for a moment, since they were limited or refused.
       * @example 0
       */
      keys_in_cooldown: number;
      /**
       * @description Models that failed too often lately, by their names at the provider. They are not asked, but for one call now and then that finds out whether they are back.
       * @example []
       */
      open_breakers: string[];
      /**
       * @description True for a simulator.
       * @example false
       */
      simulated: boolean;
      /**
       * @description Whether it can be asked. A provider is `failing` while the circuit of one of its models is open; a route once none of its targets can be asked, and `partly_failing` before. `short_of_keys`: some keys are in cooldown.
       * @example ready
       * @enum {string}
       */
      status: 'no_key' | 'failing' | 'partly_failing' | 'short_of_keys' | 'ready';
      /** @description Of a route: how each of its targets stands. */
      target_states: components['schemas']['TargetState'][];
      /**
       * @description Of a route: whom it asks for which models, `provider/model`. A provider has none.
       * @example []
       */
      targets: string[];
    };
    ProviderList: {
      /** @description All providers, configured or not. */
      providers: components['schemas']['Provider'][];
    };
    TargetState: {
      /**
       * @description Keys that its provider has.
       * @example 2
       */
      keys: number;
      /**
       * @description Of these, in cooldown for its model.
       * @example 0
       */
      keys_in_cooldown: number;
      /**
       * @description Whether it would be asked: not without a key, while its circuit is open (`failing`) or all keys are in cooldown for the model (`out_of_keys`).
       * @example ready
       * @enum {string}
       */
      status: 'no_key' | 'failing' | 'out_of_keys' | 'short_of_keys' | 'ready';
      /**
       * @description provider/model
       * @example openai/gpt-6-luna
       */
      target: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  AuditController_list: {
    parameters: {
      query?: {
        /** @description `next` of a page. */
        after?: string;
        /** @description Left out, as `Accept` says. */
        format?: 'json' | 'csv' | 'jsonl';
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description Done.
       *
       *     The report.
       */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description `key.create`, `team.put`, … */
              action: string;
              actor: string;
              /** @description Where it came from: an IP address, or `local`. */
              address: string;
              /** @description `null`: there is nothing. */
              after: {
                [key: string]: unknown;
              } | null;
              /** Format: date-time */
              at: string;
              /** @description `null`: there was nothing. */
              before: {
                [key: string]: unknown;
              } | null;
              /** @description Of this act and the one before it. */
              hash: string;
              id: number;
              /** @description `key:abcdefgh`, `team:red`, … */
              target: string;
            }[];
            /** @description What `after` is for the next page; `null`: this is the last. */
            next: string | null;
          };
          'application/x-ndjson': string;
          'text/csv': string;
        };
      };
    };
  };
  AuditController_check: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description Id of the first entry that was changed, or that follows a gap; `null`: there is none. */
            broken_at: number | null;
            entries: number;
            /** @description Hash of the last entry. Noted elsewhere, it shows that none was cut off behind it. */
            head: string | null;
          };
        };
      };
    };
  };
  BudgetsController_everything: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
              /** @description Never below zero. */
              readonly remaining_usd: string;
              /** @description For calls that are under way. */
              readonly reserved_usd: string;
              /**
               * Format: date-time
               * @description `null`: never.
               */
              readonly resets_at: string | null;
              /** @description US dollars, as a decimal. */
              readonly spent_usd: string;
            }[];
            /**
             * @description What `tollgate.yaml` says, which holds as well and is changed there; `null`: it says nothing.
             * @example {
             *       "allowed": null,
             *       "budgets": [
             *         {
             *           "budget_usd": "5.00",
             *           "per": "day",
             *           "spent_usd": "1.25",
             *           "reserved_usd": "0.1",
             *           "remaining_usd": "3.65",
             *           "resets_at": "2026-11-30T00:00:00.000Z"
             *         }
             *       ],
             *       "limits": [],
             *       "source": "file"
             *     }
             */
            declared: {
              /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
              allowed: {
                /** @description Models as they are sent: provider/model, or a model of any provider. */
                models?: string[];
                /** @description Ids of providers. */
                providers?: string[];
                /** @description Ids of routes. */
                routes?: string[];
              } | null;
              /** @description All of them must have room for a call. */
              budgets: {
                /** @description What may be spent in each period. */
                budget_usd: string | number;
                /**
                 * @description What becomes of a call that it has no room for.
                 * @default refuse
                 */
                on_exhaust?:
                  | 'refuse'
                  | {
                      /** @description The id of the route that answers instead. */
                      downgrade_to: string;
                    };
                /**
                 * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
                 * @enum {unknown}
                 */
                per: 'hour' | 'day' | 'week' | 'month' | 'total';
                /** @description Never below zero. */
                readonly remaining_usd: string;
                /** @description For calls that are under way. */
                readonly reserved_usd: string;
                /**
                 * Format: date-time
                 * @description `null`: never.
                 */
                readonly resets_at: string | null;
                /** @description US dollars, as a decimal. */
                readonly spent_usd: string;
              }[];
              /** @description All of them must have room for a call. */
              limits: ({
                /** @description So many calls under way at once. */
                concurrent?: number;
                /** @description The models that it is about, as provider/model; * stands for any characters. */
                model?: string;
                /**
                 * @description The time that requests or tokens are counted in.
                 * @enum {unknown}
                 */
                per?: 'second' | 'minute' | 'hour' | 'day';
                /** @description So many requests within any such time. */
                requests?: number;
                /** @description So many tokens, of requests and answers, within any such time. */
                tokens?: number;
              } & (unknown | unknown | unknown))[];
              /**
               * @description What `tollgate.yaml` declares is changed there.
               * @enum {string}
               */
              source: 'store' | 'file';
            } | null;
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
          };
        };
      };
    };
  };
  BudgetsController_putEverything: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
          allowed?: {
            /** @description Models as they are sent: provider/model, or a model of any provider. */
            models?: string[];
            /** @description Ids of providers. */
            providers?: string[];
            /** @description Ids of routes. */
            routes?: string[];
          } | null;
          /** @description All of them must have room for a call. */
          budgets?: {
            /** @description What may be spent in each period. */
            budget_usd: string | number;
            /**
             * @description What becomes of a call that it has no room for.
             * @default refuse
             */
            on_exhaust?:
              | 'refuse'
              | {
                  /** @description The id of the route that answers instead. */
                  downgrade_to: string;
                };
            /**
             * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
             * @enum {unknown}
             */
            per: 'hour' | 'day' | 'week' | 'month' | 'total';
            /** @description Never below zero. */
            readonly remaining_usd?: string;
            /** @description For calls that are under way. */
            readonly reserved_usd?: string;
            /**
             * Format: date-time
             * @description `null`: never.
             */
            readonly resets_at?: string | null;
            /** @description US dollars, as a decimal. */
            readonly spent_usd?: string;
          }[];
          /** @description As it is told. */
          readonly declared?: unknown;
          /** @description All of them must have room for a call. */
          limits?: ({
            /** @description So many calls under way at once. */
            concurrent?: number;
            /** @description The models that it is about, as provider/model; * stands for any characters. */
            model?: string;
            /**
             * @description The time that requests or tokens are counted in.
             * @enum {unknown}
             */
            per?: 'second' | 'minute' | 'hour' | 'day';
            /** @description So many requests within any such time. */
            requests?: number;
            /** @description So many tokens, of requests and answers, within any such time. */
            tokens?: number;
          } & (unknown | unknown | unknown))[];
          /** @description As it is told. */
          readonly source?: unknown;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
            }[];
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
          };
        };
      };
    };
  };
  BudgetsController_removeEverything: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  BudgetsController_near: {
    parameters: {
      query?: {
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              budget: {
                /** @description What may be spent in each period. */
                budget_usd: string | number;
                /**
                 * @description What becomes of a call that it has no room for.
                 * @default refuse
                 */
                on_exhaust?:
                  | 'refuse'
                  | {
                      /** @description The id of the route that answers instead. */
                      downgrade_to: string;
                    };
                /**
                 * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
                 * @enum {unknown}
                 */
                per: 'hour' | 'day' | 'week' | 'month' | 'total';
                /** @description Never below zero. */
                readonly remaining_usd: string;
                /** @description For calls that are under way. */
                readonly reserved_usd: string;
                /**
                 * Format: date-time
                 * @description `null`: never.
                 */
                readonly resets_at: string | null;
                /** @description US dollars, as a decimal. */
                readonly spent_usd: string;
              };
              /** @description The id of the key; `null`: it is none of a key. */
              key: string | null;
              /** @description `null`: of everything. */
              name: string | null;
              /** @description How much is spent or reserved; 1 is all of it. */
              part: number;
              /** @enum {string} */
              scope: 'key' | 'team' | 'user' | 'selector' | 'everything';
            }[];
            /** @description There are more than `limit` of them. */
            has_more: boolean;
          };
        };
      };
    };
  };
  BudgetsController_selectors: {
    parameters: {
      query?: {
        /** @description `next` of a page. */
        after?: string;
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description All of them must have room for a call. */
              budgets: {
                /** @description What may be spent in each period. */
                budget_usd: string | number;
                /**
                 * @description What becomes of a call that it has no room for.
                 * @default refuse
                 */
                on_exhaust?:
                  | 'refuse'
                  | {
                      /** @description The id of the route that answers instead. */
                      downgrade_to: string;
                    };
                /**
                 * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
                 * @enum {unknown}
                 */
                per: 'hour' | 'day' | 'week' | 'month' | 'total';
                /** @description Never below zero. */
                readonly remaining_usd: string;
                /** @description For calls that are under way. */
                readonly reserved_usd: string;
                /**
                 * Format: date-time
                 * @description `null`: never.
                 */
                readonly resets_at: string | null;
                /** @description US dollars, as a decimal. */
                readonly spent_usd: string;
              }[];
              /** @description All of them must have room for a call. */
              limits: ({
                /** @description So many calls under way at once. */
                concurrent?: number;
                /** @description The models that it is about, as provider/model; * stands for any characters. */
                model?: string;
                /**
                 * @description The time that requests or tokens are counted in.
                 * @enum {unknown}
                 */
                per?: 'second' | 'minute' | 'hour' | 'day';
                /** @description So many requests within any such time. */
                requests?: number;
                /** @description So many tokens, of requests and answers, within any such time. */
                tokens?: number;
              } & (unknown | unknown | unknown))[];
              match: {
                [key: string]: string;
              };
              name: string;
              /**
               * @description What `tollgate.yaml` declares is changed there.
               * @enum {string}
               */
              source: 'store' | 'file';
            }[];
            /** @description What `after` is for the next page; `null`: this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  BudgetsController_selector: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Its name; `.` and `..`, which mean other places in addresses, are encoded twice: `%252e`, `%252e%252e`. */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
              /** @description Never below zero. */
              readonly remaining_usd: string;
              /** @description For calls that are under way. */
              readonly reserved_usd: string;
              /**
               * Format: date-time
               * @description `null`: never.
               */
              readonly resets_at: string | null;
              /** @description US dollars, as a decimal. */
              readonly spent_usd: string;
            }[];
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            match: {
              [key: string]: string;
            };
            name: string;
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
          };
        };
      };
    };
  };
  BudgetsController_putSelector: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Its name; `.` and `..`, which mean other places in addresses, are encoded twice: `%252e`, `%252e%252e`. */
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description All of them must have room for a call. */
          budgets?: {
            /** @description What may be spent in each period. */
            budget_usd: string | number;
            /**
             * @description What becomes of a call that it has no room for.
             * @default refuse
             */
            on_exhaust?:
              | 'refuse'
              | {
                  /** @description The id of the route that answers instead. */
                  downgrade_to: string;
                };
            /**
             * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
             * @enum {unknown}
             */
            per: 'hour' | 'day' | 'week' | 'month' | 'total';
            /** @description Never below zero. */
            readonly remaining_usd?: string;
            /** @description For calls that are under way. */
            readonly reserved_usd?: string;
            /**
             * Format: date-time
             * @description `null`: never.
             */
            readonly resets_at?: string | null;
            /** @description US dollars, as a decimal. */
            readonly spent_usd?: string;
          }[];
          /** @description All of them must have room for a call. */
          limits?: ({
            /** @description So many calls under way at once. */
            concurrent?: number;
            /** @description The models that it is about, as provider/model; * stands for any characters. */
            model?: string;
            /**
             * @description The time that requests or tokens are counted in.
             * @enum {unknown}
             */
            per?: 'second' | 'minute' | 'hour' | 'day';
            /** @description So many requests within any such time. */
            requests?: number;
            /** @description So many tokens, of requests and answers, within any such time. */
            tokens?: number;
          } & (unknown | unknown | unknown))[];
          /** @description All of these have to be so: user, team, client, tag.<name>, metadata.<name>. */
          match: {
            [key: string]: string;
          };
          /** @description As it is told. */
          readonly name?: unknown;
          /** @description As it is told. */
          readonly source?: unknown;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
            }[];
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            match: {
              [key: string]: string;
            };
            name: string;
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
          };
        };
      };
    };
  };
  BudgetsController_removeSelector: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Its name; `.` and `..`, which mean other places in addresses, are encoded twice: `%252e`, `%252e%252e`. */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  AdminReportsController_calls: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Calls of one program, as reports name it. */
        client?: string;
        /** @description Left out, as `Accept` says. */
        format?: 'json' | 'csv' | 'jsonl';
        /** @description From this day or time on (RFC 3339, UTC). */
        from?: string;
        /** @description Calls of one key, by its id. */
        key?: string;
        /** @description Rows of a page; 100 unless given. */
        limit?: number;
        /** @description Calls of one model, as it was asked for or as it was sent. With a provider before it (`openai/gpt-9`), of that provider alone: a router’s own name that is the same text is `openrouter/openai/gpt-9`. */
        model?: string;
        /** @description How they ended; `pending`: they have not. */
        outcome?: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
        /**
         * @description Calls of one provider.
         * @example openai
         */
        provider?: string;
        /** @description Calls of one conversation. */
        session?: string;
        /** @description Calls of one API. */
        surface?: 'agents' | 'openai' | 'anthropic' | 'gemini';
        /** @description Calls of one team. */
        team?: string;
        /** @description Up to this day or time, without it: all of a day is from it to the next. Left out, up to now. */
        to?: string;
        /** @description Calls of one user. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /**
               * @description Whether the answer came from where the last one of its session came from; `null`: there was nothing to keep to.
               * @enum {string|null}
               */
              affinity: 'initialize' | 'retain' | 'switch' | null;
              attempts: {
                /** @description Code of the error before it; `null`: there was none. */
                after: string | null;
                /** @description US dollars; `null`: not known. */
                cost_usd: string | null;
                /** @description Milliseconds. */
                duration_ms: number | null;
                error_code: string | null;
                model_sent: string | null;
                outcome: string;
                provider: string | null;
                /** @description The variable that holds it. */
                provider_key: string | null;
                /**
                 * @description Why it was asked. First: `named` by the caller, by an `alias`, the provider’s `default` model, the one `owner` of a bare name, of a route the first (`route_first`), drawn by weight (`route_weight`) or where the session belongs (`route_session`), `downgrade`: in place of what a budget has no room for. Behind an error: the route’s next (`fallback`), the same with another key (`next_key`), once more (`retry`), once more `without_additions` of the gateway. `null`: not known.
                 * @enum {string|null}
                 */
                reason:
                  | 'named'
                  | 'default'
                  | 'owner'
                  | 'alias'
                  | 'route_first'
                  | 'route_weight'
                  | 'route_session'
                  | 'downgrade'
                  | 'fallback'
                  | 'next_key'
                  | 'retry'
                  | 'without_additions'
                  | null;
                /**
                 * Format: date-time
                 * @description When its request went out; `null`: not known.
                 */
                started_at: string | null;
                tokens: {
                  /** @description Of sound, in input and output together. */
                  audio: number | null;
                  /** @description `null`: not told by the provider. */
                  cache_read: number | null;
                  /** @description `null`: not told by the provider. */
                  cache_write: number | null;
                  /** @description With what was read from a cache or written to it. */
                  input: number | null;
                  /** @description With what was reasoned. */
                  output: number | null;
                  /** @description `null`: not told by the provider. */
                  reasoning: number | null;
                  /** @description `null`: not told by the provider. */
                  total: number | null;
                };
              }[];
              /** @description The program, as it names itself. */
              client: string | null;
              /** @description What it cost by known prices. */
              computed_cost_usd: string | null;
              /** @description What the tokens cost by known prices, in US dollars: they come to `computed_cost_usd`. `input` and `output` are without what stands beside them. `null`: not known. */
              cost_parts_usd: {
                /** @description US dollars, as a decimal. */
                audio: string;
                /** @description US dollars, as a decimal. */
                cache_read: string;
                /** @description US dollars, as a decimal. */
                cache_write: string;
                /** @description US dollars, as a decimal. */
                input: string;
                /** @description US dollars, as a decimal. */
                output: string;
                /** @description US dollars, as a decimal. */
                reasoning: string;
                /** @description US dollars, as a decimal. */
                searches: string;
              } | null;
              /** @enum {string|null} */
              cost_source: 'provider' | 'price_table' | 'operator' | 'estimate' | null;
              /** @description US dollars; `null`: not known. */
              cost_usd: string | null;
              /** @description Milliseconds. */
              duration_ms: number | null;
              /**
               * Format: date-time
               * @description `null`: it is under way.
               */
              ended_at: string | null;
              error_code: string | null;
              finish_reason: string | null;
              /** @description Milliseconds. */
              first_token_ms: number | null;
              id: string;
              idempotent_replay: boolean;
              /** @description Id of the key; `null`: callers need none. */
              key: string | null;
              model_answered: string | null;
              model_asked: string | null;
              model_sent: string | null;
              /** @description `chat`, `embeddings`, … */
              operation: string | null;
              /**
               * @description `pending`: under way. `unknown`: its process ended, and nobody knows how it did.
               * @enum {string}
               */
              outcome: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
              /** @description Time of the gateway’s own, in milliseconds. */
              overhead_ms: number | null;
              /** @description By which prices; behind ` + ` what was billed besides tokens, such as `priority`. */
              price_version: string | null;
              provider: string | null;
              /** @description What the provider says that it cost. */
              provider_cost_usd: string | null;
              /** @description The variable that holds the key of the provider. */
              provider_key: string | null;
              request_id: string;
              route: string | null;
              session: string | null;
              /** Format: date-time */
              started_at: string;
              /** @description Of HTTP, as the caller got it. */
              status: number | null;
              stream: boolean;
              surface: string | null;
              tags: {
                [key: string]: string;
              };
              team: string | null;
              tokens: {
                /** @description Of sound, in input and output together. */
                audio: number | null;
                /** @description `null`: not told by the provider. */
                cache_read: number | null;
                /** @description `null`: not told by the provider. */
                cache_write: number | null;
                estimated: boolean;
                /** @description With what was read from a cache or written to it. */
                input: number | null;
                /** @description With what was reasoned. */
                output: number | null;
                /** @description `null`: not told by the provider. */
                reasoning: number | null;
                /** @description `null`: not told by the provider. */
                total: number | null;
              };
              trace_id: string | null;
              user: string | null;
              /** @description What the gateway told of the target that was asked last, by names alone. */
              warnings: {
                /** @enum {string} */
                action: 'renamed' | 'dropped' | 'changed' | 'deprecated' | 'exhausted';
                /** @description The model that it is about. */
                model: string | null;
                /** @description The parameter that it is about. */
                parameter: string | null;
              }[];
            }[];
            /** @description What `after` is for the next page; `null`: this is the last. */
            next: string | null;
          };
          'application/x-ndjson': string;
          'text/csv': string;
        };
      };
    };
  };
  AdminReportsController_call: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Its id in the ledger. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The call. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * @description Whether the answer came from where the last one of its session came from; `null`: there was nothing to keep to.
             * @enum {string|null}
             */
            affinity: 'initialize' | 'retain' | 'switch' | null;
            attempts: {
              /** @description Code of the error before it; `null`: there was none. */
              after: string | null;
              /** @description US dollars; `null`: not known. */
              cost_usd: string | null;
              /** @description Milliseconds. */
              duration_ms: number | null;
              error_code: string | null;
              model_sent: string | null;
              outcome: string;
              provider: string | null;
              /** @description The variable that holds it. */
              provider_key: string | null;
              /**
               * @description Why it was asked. First: `named` by the caller, by an `alias`, the provider’s `default` model, the one `owner` of a bare name, of a route the first (`route_first`), drawn by weight (`route_weight`) or where the session belongs (`route_session`), `downgrade`: in place of what a budget has no room for. Behind an error: the route’s next (`fallback`), the same with another key (`next_key`), once more (`retry`), once more `without_additions` of the gateway. `null`: not known.
               * @enum {string|null}
               */
              reason:
                | 'named'
                | 'default'
                | 'owner'
                | 'alias'
                | 'route_first'
                | 'route_weight'
                | 'route_session'
                | 'downgrade'
                | 'fallback'
                | 'next_key'
                | 'retry'
                | 'without_additions'
                | null;
              /**
               * Format: date-time
               * @description When its request went out; `null`: not known.
               */
              started_at: string | null;
              tokens: {
                /** @description Of sound, in input and output together. */
                audio: number | null;
                /** @description `null`: not told by the provider. */
                cache_read: number | null;
                /** @description `null`: not told by the provider. */
                cache_write: number | null;
                /** @description With what was read from a cache or written to it. */
                input: number | null;
                /** @description With what was reasoned. */
                output: number | null;
                /** @description `null`: not told by the provider. */
                reasoning: number | null;
                /** @description `null`: not told by the provider. */
                total: number | null;
              };
            }[];
            /** @description What was asked and answered is kept: `GET /admin/calls/{id}/capture` shows it. */
            captured: boolean;
            /** @description The program, as it names itself. */
            client: string | null;
            /** @description What it cost by known prices. */
            computed_cost_usd: string | null;
            /** @description What the tokens cost by known prices, in US dollars: they come to `computed_cost_usd`. `input` and `output` are without what stands beside them. `null`: not known. */
            cost_parts_usd: {
              /** @description US dollars, as a decimal. */
              audio: string;
              /** @description US dollars, as a decimal. */
              cache_read: string;
              /** @description US dollars, as a decimal. */
              cache_write: string;
              /** @description US dollars, as a decimal. */
              input: string;
              /** @description US dollars, as a decimal. */
              output: string;
              /** @description US dollars, as a decimal. */
              reasoning: string;
              /** @description US dollars, as a decimal. */
              searches: string;
            } | null;
            /** @enum {string|null} */
            cost_source: 'provider' | 'price_table' | 'operator' | 'estimate' | null;
            /** @description US dollars; `null`: not known. */
            cost_usd: string | null;
            /** @description Milliseconds. */
            duration_ms: number | null;
            /** @description Before it was priced anew, the latest first; left out where it was not. */
            earlier_costs?: {
              /** @enum {string|null} */
              cost_source: 'provider' | 'price_table' | 'operator' | 'estimate' | null;
              /** @description US dollars; `null`: not known. */
              cost_usd: string | null;
              price_version: string | null;
              /** Format: date-time */
              repriced_at: string;
            }[];
            /**
             * Format: date-time
             * @description `null`: it is under way.
             */
            ended_at: string | null;
            error_code: string | null;
            finish_reason: string | null;
            /** @description Milliseconds. */
            first_token_ms: number | null;
            id: string;
            idempotent_replay: boolean;
            /** @description Id of the key; `null`: callers need none. */
            key: string | null;
            model_answered: string | null;
            model_asked: string | null;
            model_sent: string | null;
            /** @description `chat`, `embeddings`, … */
            operation: string | null;
            /**
             * @description `pending`: under way. `unknown`: its process ended, and nobody knows how it did.
             * @enum {string}
             */
            outcome: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
            /** @description Time of the gateway’s own, in milliseconds. */
            overhead_ms: number | null;
            /** @description By which prices; behind ` + ` what was billed besides tokens, such as `priority`. */
            price_version: string | null;
            provider: string | null;
            /** @description What the provider says that it cost. */
            provider_cost_usd: string | null;
            /** @description The variable that holds the key of the provider. */
            provider_key: string | null;
            request_id: string;
            route: string | null;
            session: string | null;
            /** Format: date-time */
            started_at: string;
            /** @description Of HTTP, as the caller got it. */
            status: number | null;
            stream: boolean;
            surface: string | null;
            tags: {
              [key: string]: string;
            };
            team: string | null;
            tokens: {
              /** @description Of sound, in input and output together. */
              audio: number | null;
              /** @description `null`: not told by the provider. */
              cache_read: number | null;
              /** @description `null`: not told by the provider. */
              cache_write: number | null;
              estimated: boolean;
              /** @description With what was read from a cache or written to it. */
              input: number | null;
              /** @description With what was reasoned. */
              output: number | null;
              /** @description `null`: not told by the provider. */
              reasoning: number | null;
              /** @description `null`: not told by the provider. */
              total: number | null;
            };
            trace_id: string | null;
            user: string | null;
            /** @description What the gateway told of the target that was asked last, by names alone. */
            warnings: {
              /** @enum {string} */
              action: 'renamed' | 'dropped' | 'changed' | 'deprecated' | 'exhausted';
              /** @description The model that it is about. */
              model: string | null;
              /** @description The parameter that it is about. */
              parameter: string | null;
            }[];
          };
        };
      };
    };
  };
  CapturesController_look: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Its id in the ledger. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description As the provider gave it; of a stream, put together; `null`: none came. */
            answer: unknown;
            /** Format: date-time */
            captured_at: string;
            error: {
              code: string;
              message: string;
            } | null;
            /** @description Of the call, in the ledger. */
            id: string;
            /**
             * @description Why it was kept.
             * @enum {string}
             */
            mode: 'errors' | 'sampled' | 'all';
            /** @description The body as the caller sent it. */
            request: unknown;
            /** @description What the provider that was asked last was sent; `null`: none was asked. */
            sent: {
              /** @description JSON of any shape. */
              body: unknown;
              model: string;
              provider: string;
            } | null;
            /** @description What was longer than `max_bytes`, and was cut. */
            truncated: ('request' | 'sent' | 'answer')[];
          };
        };
      };
    };
  };
  ConfigurationController_show: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description The path of `tollgate.yaml`; `null`: there is none. */
            file: string | null;
            /** @description What the log warns of at the start: keys that can be guessed, and what of the file has no effect, and why. */
            notes: string[];
            providers: {
              /** @description `null`: it answers in this process. */
              base_url: string | null;
              /** @description It has all it needs to answer. */
              configured: boolean;
              default_model: string;
              display_name: string;
              id: string;
              /** @description The variables that may hold keys. */
              key_variables: string[];
              /** @description How many keys it has. */
              keys: number;
            }[];
            routes: {
              /** @description How it keeps a conversation with one target. */
              affinity: string;
              id: string;
              /** @enum {string} */
              strategy: 'ordered' | 'weighted';
              targets: {
                model: string;
                provider: string;
                weight: number;
              }[];
            }[];
            settings: {
              /** @description What holds where nobody sets it; `null`: nothing. */
              default: string | null;
              description: string;
              /** @description The variable. */
              name: string;
              /** @description True = its value is never shown. */
              secret: boolean;
              /**
               * @description Who sets it; `default`: nobody.
               * @enum {string}
               */
              source: 'environment' | 'file' | 'default';
              /** @description As it holds; `null`: it is secret, or nothing. */
              value: string | null;
            }[];
          };
        };
      };
    };
  };
  DefaultsController_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            key: {
              /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
              allowed?: {
                /** @description Models as they are sent: provider/model, or a model of any provider. */
                models?: string[];
                /** @description Ids of providers. */
                providers?: string[];
                /** @description Ids of routes. */
                routes?: string[];
              } | null;
              /** @description All of them must have room for a call. */
              budgets?: {
                /** @description What may be spent in each period. */
                budget_usd: string | number;
                /**
                 * @description What becomes of a call that it has no room for.
                 * @default refuse
                 */
                on_exhaust?:
                  | 'refuse'
                  | {
                      /** @description The id of the route that answers instead. */
                      downgrade_to: string;
                    };
                /**
                 * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
                 * @enum {unknown}
                 */
                per: 'hour' | 'day' | 'week' | 'month' | 'total';
              }[];
              /** @description All of them must have room for a call. */
              limits?: ({
                /** @description So many calls under way at once. */
                concurrent?: number;
                /** @description The models that it is about, as provider/model; * stands for any characters. */
                model?: string;
                /**
                 * @description The time that requests or tokens are counted in.
                 * @enum {unknown}
                 */
                per?: 'second' | 'minute' | 'hour' | 'day';
                /** @description So many requests within any such time. */
                requests?: number;
                /** @description So many tokens, of requests and answers, within any such time. */
                tokens?: number;
              } & (unknown | unknown | unknown))[];
            };
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
            team: {
              /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
              allowed?: {
                /** @description Models as they are sent: provider/model, or a model of any provider. */
                models?: string[];
                /** @description Ids of providers. */
                providers?: string[];
                /** @description Ids of routes. */
                routes?: string[];
              } | null;
              /** @description All of them must have room for a call. */
              budgets?: {
                /** @description What may be spent in each period. */
                budget_usd: string | number;
                /**
                 * @description What becomes of a call that it has no room for.
                 * @default refuse
                 */
                on_exhaust?:
                  | 'refuse'
                  | {
                      /** @description The id of the route that answers instead. */
                      downgrade_to: string;
                    };
                /**
                 * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
                 * @enum {unknown}
                 */
                per: 'hour' | 'day' | 'week' | 'month' | 'total';
              }[];
              /** @description All of them must have room for a call. */
              limits?: ({
                /** @description So many calls under way at once. */
                concurrent?: number;
                /** @description The models that it is about, as provider/model; * stands for any characters. */
                model?: string;
                /**
                 * @description The time that requests or tokens are counted in.
                 * @enum {unknown}
                 */
                per?: 'second' | 'minute' | 'hour' | 'day';
                /** @description So many requests within any such time. */
                requests?: number;
                /** @description So many tokens, of requests and answers, within any such time. */
                tokens?: number;
              } & (unknown | unknown | unknown))[];
            };
          };
        };
      };
    };
  };
  DefaultsController_put: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          key?: {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed?: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets?: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
            }[];
            /** @description All of them must have room for a call. */
            limits?: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
          };
          /** @description As it is told. */
          readonly source?: unknown;
          team?: {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed?: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets?: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
            }[];
            /** @description All of them must have room for a call. */
            limits?: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
          };
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            key: {
              /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
              allowed?: {
                /** @description Models as they are sent: provider/model, or a model of any provider. */
                models?: string[];
                /** @description Ids of providers. */
                providers?: string[];
                /** @description Ids of routes. */
                routes?: string[];
              } | null;
              /** @description All of them must have room for a call. */
              budgets?: {
                /** @description What may be spent in each period. */
                budget_usd: string | number;
                /**
                 * @description What becomes of a call that it has no room for.
                 * @default refuse
                 */
                on_exhaust?:
                  | 'refuse'
                  | {
                      /** @description The id of the route that answers instead. */
                      downgrade_to: string;
                    };
                /**
                 * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
                 * @enum {unknown}
                 */
                per: 'hour' | 'day' | 'week' | 'month' | 'total';
              }[];
              /** @description All of them must have room for a call. */
              limits?: ({
                /** @description So many calls under way at once. */
                concurrent?: number;
                /** @description The models that it is about, as provider/model; * stands for any characters. */
                model?: string;
                /**
                 * @description The time that requests or tokens are counted in.
                 * @enum {unknown}
                 */
                per?: 'second' | 'minute' | 'hour' | 'day';
                /** @description So many requests within any such time. */
                requests?: number;
                /** @description So many tokens, of requests and answers, within any such time. */
                tokens?: number;
              } & (unknown | unknown | unknown))[];
            };
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
            team: {
              /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
              allowed?: {
                /** @description Models as they are sent: provider/model, or a model of any provider. */
                models?: string[];
                /** @description Ids of providers. */
                providers?: string[];
                /** @description Ids of routes. */
                routes?: string[];
              } | null;
              /** @description All of them must have room for a call. */
              budgets?: {
                /** @description What may be spent in each period. */
                budget_usd: string | number;
                /**
                 * @description What becomes of a call that it has no room for.
                 * @default refuse
                 */
                on_exhaust?:
                  | 'refuse'
                  | {
                      /** @description The id of the route that answers instead. */
                      downgrade_to: string;
                    };
                /**
                 * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
                 * @enum {unknown}
                 */
                per: 'hour' | 'day' | 'week' | 'month' | 'total';
              }[];
              /** @description All of them must have room for a call. */
              limits?: ({
                /** @description So many calls under way at once. */
                concurrent?: number;
                /** @description The models that it is about, as provider/model; * stands for any characters. */
                model?: string;
                /**
                 * @description The time that requests or tokens are counted in.
                 * @enum {unknown}
                 */
                per?: 'second' | 'minute' | 'hour' | 'day';
                /** @description So many requests within any such time. */
                requests?: number;
                /** @description So many tokens, of requests and answers, within any such time. */
                tokens?: number;
              } & (unknown | unknown | unknown))[];
            };
          };
        };
      };
    };
  };
  AdminReportsController_drift: {
    parameters: {
      query?: {
        /** @description Calls of one program, as reports name it. */
        client?: string;
        /** @description Left out, as `Accept` says. */
        format?: 'json' | 'csv' | 'jsonl';
        /** @description From this day or time on (RFC 3339, UTC). */
        from?: string;
        /** @description Calls of one key, by its id. */
        key?: string;
        /** @description Calls of one model, as it was asked for or as it was sent. With a provider before it (`openai/gpt-9`), of that provider alone: a router’s own name that is the same text is `openrouter/openai/gpt-9`. */
        model?: string;
        /** @description How they ended; `pending`: they have not. */
        outcome?: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
        /**
         * @description Calls of one provider.
         * @example openai
         */
        provider?: string;
        /** @description Calls of one conversation. */
        session?: string;
        /** @description Calls of one API. */
        surface?: 'agents' | 'openai' | 'anthropic' | 'gemini';
        /** @description Calls of one team. */
        team?: string;
        /** @description Up to this day or time, without it: all of a day is from it to the next. Left out, up to now. */
        to?: string;
        /** @description Calls of one user. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              calls: number;
              /** @description US dollars, as a decimal. */
              computed_cost_usd: string;
              /** @description The provider’s less ours. */
              difference_usd: string;
              model: string | null;
              provider: string;
              /** @description US dollars, as a decimal. */
              provider_cost_usd: string;
            }[];
          };
          'application/x-ndjson': string;
          'text/csv': string;
        };
      };
    };
  };
  AdminReportsController_firstTokens: {
    parameters: {
      query?: {
        /** @description Calls of one program, as reports name it. */
        client?: string;
        /** @description Left out, as `Accept` says. */
        format?: 'json' | 'csv' | 'jsonl';
        /** @description From this day or time on (RFC 3339, UTC). */
        from?: string;
        /** @description Calls of one key, by its id. */
        key?: string;
        /** @description Calls of one model, as it was asked for or as it was sent. With a provider before it (`openai/gpt-9`), of that provider alone: a router’s own name that is the same text is `openrouter/openai/gpt-9`. */
        model?: string;
        /** @description How they ended; `pending`: they have not. */
        outcome?: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
        /**
         * @description Calls of one provider.
         * @example openai
         */
        provider?: string;
        /** @description Calls of one conversation. */
        session?: string;
        /** @description Calls of one API. */
        surface?: 'agents' | 'openai' | 'anthropic' | 'gemini';
        /** @description Calls of one team. */
        team?: string;
        /** @description Up to this day or time, without it: all of a day is from it to the next. Left out, up to now. */
        to?: string;
        /** @description Calls of one user. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description Half of them had it by then; `null`: there was no stream. */
              p50_ms: number | null;
              /** @description Milliseconds. */
              p95_ms: number | null;
              /** @description Milliseconds. */
              p99_ms: number | null;
              streams: number;
            }[];
          };
          'application/x-ndjson': string;
          'text/csv': string;
        };
      };
    };
  };
  KeysController_list: {
    parameters: {
      query?: {
        /** @description `next` of a page. */
        after?: string;
        enabled?: boolean;
        /** @description Keys whose name, user, team or id has this text in it; or the beginning of a key, `tg_…`. */
        find?: string;
        limit?: number;
        /** @description Keys of one team. */
        team?: string;
        /** @description Keys of one user. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
              allowed: {
                /** @description Models as they are sent: provider/model, or a model of any provider. */
                models?: string[];
                /** @description Ids of providers. */
                providers?: string[];
                /** @description Ids of routes. */
                routes?: string[];
              } | null;
              /** @description All of them must have room for a call. */
              budgets: {
                /** @description What may be spent in each period. */
                budget_usd: string | number;
                /**
                 * @description What becomes of a call that it has no room for.
                 * @default refuse
                 */
                on_exhaust?:
                  | 'refuse'
                  | {
                      /** @description The id of the route that answers instead. */
                      downgrade_to: string;
                    };
                /**
                 * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
                 * @enum {unknown}
                 */
                per: 'hour' | 'day' | 'week' | 'month' | 'total';
                /** @description Never below zero. */
                readonly remaining_usd: string;
                /** @description For calls that are under way. */
                readonly reserved_usd: string;
                /**
                 * Format: date-time
                 * @description `null`: never.
                 */
                readonly resets_at: string | null;
                /** @description US dollars, as a decimal. */
                readonly spent_usd: string;
              }[];
              /**
               * @description Of which calls is kept what was asked and answered: off, errors (those that fail), sampled (a share of all), all. Left out, what is wider holds: the route goes before the top of the file, and the key before the route.
               * @enum {string|null}
               */
              capture: 'off' | 'errors' | 'sampled' | 'all' | null;
              /**
               * Format: date-time
               * @description `null`: of the file.
               */
              created_at: string | null;
              /**
               * @description false: it lets nobody in.
               * @default true
               */
              enabled: boolean;
              /** Format: date-time */
              expires_at: string | null;
              /** @description The eight characters that the key shows after `tg_`. */
              id: string;
              /** @description All of them must have room for a call. */
              limits: ({
                /** @description So many calls under way at once. */
                concurrent?: number;
                /** @description The models that it is about, as provider/model; * stands for any characters. */
                model?: string;
                /**
                 * @description The time that requests or tokens are counted in.
                 * @enum {unknown}
                 */
                per?: 'second' | 'minute' | 'hour' | 'day';
                /** @description So many requests within any such time. */
                requests?: number;
                /** @description So many tokens, of requests and answers, within any such time. */
                tokens?: number;
              } & (unknown | unknown | unknown))[];
              /** @description Whatever you like to keep with it. */
              metadata: {
                [key: string]: string | number | boolean;
              };
              /** @description For people. */
              name: string;
              /** @description All that is shown of what it is spelled like. */
              prefix: string;
              /**
               * @description What `tollgate.yaml` declares is changed there.
               * @enum {string}
               */
              source: 'store' | 'file';
              /** @description On every call with it; callers add to them, and change none. */
              tags: {
                [key: string]: string;
              };
              /** @description The team of that user. */
              team: string | null;
              /** Format: date-time */
              updated_at: string | null;
              /** @description Whose it is. */
              user: string | null;
            }[];
            /** @description What `after` is for the next page; `null`: this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  KeysController_create: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
          allowed?: {
            /** @description Models as they are sent: provider/model, or a model of any provider. */
            models?: string[];
            /** @description Ids of providers. */
            providers?: string[];
            /** @description Ids of routes. */
            routes?: string[];
          } | null;
          /** @description All of them must have room for a call. */
          budgets?: {
            /** @description What may be spent in each period. */
            budget_usd: string | number;
            /**
             * @description What becomes of a call that it has no room for.
             * @default refuse
             */
            on_exhaust?:
              | 'refuse'
              | {
                  /** @description The id of the route that answers instead. */
                  downgrade_to: string;
                };
            /**
             * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
             * @enum {unknown}
             */
            per: 'hour' | 'day' | 'week' | 'month' | 'total';
            /** @description Never below zero. */
            readonly remaining_usd?: string;
            /** @description For calls that are under way. */
            readonly reserved_usd?: string;
            /**
             * Format: date-time
             * @description `null`: never.
             */
            readonly resets_at?: string | null;
            /** @description US dollars, as a decimal. */
            readonly spent_usd?: string;
          }[];
          /**
           * @description Of which calls is kept what was asked and answered: off, errors (those that fail), sampled (a share of all), all. Left out, what is wider holds: the route goes before the top of the file, and the key before the route.
           * @enum {string|null}
           */
          capture?: 'off' | 'errors' | 'sampled' | 'all' | null;
          /**
           * @description false: it lets nobody in.
           * @default true
           */
          enabled?: boolean;
          /** @description RFC 3339; null = never. */
          expires_at?: string | null;
          /** @description All of them must have room for a call. */
          limits?: ({
            /** @description So many calls under way at once. */
            concurrent?: number;
            /** @description The models that it is about, as provider/model; * stands for any characters. */
            model?: string;
            /**
             * @description The time that requests or tokens are counted in.
             * @enum {unknown}
             */
            per?: 'second' | 'minute' | 'hour' | 'day';
            /** @description So many requests within any such time. */
            requests?: number;
            /** @description So many tokens, of requests and answers, within any such time. */
            tokens?: number;
          } & (unknown | unknown | unknown))[];
          /** @description Whatever you like to keep with it. */
          metadata?: {
            [key: string]: string | number | boolean;
          };
          /** @description For people. */
          name: string;
          /** @description On every call with it; callers add to them, and change none. */
          tags?: {
            [key: string]: string;
          };
          /** @description The team of that user. */
          team?: string | null;
          /** @description Whose it is. */
          user?: string | null;
        };
      };
    };
    responses: {
      /** @description Done. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
            }[];
            /**
             * @description Of which calls is kept what was asked and answered: off, errors (those that fail), sampled (a share of all), all. Left out, what is wider holds: the route goes before the top of the file, and the key before the route.
             * @enum {string|null}
             */
            capture: 'off' | 'errors' | 'sampled' | 'all' | null;
            /**
             * Format: date-time
             * @description `null`: of the file.
             */
            created_at: string | null;
            /**
             * @description false: it lets nobody in.
             * @default true
             */
            enabled: boolean;
            /** Format: date-time */
            expires_at: string | null;
            /** @description The eight characters that the key shows after `tg_`. */
            id: string;
            /** @description Told this once. */
            key: string;
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            /** @description Whatever you like to keep with it. */
            metadata: {
              [key: string]: string | number | boolean;
            };
            /** @description For people. */
            name: string;
            /** @description All that is shown of what it is spelled like. */
            prefix: string;
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
            /** @description On every call with it; callers add to them, and change none. */
            tags: {
              [key: string]: string;
            };
            /** @description The team of that user. */
            team: string | null;
            /** Format: date-time */
            updated_at: string | null;
            /** @description Whose it is. */
            user: string | null;
          };
        };
      };
    };
  };
  KeysController_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The eight characters that a key shows after `tg_`. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
              /** @description Never below zero. */
              readonly remaining_usd: string;
              /** @description For calls that are under way. */
              readonly reserved_usd: string;
              /**
               * Format: date-time
               * @description `null`: never.
               */
              readonly resets_at: string | null;
              /** @description US dollars, as a decimal. */
              readonly spent_usd: string;
            }[];
            /**
             * @description Of which calls is kept what was asked and answered: off, errors (those that fail), sampled (a share of all), all. Left out, what is wider holds: the route goes before the top of the file, and the key before the route.
             * @enum {string|null}
             */
            capture: 'off' | 'errors' | 'sampled' | 'all' | null;
            /**
             * Format: date-time
             * @description `null`: of the file.
             */
            created_at: string | null;
            /**
             * @description false: it lets nobody in.
             * @default true
             */
            enabled: boolean;
            /** Format: date-time */
            expires_at: string | null;
            /** @description The eight characters that the key shows after `tg_`. */
            id: string;
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            /** @description Whatever you like to keep with it. */
            metadata: {
              [key: string]: string | number | boolean;
            };
            /** @description For people. */
            name: string;
            /** @description All that is shown of what it is spelled like. */
            prefix: string;
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
            /** @description On every call with it; callers add to them, and change none. */
            tags: {
              [key: string]: string;
            };
            /** @description The team of that user. */
            team: string | null;
            /** Format: date-time */
            updated_at: string | null;
            /** @description Whose it is. */
            user: string | null;
          };
        };
      };
    };
  };
  KeysController_remove: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The eight characters that a key shows after `tg_`. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  KeysController_change: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The eight characters that a key shows after `tg_`. */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
          allowed?: {
            /** @description Models as they are sent: provider/model, or a model of any provider. */
            models?: string[];
            /** @description Ids of providers. */
            providers?: string[];
            /** @description Ids of routes. */
            routes?: string[];
          } | null;
          /** @description All of them must have room for a call. */
          budgets?: {
            /** @description What may be spent in each period. */
            budget_usd: string | number;
            /**
             * @description What becomes of a call that it has no room for.
             * @default refuse
             */
            on_exhaust?:
              | 'refuse'
              | {
                  /** @description The id of the route that answers instead. */
                  downgrade_to: string;
                };
            /**
             * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
             * @enum {unknown}
             */
            per: 'hour' | 'day' | 'week' | 'month' | 'total';
            /** @description Never below zero. */
            readonly remaining_usd?: string;
            /** @description For calls that are under way. */
            readonly reserved_usd?: string;
            /**
             * Format: date-time
             * @description `null`: never.
             */
            readonly resets_at?: string | null;
            /** @description US dollars, as a decimal. */
            readonly spent_usd?: string;
          }[];
          /**
           * @description Of which calls is kept what was asked and answered: off, errors (those that fail), sampled (a share of all), all. Left out, what is wider holds: the route goes before the top of the file, and the key before the route.
           * @enum {string|null}
           */
          capture?: 'off' | 'errors' | 'sampled' | 'all' | null;
          /** @description As it is told. */
          readonly created_at?: unknown;
          /**
           * @description false: it lets nobody in.
           * @default true
           */
          enabled?: boolean;
          /** @description RFC 3339; null = never. */
          expires_at?: string | null;
          /** @description As it is told. */
          readonly id?: unknown;
          /** @description All of them must have room for a call. */
          limits?: ({
            /** @description So many calls under way at once. */
            concurrent?: number;
            /** @description The models that it is about, as provider/model; * stands for any characters. */
            model?: string;
            /**
             * @description The time that requests or tokens are counted in.
             * @enum {unknown}
             */
            per?: 'second' | 'minute' | 'hour' | 'day';
            /** @description So many requests within any such time. */
            requests?: number;
            /** @description So many tokens, of requests and answers, within any such time. */
            tokens?: number;
          } & (unknown | unknown | unknown))[];
          /** @description Whatever you like to keep with it. */
          metadata?: {
            [key: string]: string | number | boolean;
          };
          /** @description For people. */
          name?: string;
          /** @description As it is told. */
          readonly prefix?: unknown;
          /** @description As it is told. */
          readonly source?: unknown;
          /** @description On every call with it; callers add to them, and change none. */
          tags?: {
            [key: string]: string;
          };
          /** @description The team of that user. */
          team?: string | null;
          /** @description As it is told. */
          readonly updated_at?: unknown;
          /** @description Whose it is. */
          user?: string | null;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
            }[];
            /**
             * @description Of which calls is kept what was asked and answered: off, errors (those that fail), sampled (a share of all), all. Left out, what is wider holds: the route goes before the top of the file, and the key before the route.
             * @enum {string|null}
             */
            capture: 'off' | 'errors' | 'sampled' | 'all' | null;
            /**
             * Format: date-time
             * @description `null`: of the file.
             */
            created_at: string | null;
            /**
             * @description false: it lets nobody in.
             * @default true
             */
            enabled: boolean;
            /** Format: date-time */
            expires_at: string | null;
            /** @description The eight characters that the key shows after `tg_`. */
            id: string;
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            /** @description Whatever you like to keep with it. */
            metadata: {
              [key: string]: string | number | boolean;
            };
            /** @description For people. */
            name: string;
            /** @description All that is shown of what it is spelled like. */
            prefix: string;
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
            /** @description On every call with it; callers add to them, and change none. */
            tags: {
              [key: string]: string;
            };
            /** @description The team of that user. */
            team: string | null;
            /** Format: date-time */
            updated_at: string | null;
            /** @description Whose it is. */
            user: string | null;
          };
        };
      };
    };
  };
  KeysController_rotate: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description The eight characters that a key shows after `tg_`. */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          /**
           * @description So many seconds the key as it was is good as well.
           * @default 0
           */
          overlap_s?: number;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
            }[];
            /**
             * @description Of which calls is kept what was asked and answered: off, errors (those that fail), sampled (a share of all), all. Left out, what is wider holds: the route goes before the top of the file, and the key before the route.
             * @enum {string|null}
             */
            capture: 'off' | 'errors' | 'sampled' | 'all' | null;
            /**
             * Format: date-time
             * @description `null`: of the file.
             */
            created_at: string | null;
            /**
             * @description false: it lets nobody in.
             * @default true
             */
            enabled: boolean;
            /** Format: date-time */
            expires_at: string | null;
            /** @description The eight characters that the key shows after `tg_`. */
            id: string;
            /** @description Told this once. */
            key: string;
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            /** @description Whatever you like to keep with it. */
            metadata: {
              [key: string]: string | number | boolean;
            };
            /** @description For people. */
            name: string;
            /** @description All that is shown of what it is spelled like. */
            prefix: string;
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
            /** @description On every call with it; callers add to them, and change none. */
            tags: {
              [key: string]: string;
            };
            /** @description The team of that user. */
            team: string | null;
            /** Format: date-time */
            updated_at: string | null;
            /** @description Whose it is. */
            user: string | null;
          };
        };
      };
    };
  };
  PricesController_list: {
    parameters: {
      query?: {
        /** @description `next` of a page. */
        after?: string;
        limit?: number;
        model?: string;
        /** @example openai */
        provider?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              audio_input_usd_per_million?: string;
              audio_output_usd_per_million?: string;
              cache_write_usd_per_million?: string;
              cached_input_usd_per_million?: string;
              created_at: string;
              created_by: string;
              flex_factor?: string;
              id: string;
              input_usd_per_million?: string;
              model: string;
              output_usd_per_million?: string;
              priority_factor?: string;
              provider: string;
              valid_from: string;
              web_search_usd_per_thousand?: string;
            }[];
            /** @description What `after` is for the next page; `null`: this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  PricesController_set: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description Left out, the price of sound is not known.
           * @example 0.15
           */
          audio_input_usd_per_million?: string | number;
          /**
           * @description Left out, the price of sound is not known.
           * @example 0.15
           */
          audio_output_usd_per_million?: string | number;
          /**
           * @description Left out, tokens that are written to a cache cost what others cost.
           * @example 0.15
           */
          cache_write_usd_per_million?: string | number;
          /**
           * @description Left out, cached tokens cost what others cost.
           * @example 0.15
           */
          cached_input_usd_per_million?: string | number;
          /**
           * @description So many times the prices of tokens in the service tier flex. Left out, as is known of it.
           * @example 0.15
           */
          flex_factor?: string | number;
          /**
           * @description US dollars per million tokens.
           * @example 0.15
           */
          input_usd_per_million: string | number;
          /** @description Its exact name at the provider. */
          model: string;
          /**
           * @description US dollars per million tokens.
           * @example 0.15
           */
          output_usd_per_million: string | number;
          /**
           * @description So many times the prices of tokens in the service tier priority. Left out, as is known of it.
           * @example 0.15
           */
          priority_factor?: string | number;
          /** @description Its id. */
          provider: string;
          /** @description From when on it holds, in UTC; left out = from now on. */
          valid_from?: string;
          /**
           * @description US dollars per thousand searches of the web that the provider runs. Left out, as is known of it.
           * @example 0.15
           */
          web_search_usd_per_thousand?: string | number;
        };
      };
    };
    responses: {
      /** @description Done. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            audio_input_usd_per_million?: string;
            audio_output_usd_per_million?: string;
            cache_write_usd_per_million?: string;
            cached_input_usd_per_million?: string;
            created_at: string;
            created_by: string;
            flex_factor?: string;
            id: string;
            input_usd_per_million?: string;
            model: string;
            output_usd_per_million?: string;
            priority_factor?: string;
            provider: string;
            valid_from: string;
            web_search_usd_per_thousand?: string;
          };
        };
      };
    };
  };
  RepricingController_reprice: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description A day, or a time as RFC 3339 has it, in UTC. */
          from: string;
          /** @description As it was sent to the provider, or as it answered; with the provider’s id before it, such as openai/gpt-9, or without. A router’s own openai/gpt-9 is openrouter/openai/gpt-9, or has its `provider` beside it. */
          model: string;
          /** @description Its id; left out = any. */
          provider?: string;
          /** @description Not in it. */
          to: string;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            at: string;
            calls: number;
            changed: number;
            cost_after_usd: string;
            cost_before_usd: string;
            from: string;
            id: string;
            model: string;
            provider?: string | null;
            to: string;
          };
        };
      };
    };
  };
  AdminReportsController_sessions: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Calls of one program, as reports name it. */
        client?: string;
        /** @description Left out, as `Accept` says. */
        format?: 'json' | 'csv' | 'jsonl';
        /** @description From this day or time on (RFC 3339, UTC). */
        from?: string;
        /** @description Calls of one key, by its id. */
        key?: string;
        /** @description Rows of a page; 100 unless given. */
        limit?: number;
        /** @description Calls of one model, as it was asked for or as it was sent. With a provider before it (`openai/gpt-9`), of that provider alone: a router’s own name that is the same text is `openrouter/openai/gpt-9`. */
        model?: string;
        /** @description How they ended; `pending`: they have not. */
        outcome?: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
        /**
         * @description Calls of one provider.
         * @example openai
         */
        provider?: string;
        /** @description Calls of one conversation. */
        session?: string;
        /** @description Calls of one API. */
        surface?: 'agents' | 'openai' | 'anthropic' | 'gemini';
        /** @description Calls of one team. */
        team?: string;
        /** @description Up to this day or time, without it: all of a day is from it to the next. Left out, up to now. */
        to?: string;
        /** @description Calls of one user. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description The program that made its last call. */
              client: string | null;
              /** @description US dollars, as a decimal. */
              cost_usd: string;
              failed: number;
              /**
               * Format: date-time
               * @description When its last call began.
               */
              last_at: string;
              requests: number;
              session: string;
              /**
               * Format: date-time
               * @description When its first call began, of those that are meant.
               */
              started_at: string;
              tokens: {
                /** @description Of sound, in input and output together. */
                audio: number;
                cache_read: number;
                cache_write: number;
                /** @description With what was read from a cache or written to it. */
                input: number;
                /** @description With what was reasoned. */
                output: number;
                reasoning: number;
                total: number;
              };
              /** @description Of those, whose cost is not known. */
              unpriced_requests: number;
            }[];
            /** @description What `after` is for the next page; `null`: this is the last. */
            next: string | null;
          };
          'application/x-ndjson': string;
          'text/csv': string;
        };
      };
    };
  };
  TeamsController_list: {
    parameters: {
      query?: {
        /** @description `next` of a page. */
        after?: string;
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
              allowed: {
                /** @description Models as they are sent: provider/model, or a model of any provider. */
                models?: string[];
                /** @description Ids of providers. */
                providers?: string[];
                /** @description Ids of routes. */
                routes?: string[];
              } | null;
              /** @description All of them must have room for a call. */
              budgets: {
                /** @description What may be spent in each period. */
                budget_usd: string | number;
                /**
                 * @description What becomes of a call that it has no room for.
                 * @default refuse
                 */
                on_exhaust?:
                  | 'refuse'
                  | {
                      /** @description The id of the route that answers instead. */
                      downgrade_to: string;
                    };
                /**
                 * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
                 * @enum {unknown}
                 */
                per: 'hour' | 'day' | 'week' | 'month' | 'total';
                /** @description Never below zero. */
                readonly remaining_usd: string;
                /** @description For calls that are under way. */
                readonly reserved_usd: string;
                /**
                 * Format: date-time
                 * @description `null`: never.
                 */
                readonly resets_at: string | null;
                /** @description US dollars, as a decimal. */
                readonly spent_usd: string;
              }[];
              /** @description All of them must have room for a call. */
              limits: ({
                /** @description So many calls under way at once. */
                concurrent?: number;
                /** @description The models that it is about, as provider/model; * stands for any characters. */
                model?: string;
                /**
                 * @description The time that requests or tokens are counted in.
                 * @enum {unknown}
                 */
                per?: 'second' | 'minute' | 'hour' | 'day';
                /** @description So many requests within any such time. */
                requests?: number;
                /** @description So many tokens, of requests and answers, within any such time. */
                tokens?: number;
              } & (unknown | unknown | unknown))[];
              name: string;
              /**
               * @description What `tollgate.yaml` declares is changed there.
               * @enum {string}
               */
              source: 'store' | 'file';
            }[];
            /** @description What `after` is for the next page; `null`: this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  TeamsController_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Its name; `.` and `..`, which mean other places in addresses, are encoded twice: `%252e`, `%252e%252e`. */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
              /** @description Never below zero. */
              readonly remaining_usd: string;
              /** @description For calls that are under way. */
              readonly reserved_usd: string;
              /**
               * Format: date-time
               * @description `null`: never.
               */
              readonly resets_at: string | null;
              /** @description US dollars, as a decimal. */
              readonly spent_usd: string;
            }[];
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            name: string;
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
          };
        };
      };
    };
  };
  TeamsController_put: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Its name; `.` and `..`, which mean other places in addresses, are encoded twice: `%252e`, `%252e%252e`. */
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
          allowed?: {
            /** @description Models as they are sent: provider/model, or a model of any provider. */
            models?: string[];
            /** @description Ids of providers. */
            providers?: string[];
            /** @description Ids of routes. */
            routes?: string[];
          } | null;
          /** @description All of them must have room for a call. */
          budgets?: {
            /** @description What may be spent in each period. */
            budget_usd: string | number;
            /**
             * @description What becomes of a call that it has no room for.
             * @default refuse
             */
            on_exhaust?:
              | 'refuse'
              | {
                  /** @description The id of the route that answers instead. */
                  downgrade_to: string;
                };
            /**
             * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
             * @enum {unknown}
             */
            per: 'hour' | 'day' | 'week' | 'month' | 'total';
            /** @description Never below zero. */
            readonly remaining_usd?: string;
            /** @description For calls that are under way. */
            readonly reserved_usd?: string;
            /**
             * Format: date-time
             * @description `null`: never.
             */
            readonly resets_at?: string | null;
            /** @description US dollars, as a decimal. */
            readonly spent_usd?: string;
          }[];
          /** @description All of them must have room for a call. */
          limits?: ({
            /** @description So many calls under way at once. */
            concurrent?: number;
            /** @description The models that it is about, as provider/model; * stands for any characters. */
            model?: string;
            /**
             * @description The time that requests or tokens are counted in.
             * @enum {unknown}
             */
            per?: 'second' | 'minute' | 'hour' | 'day';
            /** @description So many requests within any such time. */
            requests?: number;
            /** @description So many tokens, of requests and answers, within any such time. */
            tokens?: number;
          } & (unknown | unknown | unknown))[];
          /** @description As it is told. */
          readonly name?: unknown;
          /** @description As it is told. */
          readonly source?: unknown;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
            }[];
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            name: string;
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
          };
        };
      };
    };
  };
  TeamsController_remove: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Its name; `.` and `..`, which mean other places in addresses, are encoded twice: `%252e`, `%252e%252e`. */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  AdminReportsController_usage: {
    parameters: {
      query?: {
        /** @description Calls of one program, as reports name it. */
        client?: string;
        /** @description Left out, as `Accept` says. */
        format?: 'json' | 'csv' | 'jsonl';
        /** @description From this day or time on (RFC 3339, UTC). */
        from?: string;
        /** @description Up to four of hour, day, model, provider, key, user, team, client, session, surface, outcome and `tag.<name>`, separated by commas; left out, one row for all. */
        group_by?: string;
        /** @description Calls of one key, by its id. */
        key?: string;
        /** @description So many of the dearest rows, the dearest first; left out = all, in the order of their groups, or, of more than 50000, the 1000 dearest. */
        limit?: number;
        /** @description Calls of one model, as it was asked for or as it was sent. With a provider before it (`openai/gpt-9`), of that provider alone: a router’s own name that is the same text is `openrouter/openai/gpt-9`. */
        model?: string;
        /** @description How they ended; `pending`: they have not. */
        outcome?: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
        /**
         * @description Calls of one provider.
         * @example openai
         */
        provider?: string;
        /** @description Calls of one conversation. */
        session?: string;
        /** @description Calls of one API. */
        surface?: 'agents' | 'openai' | 'anthropic' | 'gemini';
        /** @description Calls of one team. */
        team?: string;
        /** @description Up to this day or time, without it: all of a day is from it to the next. Left out, up to now. */
        to?: string;
        /** @description Calls of one user. */
        user?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: ({
              client?: string | null;
              /** @description US dollars, as a decimal. */
              cost_usd: string;
              day?: string | null;
              failed: number;
              hour?: string | null;
              key?: string | null;
              model?: string | null;
              outcome?: string | null;
              provider?: string | null;
              requests: number;
              session?: string | null;
              surface?: string | null;
              team?: string | null;
              tokens: {
                /** @description Of sound, in input and output together. */
                audio: number;
                cache_read: number;
                cache_write: number;
                /** @description With what was read from a cache or written to it. */
                input: number;
                /** @description With what was reasoned. */
                output: number;
                reasoning: number;
                total: number;
              };
              /** @description Of those, whose cost is not known. */
              unpriced_requests: number;
              user?: string | null;
            } & {
              [key: string]: string | null;
            })[];
            /** @description Given with the dearest rows: there are some that cost less. */
            has_more?: boolean;
            /** @description What those come to together; of CSV and JSON lines, in the header `x-rest`. */
            rest?: {
              /** @description US dollars, as a decimal. */
              cost_usd: string;
              failed: number;
              requests: number;
              tokens: {
                /** @description Of sound, in input and output together. */
                audio: number;
                cache_read: number;
                cache_write: number;
                /** @description With what was read from a cache or written to it. */
                input: number;
                /** @description With what was reasoned. */
                output: number;
                reasoning: number;
                total: number;
              };
              /** @description Of those, whose cost is not known. */
              unpriced_requests: number;
            };
          };
          'application/x-ndjson': string;
          'text/csv': string;
        };
      };
    };
  };
  UsersController_list: {
    parameters: {
      query?: {
        /** @description `next` of a page. */
        after?: string;
        limit?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
              allowed: {
                /** @description Models as they are sent: provider/model, or a model of any provider. */
                models?: string[];
                /** @description Ids of providers. */
                providers?: string[];
                /** @description Ids of routes. */
                routes?: string[];
              } | null;
              /** @description All of them must have room for a call. */
              budgets: {
                /** @description What may be spent in each period. */
                budget_usd: string | number;
                /**
                 * @description What becomes of a call that it has no room for.
                 * @default refuse
                 */
                on_exhaust?:
                  | 'refuse'
                  | {
                      /** @description The id of the route that answers instead. */
                      downgrade_to: string;
                    };
                /**
                 * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
                 * @enum {unknown}
                 */
                per: 'hour' | 'day' | 'week' | 'month' | 'total';
                /** @description Never below zero. */
                readonly remaining_usd: string;
                /** @description For calls that are under way. */
                readonly reserved_usd: string;
                /**
                 * Format: date-time
                 * @description `null`: never.
                 */
                readonly resets_at: string | null;
                /** @description US dollars, as a decimal. */
                readonly spent_usd: string;
              }[];
              /** @description All of them must have room for a call. */
              limits: ({
                /** @description So many calls under way at once. */
                concurrent?: number;
                /** @description The models that it is about, as provider/model; * stands for any characters. */
                model?: string;
                /**
                 * @description The time that requests or tokens are counted in.
                 * @enum {unknown}
                 */
                per?: 'second' | 'minute' | 'hour' | 'day';
                /** @description So many requests within any such time. */
                requests?: number;
                /** @description So many tokens, of requests and answers, within any such time. */
                tokens?: number;
              } & (unknown | unknown | unknown))[];
              name: string;
              /**
               * @description What `tollgate.yaml` declares is changed there.
               * @enum {string}
               */
              source: 'store' | 'file';
            }[];
            /** @description What `after` is for the next page; `null`: this is the last. */
            next: string | null;
          };
        };
      };
    };
  };
  UsersController_get: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Its name; `.` and `..`, which mean other places in addresses, are encoded twice: `%252e`, `%252e%252e`. */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
              /** @description Never below zero. */
              readonly remaining_usd: string;
              /** @description For calls that are under way. */
              readonly reserved_usd: string;
              /**
               * Format: date-time
               * @description `null`: never.
               */
              readonly resets_at: string | null;
              /** @description US dollars, as a decimal. */
              readonly spent_usd: string;
            }[];
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            name: string;
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
          };
        };
      };
    };
  };
  UsersController_put: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Its name; `.` and `..`, which mean other places in addresses, are encoded twice: `%252e`, `%252e%252e`. */
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
          allowed?: {
            /** @description Models as they are sent: provider/model, or a model of any provider. */
            models?: string[];
            /** @description Ids of providers. */
            providers?: string[];
            /** @description Ids of routes. */
            routes?: string[];
          } | null;
          /** @description All of them must have room for a call. */
          budgets?: {
            /** @description What may be spent in each period. */
            budget_usd: string | number;
            /**
             * @description What becomes of a call that it has no room for.
             * @default refuse
             */
            on_exhaust?:
              | 'refuse'
              | {
                  /** @description The id of the route that answers instead. */
                  downgrade_to: string;
                };
            /**
             * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
             * @enum {unknown}
             */
            per: 'hour' | 'day' | 'week' | 'month' | 'total';
            /** @description Never below zero. */
            readonly remaining_usd?: string;
            /** @description For calls that are under way. */
            readonly reserved_usd?: string;
            /**
             * Format: date-time
             * @description `null`: never.
             */
            readonly resets_at?: string | null;
            /** @description US dollars, as a decimal. */
            readonly spent_usd?: string;
          }[];
          /** @description All of them must have room for a call. */
          limits?: ({
            /** @description So many calls under way at once. */
            concurrent?: number;
            /** @description The models that it is about, as provider/model; * stands for any characters. */
            model?: string;
            /**
             * @description The time that requests or tokens are counted in.
             * @enum {unknown}
             */
            per?: 'second' | 'minute' | 'hour' | 'day';
            /** @description So many requests within any such time. */
            requests?: number;
            /** @description So many tokens, of requests and answers, within any such time. */
            tokens?: number;
          } & (unknown | unknown | unknown))[];
          /** @description As it is told. */
          readonly name?: unknown;
          /** @description As it is told. */
          readonly source?: unknown;
        };
      };
    };
    responses: {
      /** @description Done. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What may be asked for; * stands for any characters, and a list that is left out allows all. */
            allowed: {
              /** @description Models as they are sent: provider/model, or a model of any provider. */
              models?: string[];
              /** @description Ids of providers. */
              providers?: string[];
              /** @description Ids of routes. */
              routes?: string[];
            } | null;
            /** @description All of them must have room for a call. */
            budgets: {
              /** @description What may be spent in each period. */
              budget_usd: string | number;
              /**
               * @description What becomes of a call that it has no room for.
               * @default refuse
               */
              on_exhaust?:
                | 'refuse'
                | {
                    /** @description The id of the route that answers instead. */
                    downgrade_to: string;
                  };
              /**
               * @description A period of the calendar in UTC; weeks begin on Monday, total never ends.
               * @enum {unknown}
               */
              per: 'hour' | 'day' | 'week' | 'month' | 'total';
            }[];
            /** @description All of them must have room for a call. */
            limits: ({
              /** @description So many calls under way at once. */
              concurrent?: number;
              /** @description The models that it is about, as provider/model; * stands for any characters. */
              model?: string;
              /**
               * @description The time that requests or tokens are counted in.
               * @enum {unknown}
               */
              per?: 'second' | 'minute' | 'hour' | 'day';
              /** @description So many requests within any such time. */
              requests?: number;
              /** @description So many tokens, of requests and answers, within any such time. */
              tokens?: number;
            } & (unknown | unknown | unknown))[];
            name: string;
            /**
             * @description What `tollgate.yaml` declares is changed there.
             * @enum {string}
             */
            source: 'store' | 'file';
          };
        };
      };
    };
  };
  UsersController_remove: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description Its name; `.` and `..`, which mean other places in addresses, are encoded twice: `%252e`, `%252e%252e`. */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  LlmAgentsController_list: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All providers. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProviderList'];
        };
      };
    };
  };
  OwnReportsController_recent: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Calls of one program, as reports name it. */
        client?: string;
        /** @description Left out, as `Accept` says. */
        format?: 'json' | 'csv' | 'jsonl';
        /** @description From this day or time on (RFC 3339, UTC). */
        from?: string;
        /** @description Rows of a page; 100 unless given. */
        limit?: number;
        /** @description Calls of one model, as it was asked for or as it was sent. With a provider before it (`openai/gpt-9`), of that provider alone: a router’s own name that is the same text is `openrouter/openai/gpt-9`. */
        model?: string;
        /** @description How they ended; `pending`: they have not. */
        outcome?: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
        /**
         * @description Calls of one provider.
         * @example openai
         */
        provider?: string;
        /** @description Calls of one conversation. */
        session?: string;
        /** @description Calls of one API. */
        surface?: 'agents' | 'openai' | 'anthropic' | 'gemini';
        /** @description Up to this day or time, without it: all of a day is from it to the next. Left out, up to now. */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /**
               * @description Whether the answer came from where the last one of its session came from; `null`: there was nothing to keep to.
               * @enum {string|null}
               */
              affinity: 'initialize' | 'retain' | 'switch' | null;
              attempts: {
                /** @description Code of the error before it; `null`: there was none. */
                after: string | null;
                /** @description US dollars; `null`: not known. */
                cost_usd: string | null;
                /** @description Milliseconds. */
                duration_ms: number | null;
                error_code: string | null;
                model_sent: string | null;
                outcome: string;
                provider: string | null;
                /** @description The variable that holds it. */
                provider_key: string | null;
                /**
                 * @description Why it was asked. First: `named` by the caller, by an `alias`, the provider’s `default` model, the one `owner` of a bare name, of a route the first (`route_first`), drawn by weight (`route_weight`) or where the session belongs (`route_session`), `downgrade`: in place of what a budget has no room for. Behind an error: the route’s next (`fallback`), the same with another key (`next_key`), once more (`retry`), once more `without_additions` of the gateway. `null`: not known.
                 * @enum {string|null}
                 */
                reason:
                  | 'named'
                  | 'default'
                  | 'owner'
                  | 'alias'
                  | 'route_first'
                  | 'route_weight'
                  | 'route_session'
                  | 'downgrade'
                  | 'fallback'
                  | 'next_key'
                  | 'retry'
                  | 'without_additions'
                  | null;
                /**
                 * Format: date-time
                 * @description When its request went out; `null`: not known.
                 */
                started_at: string | null;
                tokens: {
                  /** @description Of sound, in input and output together. */
                  audio: number | null;
                  /** @description `null`: not told by the provider. */
                  cache_read: number | null;
                  /** @description `null`: not told by the provider. */
                  cache_write: number | null;
                  /** @description With what was read from a cache or written to it. */
                  input: number | null;
                  /** @description With what was reasoned. */
                  output: number | null;
                  /** @description `null`: not told by the provider. */
                  reasoning: number | null;
                  /** @description `null`: not told by the provider. */
                  total: number | null;
                };
              }[];
              /** @description The program, as it names itself. */
              client?: string | null;
              /** @description What it cost by known prices. */
              computed_cost_usd?: string | null;
              /** @description What the tokens cost by known prices, in US dollars: they come to `computed_cost_usd`. `input` and `output` are without what stands beside them. `null`: not known. */
              cost_parts_usd: {
                /** @description US dollars, as a decimal. */
                audio: string;
                /** @description US dollars, as a decimal. */
                cache_read: string;
                /** @description US dollars, as a decimal. */
                cache_write: string;
                /** @description US dollars, as a decimal. */
                input: string;
                /** @description US dollars, as a decimal. */
                output: string;
                /** @description US dollars, as a decimal. */
                reasoning: string;
                /** @description US dollars, as a decimal. */
                searches: string;
              } | null;
              /** @enum {string|null} */
              cost_source: 'provider' | 'price_table' | 'operator' | 'estimate' | null;
              /** @description US dollars; `null`: not known. */
              cost_usd: string | null;
              /** @description Milliseconds. */
              duration_ms: number | null;
              /**
               * Format: date-time
               * @description `null`: it is under way.
               */
              ended_at: string | null;
              error_code: string | null;
              finish_reason: string | null;
              /** @description Milliseconds. */
              first_token_ms: number | null;
              id: string;
              idempotent_replay?: boolean;
              /** @description Id of the key; `null`: callers need none. */
              key: string | null;
              model_answered: string | null;
              model_asked: string | null;
              model_sent: string | null;
              /** @description `chat`, `embeddings`, … */
              operation: string | null;
              /**
               * @description `pending`: under way. `unknown`: its process ended, and nobody knows how it did.
               * @enum {string}
               */
              outcome: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
              /** @description Time of the gateway’s own, in milliseconds. */
              overhead_ms: number | null;
              /** @description By which prices; behind ` + ` what was billed besides tokens, such as `priority`. */
              price_version?: string | null;
              provider: string | null;
              /** @description What the provider says that it cost. */
              provider_cost_usd?: string | null;
              /** @description The variable that holds the key of the provider. */
              provider_key: string | null;
              request_id: string;
              route: string | null;
              session?: string | null;
              /** Format: date-time */
              started_at: string;
              /** @description Of HTTP, as the caller got it. */
              status: number | null;
              stream: boolean;
              surface?: string | null;
              tags?: {
                [key: string]: string;
              };
              team?: string | null;
              tokens: {
                /** @description Of sound, in input and output together. */
                audio: number | null;
                /** @description `null`: not told by the provider. */
                cache_read: number | null;
                /** @description `null`: not told by the provider. */
                cache_write: number | null;
                estimated: boolean;
                /** @description With what was read from a cache or written to it. */
                input: number | null;
                /** @description With what was reasoned. */
                output: number | null;
                /** @description `null`: not told by the provider. */
                reasoning: number | null;
                /** @description `null`: not told by the provider. */
                total: number | null;
              };
              trace_id?: string | null;
              user?: string | null;
              /** @description What the gateway told of the target that was asked last, by names alone. */
              warnings: {
                /** @enum {string} */
                action: 'renamed' | 'dropped' | 'changed' | 'deprecated' | 'exhausted';
                /** @description The model that it is about. */
                model: string | null;
                /** @description The parameter that it is about. */
                parameter: string | null;
              }[];
            }[];
            /** @description False = these are calls that this process remembers. */
            ledger: boolean;
            /** @description What `after` is for the next page; `null`: this is the last. */
            next: string | null;
          };
          'application/x-ndjson': string;
          'text/csv': string;
        };
      };
    };
  };
  OidcController_callback: {
    parameters: {
      query?: {
        code?: string;
        error?: string;
        error_description?: string;
        iss?: string;
        state?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: never;
  };
  OidcController_login: {
    parameters: {
      query?: {
        /** @description The page of the console to come back to; anything else leads to its first one. */
        page?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: never;
  };
  OidcController_logout: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page: the store is away. The session is over in this browser and at this node; at the issuer nobody was logged out. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/html': string;
        };
      };
    };
  };
  SessionController_get: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Who that is. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description When it ends unless it is used; each use moves it on, up to SESSION_MINUTES in all, or OIDC_SESSION_MINUTES of somebody whom an issuer knows.
             */
            expires_at: string | null;
            /** @description Of a `user`: the key with which he logged in. */
            key: {
              /** @example abcdefgh */
              id: string;
              /** @example ci of team red */
              name: string;
              team: string | null;
              user: string | null;
            } | null;
            /** @description Who logged in by OpenID Connect. */
            person: {
              /** @example ann@example.com */
              name: string;
              /** @description The user of his keys. */
              user: string | null;
            } | null;
            /**
             * @description `open`: nobody needs a key here. `none`: a key is needed, and nobody is logged in. `user`: logged in with a key. Of those who log in by OpenID Connect, a `viewer` sees what an `admin` sees and changes nothing, and a `member` sees what is his own.
             * @enum {string}
             */
            role: 'admin' | 'viewer' | 'member' | 'user' | 'open' | 'none';
            /** @description Where a browser goes to log in by OpenID Connect, and to log out again. */
            single_sign_on: {
              /** @example /console/oidc/login */
              login: string;
              /** @example /console/oidc/logout */
              logout: string;
              /**
               * @description Of the issuer, for people.
               * @example id.example.com
               */
              name: string;
            } | null;
          };
        };
      };
    };
  };
  SessionController_open: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          /** @description The key of administrators, or any gateway key. */
          key: string;
        };
      };
    };
    responses: {
      /** @description Logged in. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /**
             * Format: date-time
             * @description When it ends unless it is used; each use moves it on, up to SESSION_MINUTES in all, or OIDC_SESSION_MINUTES of somebody whom an issuer knows.
             */
            expires_at: string | null;
            /** @description Of a `user`: the key with which he logged in. */
            key: {
              /** @example abcdefgh */
              id: string;
              /** @example ci of team red */
              name: string;
              team: string | null;
              user: string | null;
            } | null;
            /** @description Who logged in by OpenID Connect. */
            person: {
              /** @example ann@example.com */
              name: string;
              /** @description The user of his keys. */
              user: string | null;
            } | null;
            /**
             * @description `open`: nobody needs a key here. `none`: a key is needed, and nobody is logged in. `user`: logged in with a key. Of those who log in by OpenID Connect, a `viewer` sees what an `admin` sees and changes nothing, and a `member` sees what is his own.
             * @enum {string}
             */
            role: 'admin' | 'viewer' | 'member' | 'user' | 'open' | 'none';
            /** @description Where a browser goes to log in by OpenID Connect, and to log out again. */
            single_sign_on: {
              /** @example /console/oidc/login */
              login: string;
              /** @example /console/oidc/logout */
              logout: string;
              /**
               * @description Of the issuer, for people.
               * @example id.example.com
               */
              name: string;
            } | null;
          };
        };
      };
    };
  };
  SessionController_end: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The store is away. The browser forgets the session, and this node takes it no longer; the others do so once the store is back and has been told, unless this node ends before. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @enum {string} */
            ended: 'here';
            message: string;
          };
        };
      };
      /** @description Logged out. */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  OwnReportsController_firstTokens: {
    parameters: {
      query?: {
        /** @description Calls of one program, as reports name it. */
        client?: string;
        /** @description Left out, as `Accept` says. */
        format?: 'json' | 'csv' | 'jsonl';
        /** @description From this day or time on (RFC 3339, UTC). */
        from?: string;
        /** @description Calls of one model, as it was asked for or as it was sent. With a provider before it (`openai/gpt-9`), of that provider alone: a router’s own name that is the same text is `openrouter/openai/gpt-9`. */
        model?: string;
        /** @description How they ended; `pending`: they have not. */
        outcome?: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
        /**
         * @description Calls of one provider.
         * @example openai
         */
        provider?: string;
        /** @description Calls of one conversation. */
        session?: string;
        /** @description Calls of one API. */
        surface?: 'agents' | 'openai' | 'anthropic' | 'gemini';
        /** @description Up to this day or time, without it: all of a day is from it to the next. Left out, up to now. */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description Half of them had it by then; `null`: there was no stream. */
              p50_ms: number | null;
              /** @description Milliseconds. */
              p95_ms: number | null;
              /** @description Milliseconds. */
              p99_ms: number | null;
              streams: number;
            }[];
          };
          'application/x-ndjson': string;
          'text/csv': string;
        };
      };
    };
  };
  OwnReportsController_sessions: {
    parameters: {
      query?: {
        /** @description `next` of the page before. */
        after?: string;
        /** @description Calls of one program, as reports name it. */
        client?: string;
        /** @description Left out, as `Accept` says. */
        format?: 'json' | 'csv' | 'jsonl';
        /** @description From this day or time on (RFC 3339, UTC). */
        from?: string;
        /** @description Rows of a page; 100 unless given. */
        limit?: number;
        /** @description Calls of one model, as it was asked for or as it was sent. With a provider before it (`openai/gpt-9`), of that provider alone: a router’s own name that is the same text is `openrouter/openai/gpt-9`. */
        model?: string;
        /** @description How they ended; `pending`: they have not. */
        outcome?: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
        /**
         * @description Calls of one provider.
         * @example openai
         */
        provider?: string;
        /** @description Calls of one conversation. */
        session?: string;
        /** @description Calls of one API. */
        surface?: 'agents' | 'openai' | 'anthropic' | 'gemini';
        /** @description Up to this day or time, without it: all of a day is from it to the next. Left out, up to now. */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description The program that made its last call. */
              client: string | null;
              /** @description US dollars, as a decimal. */
              cost_usd: string;
              failed: number;
              /**
               * Format: date-time
               * @description When its last call began.
               */
              last_at: string;
              requests: number;
              session: string;
              /**
               * Format: date-time
               * @description When its first call began, of those that are meant.
               */
              started_at: string;
              tokens: {
                /** @description Of sound, in input and output together. */
                audio: number;
                cache_read: number;
                cache_write: number;
                /** @description With what was read from a cache or written to it. */
                input: number;
                /** @description With what was reasoned. */
                output: number;
                reasoning: number;
                total: number;
              };
              /** @description Of those, whose cost is not known. */
              unpriced_requests: number;
            }[];
            /** @description What `after` is for the next page; `null`: this is the last. */
            next: string | null;
          };
          'application/x-ndjson': string;
          'text/csv': string;
        };
      };
    };
  };
  OwnReportsController_usage: {
    parameters: {
      query?: {
        /** @description Calls of one program, as reports name it. */
        client?: string;
        /** @description Left out, as `Accept` says. */
        format?: 'json' | 'csv' | 'jsonl';
        /** @description From this day or time on (RFC 3339, UTC). */
        from?: string;
        /** @description Up to four of hour, day, model, provider, key, user, team, client, session, surface, outcome and `tag.<name>`, separated by commas; left out, one row for all. */
        group_by?: string;
        /** @description So many of the dearest rows, the dearest first; left out = all, in the order of their groups, or, of more than 50000, the 1000 dearest. */
        limit?: number;
        /** @description Calls of one model, as it was asked for or as it was sent. With a provider before it (`openai/gpt-9`), of that provider alone: a router’s own name that is the same text is `openrouter/openai/gpt-9`. */
        model?: string;
        /** @description How they ended; `pending`: they have not. */
        outcome?: 'pending' | 'ok' | 'partial' | 'cancelled' | 'refused' | 'failed' | 'unknown';
        /**
         * @description Calls of one provider.
         * @example openai
         */
        provider?: string;
        /** @description Calls of one conversation. */
        session?: string;
        /** @description Calls of one API. */
        surface?: 'agents' | 'openai' | 'anthropic' | 'gemini';
        /** @description Up to this day or time, without it: all of a day is from it to the next. Left out, up to now. */
        to?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The report. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: ({
              client?: string | null;
              /** @description US dollars, as a decimal. */
              cost_usd: string;
              day?: string | null;
              failed: number;
              hour?: string | null;
              key?: string | null;
              model?: string | null;
              outcome?: string | null;
              provider?: string | null;
              requests: number;
              session?: string | null;
              surface?: string | null;
              team?: string | null;
              tokens: {
                /** @description Of sound, in input and output together. */
                audio: number;
                cache_read: number;
                cache_write: number;
                /** @description With what was read from a cache or written to it. */
                input: number;
                /** @description With what was reasoned. */
                output: number;
                reasoning: number;
                total: number;
              };
              /** @description Of those, whose cost is not known. */
              unpriced_requests: number;
              user?: string | null;
            } & {
              [key: string]: string | null;
            })[];
            /** @description Given with the dearest rows: there are some that cost less. */
            has_more?: boolean;
            /** @description What those come to together; of CSV and JSON lines, in the header `x-rest`. */
            rest?: {
              /** @description US dollars, as a decimal. */
              cost_usd: string;
              failed: number;
              requests: number;
              tokens: {
                /** @description Of sound, in input and output together. */
                audio: number;
                cache_read: number;
                cache_write: number;
                /** @description With what was read from a cache or written to it. */
                input: number;
                /** @description With what was reasoned. */
                output: number;
                reasoning: number;
                total: number;
              };
              /** @description Of those, whose cost is not known. */
              unpriced_requests: number;
            };
          };
          'application/x-ndjson': string;
          'text/csv': string;
        };
      };
    };
  };
  OwnKeyController_get: {
    parameters: {
      query?: never;
      header?: {
        /** @description Tags that a request is to have: project=apollo,env=ci */
        'x-tollgate-tags'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Of the key that the request comes with. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            /** @description What the key may ask for, or else the first of the others; `null`: everything. */
            allowed: Record<string, never> | null;
            /** @description All who say what may be asked for; all of them have to allow it. */
            allowed_by: {
              allowed: Record<string, never>;
              /** @enum {string} */
              scope: 'key' | 'team' | 'user' | 'everything';
            }[];
            budgets: {
              budget_usd: string;
              per: string;
              remaining_usd: string;
              reserved_usd: string;
              resets_at: string | null;
              /** @description key, team, user, everything or selector:… */
              scope: string;
              spent_usd: string;
            }[];
            expires_at: string | null;
            id: string;
            limits: {
              /** @enum {string} */
              kind: 'requests' | 'tokens' | 'concurrent';
              limit: number;
              model?: string | null;
              per?: string | null;
              remaining: number;
              resets_at: string;
              scope: string;
            }[];
            name: string;
            team: string | null;
            user: string | null;
          };
        };
      };
    };
  };
  OwnKeyController_list: {
    parameters: {
      query?: {
        /** @description `next` of a page. */
        after?: string;
      };
      header?: {
        /** @description Tags that a request is to have: project=apollo,env=ci */
        'x-tollgate-tags'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description By their ids, a hundred at a time. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              /** @description What the key may ask for, or else the first of the others; `null`: everything. */
              allowed: Record<string, never> | null;
              /** @description All who say what may be asked for; all of them have to allow it. */
              allowed_by: {
                allowed: Record<string, never>;
                /** @enum {string} */
                scope: 'key' | 'team' | 'user' | 'everything';
              }[];
              budgets: {
                budget_usd: string;
                per: string;
                remaining_usd: string;
                reserved_usd: string;
                resets_at: string | null;
                /** @description key, team, user, everything or selector:… */
                scope: string;
                spent_usd: string;
              }[];
              expires_at: string | null;
              id: string;
              limits: {
                /** @enum {string} */
                kind: 'requests' | 'tokens' | 'concurrent';
                limit: number;
                model?: string | null;
                per?: string | null;
                remaining: number;
                resets_at: string;
                scope: string;
              }[];
              name: string;
              team: string | null;
              user: string | null;
            }[];
            next: string | null;
          };
        };
      };
    };
  };
  OpenAiModelsController_list: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The models. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: {
              adapted_parameters?: Record<string, never>[];
              alias_of?: string | null;
              /** @description What it can do; `null` = not known. */
              capabilities?: {
                reasoning?: boolean | null;
                structured_output?: boolean | null;
                tools?: boolean | null;
                vision?: boolean | null;
              };
              context_length?: number | null;
              /** @description Seconds since the Unix epoch; 0 = not known. */
              created: number;
              /**
               * @description As `model` takes it.
               * @example sandbox/sim/echo
               */
              id: string;
              max_output_tokens?: number | null;
              /** @enum {string} */
              object: 'model';
              /** @description Id of the provider, or of the route. */
              owned_by: string;
              /** @description US dollars a million tokens, as decimal strings. */
              pricing?: {
                cached_input_usd_per_million?: string | null;
                input_usd_per_million?: string;
                output_usd_per_million?: string | null;
                /** @enum {string} */
                source?: 'operator' | 'provider' | 'price_table';
              } | null;
              replacement?: string | null;
              shutdown_date?: string | null;
            }[];
            /** @enum {string} */
            object: 'list';
          };
        };
      };
    };
  };
}
