import assert from "node:assert/strict";
import { SERVICE_TOKEN } from "../../support/app/test_app.ts";
import { startTestSite } from "../test_site.ts";

const authorization = `Bearer ${SERVICE_TOKEN}`;
const proper = { "Authorization": authorization, "X-Parley-User": "user-1" };

/** Repeated headers, which arrive as one. */
const twice: [string, [string, string]][] = [
  ["Authorization", [authorization, authorization]],
  ["Authorization", ["Bearer wrong", authorization]],
  ["Authorization", [authorization, ""]],
  ["X-Parley-User", ["user-1", "user-2"]],
  ["X-Parley-User", ["user-1", "user-1"]],
  ["Idempotency-Key", ["key-1", "key-2"]],
];

for (const path of ["/chat", "/api/v1/chats"]) {
  Deno.test(`a call to ${path} with a repeated header is refused before its token is checked`, async () => {
    await using site = await startTestSite();
    const call = (headers: Headers) => {
      headers.set("Content-Type", "application/json");
      const texts = { user_id: "user-1", user_message: "Hi" };
      const body = JSON.stringify(path === "/chat" ? texts : { message: "Hi" });
      return site.routes.request(path, { method: "POST", headers, body });
    };
    for (const [name, values] of twice) {
      const headers = new Headers(proper);
      headers.delete(name);
      for (const value of values) headers.append(name, value);
      const response = await call(headers);
      assert.equal(response.status, 400, `${name}: ${values}`);
      assert.equal(response.headers.get("WWW-Authenticate"), null);
      assert.match(await response.text(), new RegExp(`which ${name} to use`));
    }
    const response = await call(new Headers({ ...proper, "Idempotency-Key": "key-1" }));
    assert.ok(response.ok);
    await response.text();
  });
}
