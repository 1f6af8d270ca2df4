import assert from "node:assert/strict";
import { startTestSite, type TestSite } from "../routes/test_site.ts";
import { ORIGIN } from "../routes/visitor.ts";

const evil = "https://evil.example";

Deno.test("no form of another site is accepted, on any route", async (t) => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const { chatId } = await site.app.startChat({ userId: user.id, message: "Keep me" });
  for (const path of formsOf(site)) {
    await t.step(path, async () => {
      const url = path.replace(":chat", chatId).replace(":answer", crypto.randomUUID());
      const body = new URLSearchParams({ message: "Forged", title: "Forged" });
      for (const headers of crossSite) {
        const init = { method: "POST", body: new URLSearchParams(body) };
        const response = await visitor.request(url, init, { headers });
        assert.equal(response.status, 403, JSON.stringify(headers));
        await response.body?.cancel();
      }
    });
  }
  assert.equal((await site.app.getChat(user.id, chatId)).title, "Keep me");
});

Deno.test("forms of Parley's own page are accepted, by origin or by fetch metadata", async () => {
  await using site = await startTestSite({ site: { publicUrl: "https://chat.example.com" } });
  const accepted: Record<string, string>[] = [
    { Origin: ORIGIN },
    { Origin: "https://chat.example.com" },
    { Origin: "null", "Sec-Fetch-Site": "same-origin" },
  ];
  for (const headers of accepted) {
    const init = { method: "POST", body: new URLSearchParams({ email: "a@example.com" }) };
    const response = await site.visitor().request("/sign-in", init, { headers });
    assert.equal(response.status, 401, JSON.stringify(headers));
  }
});

Deno.test("a request of another site is refused whatever its content type, or without any", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const bodies = [undefined, "{}", new Blob(["{}"], { type: "application/json" })];
  for (const body of bodies) {
    const init = { method: "POST", body };
    const response = await visitor.request("/sign-out", init, { headers: { Origin: evil } });
    assert.equal(response.status, 403);
  }
  assert.equal((await visitor.get("/")).status, 200);
});

/** Headers that browsers send with another site's form, and some that none sends. */
const crossSite: Record<string, string>[] = [
  { Origin: evil, "Sec-Fetch-Site": "cross-site" },
  { Origin: evil },
  { Origin: "null" },
  { Origin: "http://parley.test.evil.example" },
  { "Sec-Fetch-Site": "same-site", Origin: "http://other.parley.test" },
  {},
];

/** All routes except those for programs, whose token no browser sends by itself. */
function formsOf({ routes }: TestSite): string[] {
  const forms = routes.routes.filter(({ method }) => method === "POST").map(({ path }) => path);
  return [...new Set(forms)].filter((path) => path !== "/chat" && !path.startsWith("/api/"));
}
