import assert from "node:assert/strict";
import { SERVICE_TOKEN } from "../support/test_app.ts";
import { startTestSite } from "./test_site.ts";
import { ORIGIN } from "./visitor.ts";

const JSON_CALL = {
  "Authorization": `Bearer ${SERVICE_TOKEN}`,
  "X-Parley-User": "user-1",
  "Content-Type": "application/json",
};
const FORM = { "Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded" };

const routes: [path: string, headers: Record<string, string>, begin: string][] = [
  ["/sign-in", FORM, "email=a%40example.com&password="],
  ["/chat", JSON_CALL, '{"user_id": "user-1", "user_message": "'],
  ["/api/v1/chats", JSON_CALL, '{"message": "'],
];

for (const [path, headers, begin] of routes) {
  const send = (site: Awaited<ReturnType<typeof startTestSite>>, body: ReadableStream) => {
    const init = { method: "POST", headers, body, duplex: "half" };
    return site.routes.fetch(new Request(`${ORIGIN}${path}`, init as RequestInit));
  };
  const bytes = new TextEncoder().encode(begin);

  Deno.test(`a body for ${path} that doesn't go on is refused in time`, async () => {
    const uploadPace = { grace: 30, bytesPerSecond: 1_000 };
    await using site = await startTestSite({ routes: { uploadPace } });
    const cancelled = Promise.withResolvers<void>();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(bytes),
      cancel: () => cancelled.resolve(),
    });
    const response = await send(site, body);
    assert.equal(response.status, 408);
    assert.match(await response.text(), /too slowly/);
    await cancelled.promise;
  });

  Deno.test(`a body for ${path} that breaks off, or never ends, is refused as that`, async () => {
    await using site = await startTestSite();
    let isBegun = false;
    const broken = new ReadableStream({
      pull(controller) {
        if (isBegun) controller.error(new Error("reset"));
        else controller.enqueue(bytes);
        isBegun = true;
      },
    });
    const response = await send(site, broken);
    assert.equal(response.status, 400);
    assert.match(await response.text(), /breaks off/);
    const endless = new ReadableStream({
      start: (controller) => controller.enqueue(bytes),
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024).fill(0x78)),
    });
    const refused = await send(site, endless);
    assert.equal(refused.status, 413);
    assert.match(await refused.text(), /1(,|\.)?048(,|\.)?576/);
  });
}
