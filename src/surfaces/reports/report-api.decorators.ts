import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  CALL,
  CALL_BY_ID,
  DRIFT_ROW,
  FIRST_TOKENS,
  RECENT_CALL,
  SESSION_ROW,
  USAGE_REST,
  USAGE_ROW,
} from './report-schemas.js';
import { inFormats } from '../report-format.decorators.js';
import { FILTER_VALUES, MAX_LIMIT } from './report-query.js';
import { DEAREST_USAGE_ROWS, MOST_USAGE_ROWS, USAGE_GROUPS } from '../../governance/ledger/usage-groups.js';

/** The heading of reports in the document. */
export const REPORTS_TAG = 'Usage';

const FILTERS: Readonly<Record<string, string>> = {
  from: 'From this day or time on (RFC 3339, UTC).',
  to: 'Up to this day or time, without it: all of a day is from it to the next. Left out, up to now.',
  model:
    'Calls of one model, as it was asked for or as it was sent. With a provider before it (`openai/gpt-9`), of that provider alone: a router’s own name that is the same text is `openrouter/openai/gpt-9`.',
  provider: 'Calls of one provider.',
  outcome: 'How they ended; `pending`: they have not.',
  session: 'Calls of one conversation.',
  client: 'Calls of one program, as reports name it.',
  surface: 'Calls of one API.',
};
const TEXT = { type: 'string' };
/** Of queries that are no texts. */
const SCHEMAS: Readonly<Record<string, object>> = {
  limit: { type: 'integer', minimum: 1, maximum: MAX_LIMIT },
  ...Object.fromEntries(
    Object.entries(FILTER_VALUES).map(([name, values]) => [name, { ...TEXT, enum: [...values] }]),
  ),
};

interface DescribedReport {
  readonly summary: string;
  readonly description?: string;
  readonly queries: Readonly<Record<string, string>>;
  /** Schema of one. */
  readonly row: object;
  readonly isPaged?: boolean;
  /** What the answer says beside its rows. */
  readonly more?: Readonly<Record<string, object>>;
  /** The same, where it is asked for. */
  readonly optional?: Readonly<Record<string, object>>;
}

/** What the document says of a report. */
export function describedReport({
  summary,
  description,
  queries,
  row,
  isPaged = false,
  more = {},
  optional = {},
}: DescribedReport) {
  const schema = {
    type: 'object',
    required: ['data', ...(isPaged ? ['next'] : []), ...Object.keys(more)],
    properties: {
      data: { type: 'array', items: row },
      ...(isPaged && {
        next: {
          type: 'string',
          nullable: true,
          description: 'What `after` is for the next page; `null`: this is the last.',
        },
      }),
      ...more,
      ...optional,
    },
  };
  return applyDecorators(
    ApiTags(REPORTS_TAG),
    ApiOperation({ summary, ...(description && { description }) }),
    ...Object.entries({ ...FILTERS, ...queries }).map(([name, told]) =>
      ApiQuery({ name, required: false, description: told, schema: SCHEMAS[name] ?? TEXT }),
    ),
    inFormats(schema),
    ApiResponse({ status: 400, description: 'A part of the query is not known, or not in order.' }),
  );
}

export const PAGED: Readonly<Record<string, string>> = {
  limit: 'Rows of a page; 100 unless given.',
  after: '`next` of the page before.',
};
export const GROUPED: Readonly<Record<string, string>> = {
  group_by: `Up to four of ${USAGE_GROUPS.join(', ')} and \`tag.<name>\`, separated by commas; left out, one row for all.`,
  limit: `So many of the dearest rows, the dearest first; left out = all, in the order of their groups, or, of more than ${MOST_USAGE_ROWS}, the ${DEAREST_USAGE_ROWS} dearest.`,
};

const HAS_MORE = {
  has_more: { type: 'boolean', description: 'Given with the dearest rows: there are some that cost less.' },
  rest: {
    ...USAGE_REST,
    description: 'What those come to together; of CSV and JSON lines, in the header `x-rest`.',
  },
};
const NO_LEDGER = { status: 404, description: 'The gateway keeps no ledger.' };

export const ApiOwnUsage = () =>
  applyDecorators(
    describedReport({
      summary: 'Tell what the calls of this key came to',
      description: 'Of all calls, where callers need no key.',
      row: USAGE_ROW,
      queries: GROUPED,
      optional: HAS_MORE,
    }),
    ApiResponse(NO_LEDGER),
  );

export const ApiOwnSessions = () =>
  applyDecorators(
    describedReport({
      summary: 'List the conversations of this key, those first that were used last',
      description: 'Of all calls, where callers need no key.',
      row: SESSION_ROW,
      queries: PAGED,
      isPaged: true,
    }),
    ApiResponse(NO_LEDGER),
  );

export const ApiOwnFirstTokens = () =>
  applyDecorators(
    describedReport({
      summary: 'Tell how long streams of this key took until their first token',
      description:
        'Of all calls, where callers need no key. One row; it is read from calls, and takes longer for more.',
      row: FIRST_TOKENS,
      queries: {},
    }),
    ApiResponse(NO_LEDGER),
  );

export const ApiRecentCalls = () =>
  describedReport({
    summary: 'Tell of the last calls of this key',
    description:
      'Of all calls, where callers need no key. Without a ledger, of those that this process remembers. Those under way are among them. Never what was asked or answered.',
    row: RECENT_CALL,
    queries: PAGED,
    more: {
      ledger: { type: 'boolean', description: 'False = these are calls that this process remembers.' },
    },
    isPaged: true,
  });

const BY_CALLER: Readonly<Record<string, string>> = {
  key: 'Calls of one key, by its id.',
  user: 'Calls of one user.',
  team: 'Calls of one team.',
};

export const ApiAdminCalls = () =>
  describedReport({
    summary: 'List calls, the newest first',
    description: 'Never what was asked or answered.',
    row: CALL,
    queries: { ...BY_CALLER, ...PAGED },
    isPaged: true,
  });

export const ApiAdminCall = () =>
  applyDecorators(
    ApiTags(REPORTS_TAG),
    ApiOperation({ summary: 'Tell of one call and its attempts' }),
    ApiParam({ name: 'id', description: 'Its id in the ledger.' }),
    ApiResponse({
      status: 200,
      description: 'The call.',
      content: { 'application/json': { schema: CALL_BY_ID } },
    }),
    ApiResponse({ status: 404, description: 'There is none of this id.' }),
  );

export const ApiAdminUsage = () =>
  describedReport({
    summary: 'Tell what calls came to',
    row: USAGE_ROW,
    queries: { ...BY_CALLER, ...GROUPED },
    optional: HAS_MORE,
  });

export const ApiAdminSessions = () =>
  describedReport({
    summary: 'List conversations, those first that were used last',
    description: 'With what their calls came to, of those that the filters mean.',
    row: SESSION_ROW,
    queries: { ...BY_CALLER, ...PAGED },
    isPaged: true,
  });

export const ApiAdminFirstTokens = () =>
  describedReport({
    summary: 'Tell how long streams took until their first token',
    description: 'One row; it is read from calls, and takes longer for more.',
    row: FIRST_TOKENS,
    queries: BY_CALLER,
  });

export const ApiAdminDrift = () =>
  describedReport({
    summary: 'Compare what providers say that calls cost with what they cost by known prices',
    row: DRIFT_ROW,
    queries: BY_CALLER,
  });
