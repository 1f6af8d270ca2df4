import assert from "node:assert/strict";
import { AppError } from "../../../../domain/app_error.ts";
import { toAppError } from "../../../../infra/db/connection/database_error.ts";
import { FaultLog } from "../../../../infra/db/connection/fault_log.ts";

const away = error({ code: "ECONNREFUSED" });
const full = error({ errcode: 13 });

Deno.test("FaultLog reports the beginning of an outage, with its cause, and its end", () => {
  const { faults, lines } = memoryFaultLog();
  faults.worked(false);
  for (let count = 0; count < 3; count++) faults.failed(away);
  assert.equal(lines.length, 1);
  faults.worked(false);
  faults.worked(false);
  const [begin, end, ...more] = lines;
  assert.deepEqual(begin, { level: "error", cause: away.cause });
  assert.equal(end?.level, "info");
  assert.equal(end.refused, 3);
  assert.deepEqual(more, []);
});

Deno.test("FaultLog keeps a full disk's outage open when a read succeeds", () => {
  const { faults, lines } = memoryFaultLog();
  faults.failed(full);
  faults.worked(false);
  assert.equal(lines.length, 1);
  faults.failed(away);
  faults.worked(true);
  assert.deepEqual(lines.map(({ level }) => level), ["error", "error", "info", "info"]);
});

Deno.test("FaultLog reports an outage that comes and goes once", () => {
  const { faults, lines } = memoryFaultLog();
  for (let count = 0; count < 100; count++) {
    faults.failed(full);
    faults.worked(true);
  }
  assert.deepEqual(lines.map(({ level }) => level), ["error", "info"]);
});

function error(facts: object): AppError {
  return toAppError(Object.assign(new Error("The driver's words"), facts)) as AppError;
}

function memoryFaultLog() {
  const lines: Record<string, unknown>[] = [];
  const log = {
    debug() {},
    warn() {},
    info: (_: string, fields?: object) => void lines.push({ level: "info", ...fields }),
    error: (_: string, cause: unknown) => void lines.push({ level: "error", cause }),
  };
  return { lines, faults: new FaultLog(log) };
}
