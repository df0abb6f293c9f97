import { sql, type RawBuilder } from 'kysely';

/** `\u0000`, or half of a pair of UTF-16, behind an even number of backslashes: `JSON.stringify` writes both like this. */
const UNREADABLE = String.raw`(^|[^\\])(\\\\)*\\u(0000|d[89a-f])`;

/**
 * SQL of PostgreSQL: whether it reads fields out of a column of JSON. Where a text in it is not one that it keeps, it
 * refuses the whole statement; from before such texts were refused, there may be some.
 */
export const readableJsonSql = (column: string): string => `${column} !~ '${UNREADABLE}'`;

/** The same as part of a query. */
export const readableJson = (column: string): RawBuilder<boolean> => sql.raw(readableJsonSql(column));
