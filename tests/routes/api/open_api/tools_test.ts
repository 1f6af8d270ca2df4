import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { startTestSite } from "../../test_site.ts";

// Runs common linters and generators on the API's document. Their packages are no dependencies of
// the server: they have a configuration and a lock file of their own.

const folder = fileURLToPath(new URL("./tools/", import.meta.url));
const { imports } = JSON.parse(await Deno.readTextFile(`${folder}deno.json`));

/** Turns off telemetry and update checks. */
const env = { REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", NO_COLOR: "1" };

/** Makes a folder with the document. */
async function writeDocument() {
  await using site = await startTestSite();
  const response = await site.visitor().get("/api/v1/openapi.json");
  const path = await Deno.makeTempDir({ prefix: "parley-openapi-" });
  await Deno.writeTextFile(`${path}/openapi.json`, await response.text());
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** Runs a program of a package. */
async function run(program: string, args: readonly string[], cwd: string) {
  const options = ["--quiet", "--no-prompt", "--allow-all", `--config=${folder}deno.json`];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...options, program, ...args],
    cwd,
    env,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), output: text(stdout) + text(stderr) };
}

Deno.test("Redocly finds no problem in the API's document", async () => {
  await using made = await writeDocument();
  const program = `${imports["@redocly/cli"]}/redocly`;
  const args = ["lint", `--config=${folder}redocly.yaml`, "--format=json", "openapi.json"];
  const { stdout, output } = await run(program, args, made.path);
  const { totals, problems } = JSON.parse(stdout);
  assert.deepEqual(problems, []);
  assert.deepEqual(totals, { errors: 0, warnings: 0, ignored: 0 }, output);
});

Deno.test("Spectral finds no problem in the API's document", async () => {
  await using made = await writeDocument();
  const program = `${imports["@stoplight/spectral-cli"]}/spectral`;
  const args = ["lint", `--ruleset=${folder}spectral.yaml`, "--fail-severity=hint", "openapi.json"];
  const { code, output } = await run(program, args, made.path);
  assert.match(output, /No results with a severity of 'hint' or higher found!/);
  assert.equal(code, 0);
});

Deno.test("a generated client has types for the events of streams", async () => {
  await using made = await writeDocument();
  const args = ["openapi.json", "--output=api.ts"];
  const { code, output } = await run(imports["openapi-typescript"], args, made.path);
  assert.equal(code, 0, output);
  await Deno.writeTextFile(`${made.path}/client.ts`, CLIENT);
  const check = new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "--no-config", "client.ts"],
    cwd: made.path,
    env,
  });
  const { success, stderr } = await check.output();
  assert.ok(success, new TextDecoder().decode(stderr));
});

/** A client's code, which `deno check` takes only with the types that it expects. */
const CLIENT = `
import type { components, paths } from "./api.ts";

type Streamed<Path extends keyof paths, Method extends "get" | "post"> = paths[Path][Method] extends
  { responses: { 200: { content: { "text/event-stream": infer Event } } } } ? Event : never;
type AnswerEvent = components["schemas"]["AnswerEvent"];

export const started: AnswerEvent = {} as Streamed<"/chats", "post">;
export const asked: AnswerEvent = {} as Streamed<"/chats/{chat_id}/messages", "post">;
export const continued: AnswerEvent =
  {} as Streamed<"/chats/{chat_id}/answers/{answer_id}/continue", "post">;
export const followed: AnswerEvent = {} as Streamed<"/chats/{chat_id}/answers/{answer_id}", "get">;

// Nothing, and anything, would fit too: these say that it is neither.
const delta: AnswerEvent = { index: 0, text: "Because", position: 7 };
// @ts-expect-error a text is no number
const wrong: Streamed<"/chats", "post"> = { index: 0, text: 7, position: 7 };

export function textOf(event: Streamed<"/chats", "post">): string {
  if ("text" in event) return event.text;
  if ("answer" in event) return event.answer.state;
  if ("answer_ids" in event) return event.answer_ids.join();
  return event.detail;
}
console.log(textOf(delta), wrong);
`;
