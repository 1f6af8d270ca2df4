import { type RawBuilder, sql } from "kysely";
import type { SqlDialect } from "./database.ts";

/** The time of the database's own clock, in milliseconds since 1970: one clock for all processes. */
export function databaseClock(dialect: SqlDialect): RawBuilder<number> {
  return dialect === "mysql"
    ? sql<number>`cast(unix_timestamp(now(3)) * 1000 as signed)`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;
}
