import assert from "node:assert/strict";
import { createLog, type LogOptions } from "../../../infra/log/log.ts";

const now = new Date("2026-02-03T04:05:06.789Z");

/** A log and the lines it wrote. */
function logInto(lines: string[], options: Partial<LogOptions> = {}) {
  return createLog({
    level: "info",
    format: "json",
    secrets: [],
    clock: { now: () => now },
    write: (line) => lines.push(line),
    ...options,
  });
}

Deno.test("createLog() writes one JSON object a line for programs", () => {
  const lines: string[] = [];
  const cause = new TypeError("inner");
  logInto(lines).error("Cannot store", new Error("outer\nline", { cause }), { requestId: "r1" });
  assert.equal(lines.length, 1);
  assert.ok(!lines[0]!.includes("\n"));
  const entry = JSON.parse(lines[0]!);
  assert.deepEqual([entry.time, entry.level, entry.message, entry.requestId], [
    "2026-02-03T04:05:06.789Z",
    "error",
    "Cannot store",
    "r1",
  ]);
  assert.deepEqual(entry.error.map((e: Error) => `${e.name}: ${e.message}`), [
    "Error: outer\nline",
    "TypeError: inner",
  ]);
});

Deno.test("createLog() writes readable lines for people", () => {
  const lines: string[] = [];
  const log = logInto(lines, { format: "text" });
  log.info("Listening", { url: "http://127.0.0.1:8080", note: "two words", none: undefined });
  assert.equal(
    lines[0],
    '04:05:06  info   Listening  url=http://127.0.0.1:8080  note="two words"',
  );
  log.error("Cannot store", new Error("disk full"));
  assert.match(lines[1]!, /^04:05:06 {2}error {2}Cannot store\n {4}Error: disk full\n {8}at /);
});

Deno.test("createLog() writes nothing below its level", () => {
  const lines: string[] = [];
  const log = logInto(lines, { level: "warn" });
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");
  assert.deepEqual(lines.map((line) => JSON.parse(line).message), ["c", "d"]);
});

Deno.test("createLog() masks secrets wherever they turn up", () => {
  const secret = 'p"ä/ss';
  for (const format of ["json", "text"] as const) {
    const lines: string[] = [];
    const log = logInto(lines, { format, secrets: [secret, "k"] });
    log.error(`with ${secret}`, new Error(`Access denied for ${secret}`), {
      header: secret,
      url: `mysql://u:${encodeURIComponent(secret)}@h/d`,
    });
    const line = lines.join();
    assert.ok(!line.includes("ss@") && !line.includes("/ss"), line);
    assert.equal(line.match(/\*\*\*/g)?.length, format === "json" ? 5 : 4, line);
  }
});

Deno.test("createLog() logs thrown values that are no errors, and circular causes", () => {
  const lines: string[] = [];
  const log = logInto(lines);
  const error = new Error("loop");
  error.cause = error;
  log.error("a", error);
  log.error("b", "text");
  log.error("c", 12n);
  assert.deepEqual(lines.map((line) => JSON.parse(line).error.length), [1, 1, 1]);
});

Deno.test("createLog() masks a secret that is cut off", () => {
  const lines: string[] = [];
  const secret = "sk-0123456789-abcdef";
  const log = logInto(lines, { secrets: [secret] });
  for (let length = 10; length <= secret.length; length++) {
    log.info(`It begins: ${secret.slice(0, length)}`);
    log.info(`It says: ${secret.slice(0, length)}/${secret}, sk-0123, sk-0123`);
  }
  assert.deepEqual([...new Set(lines.map((line) => JSON.parse(line).message))], [
    "It begins: ***",
    "It says: ***/***, sk-0123, sk-0123",
  ]);
});
