import type { PlannedStatement } from "../db/connection/planned_statements.ts";

/** The statements of pending migrations as text for the terminal. */
export function migrationPlan(planned: readonly PlannedStatement[]): string {
  if (planned.length === 0) return "The database's schema is up to date";
  const groups = Map.groupBy(planned, ({ migration }) => migration);
  const parts = [...groups].flatMap(([migration, statements]) => [
    `-- ${migration}`,
    ...statements.map((planned) => `${planned.statement};\n-- ${touched(planned)}`),
    "",
  ]);
  return [...parts, "-- Nothing was changed"].join("\n");
}

function touched({ table, rows }: PlannedStatement): string {
  if (table === null) return "touches no rows";
  if (rows === null) return `${table} does not exist yet`;
  return `touches ${rows.toLocaleString("en")} rows of ${table}`;
}
