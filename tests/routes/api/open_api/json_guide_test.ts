import assert from "node:assert/strict";
import { ApiContract } from "../../../support/http/api_contract.ts";
import { startTestSite } from "../../test_site.ts";

const guide = await Deno.readTextFile(new URL("../../../../docs/json_api.md", import.meta.url));

Deno.test("the guide to the JSON API names existing calls", async () => {
  await using site = await startTestSite();
  const { paths } = await (await site.routes.request("/api/v1/openapi.json")).json();
  const served = Object.entries<object>(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/_id\}/g, "}")}`)
  ).map((call) => call.replace(/\{\w+\}/g, "{id}"));
  const named = [...guide.matchAll(/`(GET|POST|PUT|PATCH|DELETE) (\/[\w/{}]*)/g)];
  assert.ok(named.length >= 9);
  for (const [call, method, path] of named) assert.ok(served.includes(`${method} ${path}`), call);
});

Deno.test("the guide to the JSON API shows real problems and events", async () => {
  await using site = await startTestSite();
  const contract = new ApiContract(
    await (await site.routes.request("/api/v1/openapi.json")).json(),
  );
  const [, problem] = /```json\n(.*?)```/s.exec(guide)!;
  contract.validate("#/components/schemas/Problem", JSON.parse(problem!), "the problem");
  const [, delta] = /event:delta\nid:\d+t\d+\ndata:(.*)/.exec(guide)!;
  contract.validate("#/components/schemas/TextDelta", JSON.parse(delta!), "the delta");
  const [, thinking] = /event:thinking\nid:\d+t\d+\ndata:(.*)/.exec(guide)!;
  contract.validate("#/components/schemas/ThinkingDelta", JSON.parse(thinking!), "the thinking");
});
