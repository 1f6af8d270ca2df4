import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { Validator } from "@seriousme/openapi-schema-validator";
import { ApiContract } from "../../../support/http/api_contract.ts";
import { startTestSite, type TestSite } from "../../test_site.ts";
import { EventReader, events } from "../answers/event_reader.ts";
import { signUpProgram } from "../program.ts";
import type { ApiDocument, ApiOperation } from "../../../../views/api_docs/open_api.ts";

async function readDocument(site: TestSite): Promise<ApiDocument> {
  const response = await site.visitor().get("/api/v1/openapi.json");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("Content-Type"), "application/json");
  return await response.json();
}

function operationsOf({ paths }: ApiDocument): [name: string, operation: ApiOperation][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, ApiOperation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ])
  );
}

Deno.test("the API's document is valid OpenAPI 3.1", async () => {
  await using site = await startTestSite();
  const document = await readDocument(site);
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document) as never);
  assert.deepEqual(result, { valid: true });
  assert.equal(validator.version, "3.1");
  const broken = { ...document, paths: { "/chats": { get: { responses: 7 } } } };
  assert.equal((await new Validator().validate(broken as never)).valid, false);
});

Deno.test("every schema in the API's document is valid JSON Schema 2020-12, without dangling refs", async () => {
  await using site = await startTestSite();
  const document = await readDocument(site);
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  ajv.addSchema({ ...document, $id: "https://parley.test/openapi.json" });
  const names = Object.keys(document.components.schemas);
  assert.ok(names.length > 20);
  for (const name of names) {
    const schema = document.components.schemas[name]!;
    assert.ok(await ajv.validateSchema(schema as object), `${name} ${ajv.errorsText(ajv.errors)}`);
    ajv.compile({ $ref: `https://parley.test/openapi.json#/components/schemas/${name}` });
  }
});

Deno.test("the API's document has every route, and no other", async () => {
  await using site = await startTestSite();
  const served = site.routes.routes
    .filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/v1/"))
    .map(({ method, path }) =>
      `${method} ${path.replace("/api/v1", "").replace(/:(\w+)/g, "{$1_id}")}`
    );
  const names = new Set(served.filter((name) => name !== "GET /openapi.json"));
  const operations = operationsOf(await readDocument(site));
  assert.deepEqual(operations.map(([name]) => name).sort(), [...names].sort());
  const ids = operations.map(([, { operationId }]) => operationId);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("the API has the operations of parley.v1", async () => {
  await using site = await startTestSite();
  const proto = await Deno.readTextFile(
    new URL("../../../../proto/parley/v1/chat_service.proto", import.meta.url),
  );
  const methods = [...proto.matchAll(/^ {2}rpc (\w+)/gm)].map(([, name]) =>
    name![0]!.toLowerCase() + name!.slice(1)
  );
  const operations = operationsOf(await readDocument(site));
  assert.ok(methods.length > 20);
  assert.deepEqual(operations.map(([, { operationId }]) => operationId).sort(), methods.sort());
});

Deno.test("everything in the API's document is described, and its examples fit", async () => {
  await using site = await startTestSite();
  const document = await readDocument(site);
  const contract = new ApiContract(document);
  for (const [name, operation] of operationsOf(document)) {
    assert.ok(operation.summary.length > 5, name);
    assert.deepEqual(Object.keys(operation.security[0]!), ["token"]);
    for (const { name: parameter, description } of operation.parameters) {
      assert.ok(description, `${name} ${parameter}`);
    }
    const bodies = [operation.requestBody, ...Object.values(operation.responses)];
    for (const content of bodies.flatMap((body) => Object.values(body?.content ?? {}))) {
      if (!content.schema?.$ref) continue;
      const isProblem = content.schema.$ref.endsWith("/Problem");
      assert.ok(isProblem || content.example !== undefined, name);
      if (!isProblem) contract.validate(content.schema.$ref, content.example, name);
    }
    for (const status of ["401", "403", "500", "503"]) {
      assert.ok(operation.responses[status], `${name} ${status}`);
    }
  }
});

Deno.test("the events of streams match the API's document", async () => {
  await using site = await startTestSite();
  const contract = new ApiContract(await readDocument(site));
  const { program } = await signUpProgram(site);
  const call = { json: { message: "Hello" }, headers: events };
  const reader = await new EventReader(await program.call("POST", "/chats", call)).until();
  assert.deepEqual([...new Set(reader.events.map(({ event }) => event))], [
    "begun",
    "delta",
    "ended",
  ]);
  for (const { event, data } of reader.events) {
    contract.validate("#/components/schemas/AnswerEvent", data, event);
  }
});

Deno.test("the server takes the settings that the document describes", async () => {
  await using site = await startTestSite();
  const { schemas } = (await readDocument(site)).components;
  const { properties } = schemas.NewChatSettings!;
  assert.equal(schemas.NewChatSettings!.additionalProperties, false);
  assert.equal(schemas.Chat!.additionalProperties, undefined);
  const ranges = Object.fromEntries(
    Object.entries(properties!).map(([name, { minimum, maximum }]) => [name, [minimum, maximum]]),
  );
  assert.deepEqual(ranges.temperature, [0, 2]);
  assert.deepEqual(ranges.n, [1, 8]);
  assert.equal(properties!.n!.type, "integer");
  assert.equal(properties!.stop!.maxItems, 4);
  for (const name of ["ChatSettings", "NewChatSettings", "ChatSettingsPatch"]) {
    const { anyOf } = schemas[name]!.properties!.max_tokens!;
    assert.deepEqual(anyOf, [{ type: "integer", minimum: 1 }, { type: "null" }], name);
  }
});
