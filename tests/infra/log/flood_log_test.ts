import assert from "node:assert/strict";
import type { LogFields } from "../../../domain/log.ts";
import { FloodLog } from "../../../infra/log/flood_log.ts";

Deno.test("FloodLog writes one line for all refusals of a window, and the last at the end", async () => {
  const lines: [string, LogFields?][] = [];
  const written = Promise.withResolvers<void>();
  const warn = (message: string, fields?: LogFields) => {
    lines.push([message, fields]);
    written.resolve();
  };
  const flood = new FloodLog({ warn }, "Refused calls", 20);
  flood.count("192.0.2.1");
  for (let i = 0; i < 1_000; i++) flood.count("192.0.2.2");
  assert.deepEqual(lines, []);
  await written.promise;
  const first = { count: 1_001, addresses: 2, mostFrom: "192.0.2.2" };
  assert.deepEqual(lines, [["Refused calls", first]]);
  flood.count("192.0.2.1");
  flood.flush();
  flood.flush();
  assert.deepEqual(lines[1], ["Refused calls", { count: 1, addresses: 1, mostFrom: "192.0.2.1" }]);
  assert.equal(lines.length, 2);
});
