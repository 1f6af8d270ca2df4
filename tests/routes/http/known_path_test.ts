import assert from "node:assert/strict";
import { startTestSite } from "../test_site.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"];
const evil = { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" };

Deno.test("every path reports its methods before it checks the request's origin", async (t) => {
  await using site = await startTestSite();
  const { routes } = site.routes;
  const taken = new Map<string, Set<string>>();
  for (const { method, path } of routes) {
    if (method === "ALL") continue;
    const methods = taken.get(path) ?? new Set();
    taken.set(path, methods.add(method));
    if (method === "GET") methods.add("HEAD");
  }
  assert.ok(taken.size > 50);
  for (const [pattern, methods] of taken) {
    await t.step(pattern, async () => {
      const path = pattern.replaceAll(/:\w+/g, "some-thing");
      for (const method of METHODS.filter((method) => !methods.has(method))) {
        // `Request` doesn't allow TRACE.
        const request = new Request(new URL(path, "http://parley.test"), { headers: evil });
        Object.defineProperty(request, "method", { value: method });
        const response = await site.routes.fetch(request);
        await response.body?.cancel();
        assert.equal(response.status, 405, method);
        const allowed = response.headers.get("Allow")!.split(", ");
        for (const name of methods) assert.ok(allowed.includes(name), `${method}: ${allowed}`);
        assert.ok(!allowed.includes(method));
      }
    });
  }
});

Deno.test("an unknown path is reported first, from any origin and for every method", async () => {
  await using site = await startTestSite();
  const paths = [
    ...["/nowhere", "/chats/1/2/3/4", "/account/nothing", "/share", "/chat/", "/healthz/", "//"],
    ...["/%", "/%zz", "/*", "/api/v1/nothing", "/assets", "/\\", "/a//b"],
  ];
  for (const path of paths) {
    for (const method of ["GET", "HEAD", "POST", "DELETE", "OPTIONS"]) {
      const request = new Request(`http://parley.test${path}`, { method, headers: evil });
      const response = await site.routes.fetch(request);
      await response.body?.cancel();
      assert.equal(response.status, 404, `${method} ${path}`);
      assert.equal(response.headers.get("Location"), null);
    }
  }
  assert.deepEqual(site.lines.filter(({ message }) => message !== "request"), []);
});
