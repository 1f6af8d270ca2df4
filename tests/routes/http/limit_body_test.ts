import assert from "node:assert/strict";
import { SERVICE_TOKEN } from "../../support/app/test_app.ts";
import { startTestSite } from "../test_site.ts";
import { ORIGIN } from "../visitor.ts";

const JSON_CALL = {
  "Authorization": `Bearer ${SERVICE_TOKEN}`,
  "X-Parley-User": "user-1",
  "Content-Type": "application/json",
};
const FORM = { "Origin": ORIGIN, "Content-Type": "application/x-www-form-urlencoded" };

type Route = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly begin: string;
  readonly largest: RegExp;
};

const [small, usual] = [/16(,|\.)?384/, /1(,|\.)?048(,|\.)?576/];
const routes: Route[] = [
  { path: "/sign-in", headers: FORM, begin: "email=a%40example.com&password=", largest: small },
  { path: "/sign-up", headers: FORM, begin: "name=a&password=", largest: small },
  { path: "/chats", headers: FORM, begin: "message=", largest: small },
  {
    path: "/chat",
    headers: JSON_CALL,
    begin: '{"user_id": "user-1", "user_message": "',
    largest: usual,
  },
  { path: "/api/v1/chats", headers: JSON_CALL, begin: '{"message": "', largest: usual },
];

for (const { path, headers, begin, largest } of routes) {
  const send = (site: Awaited<ReturnType<typeof startTestSite>>, body: ReadableStream) => {
    const init = { method: "POST", headers, body, duplex: "half" };
    return site.routes.fetch(new Request(`${ORIGIN}${path}`, init as RequestInit));
  };
  const bytes = new TextEncoder().encode(begin);

  Deno.test(`a body for ${path} that stalls is refused in time`, async () => {
    const uploadPace = { grace: 30, bytesPerSecond: 1_000 };
    await using site = await startTestSite({ routes: { uploadPace } });
    const cancelled = Promise.withResolvers<void>();
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(bytes),
      cancel: () => cancelled.resolve(),
    });
    const response = await send(site, body);
    assert.equal(response.status, 408);
    assert.match(await response.text(), /arrived too slowly/);
    await cancelled.promise;
  });

  Deno.test(`a body for ${path} that breaks off, or never ends, is refused for that reason`, async () => {
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
    assert.match(await response.text(), /incomplete/);
    const endless = new ReadableStream({
      start: (controller) => controller.enqueue(bytes),
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024).fill(0x78)),
    });
    const refused = await send(site, endless);
    assert.equal(refused.status, 413);
    assert.match(await refused.text(), largest);
  });
}

Deno.test("a body isn't read before its sender is authorized", async () => {
  await using site = await startTestSite();
  const wrong = { ...JSON_CALL, Authorization: "Bearer wrong" };
  for (
    const [path, headers, status] of [
      ["/sign-in", { ...FORM, "Content-Length": "16385" }, 413],
      ["/chat", wrong, 401],
      ["/api/v1/chats", wrong, 401],
      ["/api/v1/imports", wrong, 401],
      ["/account/import", FORM, 303],
    ] as const
  ) {
    const body = new ReadableStream({ pull: () => assert.fail(`${path} was read`) }, {
      highWaterMark: 0,
    });
    const init = { method: "POST", headers, body, duplex: "half" };
    const request = new Request(`${ORIGIN}${path}`, init as RequestInit);
    assert.equal((await site.routes.fetch(request)).status, status, path);
  }
});

Deno.test("a signed-in user may send more than a stranger", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const message = "x".repeat(20_000);
  const response = await visitor.request("/chats", {
    method: "POST",
    headers: FORM,
    body: new URLSearchParams({ message }).toString(),
  });
  assert.equal(response.status, 303);
});
