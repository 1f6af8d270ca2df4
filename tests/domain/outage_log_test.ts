import assert from "node:assert/strict";
import { AppError } from "../../domain/app_error.ts";
import { OutageLog } from "../../domain/outage_log.ts";
import { quietLog } from "../support/app/test_app.ts";
import { said } from "../../domain/said.ts";

Deno.test("OutageLog.try() logs only the reason of an outage, without a stack", async () => {
  const lines: unknown[] = [];
  const log = { ...quietLog, warn: (...line: unknown[]) => void lines.push(line) };
  const error = new AppError("unavailable", said`Cannot reach the database`);
  await new OutageLog(log, "store text").try(() => Promise.reject(error));
  assert.deepEqual(lines, [
    ["Cannot store text; trying until it works", { reason: "Cannot reach the database" }],
  ]);
});

Deno.test("OutageLog.try() logs the first failure of a series and its end, and nothing between", async () => {
  const lines: string[] = [];
  const log = {
    ...quietLog,
    info: (message: string) => void lines.push(message),
    error: (message: string) => void lines.push(message),
  };
  const outages = new OutageLog(log, "store text");
  const fail = () => Promise.reject(new Error("away"));
  const succeed = () => Promise.resolve();
  const results = [];
  for (const work of [succeed, fail, fail, fail, succeed, succeed, fail, succeed]) {
    results.push(await outages.try(work));
  }
  assert.deepEqual(results, [true, false, false, false, true, true, false, true]);
  assert.deepEqual(lines, [
    "Cannot store text; trying until it works",
    "Can store text again",
    "Cannot store text; trying until it works",
    "Can store text again",
  ]);
});
