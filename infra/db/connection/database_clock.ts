import { type RawBuilder, sql } from "kysely";
import type { SqlDialect } from "./database.ts";

/** The database's clock, in milliseconds since 1970: the same clock for all processes. */
export function databaseClock(dialect: SqlDialect): RawBuilder<number> {
  return dialect === "mysql"
    ? sql<number>`cast(unix_timestamp(now(3)) * 1000 as signed)`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;
}
