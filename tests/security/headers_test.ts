import assert from "node:assert/strict";
import { startTestSite } from "../routes/test_site.ts";
import { Visitor } from "../routes/visitor.ts";

const policy = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self'",
  "connect-src": "'self'",
  "form-action": "'self'",
  "frame-src": "'self'",
  "base-uri": "'none'",
};

Deno.test("every response restricts the browser to what the page needs", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const responses = [
    await visitor.get("/"),
    await visitor.get("/nowhere"),
    await visitor.get("/healthz"),
    await visitor.get("/chat"),
    await visitor.post("/chats", { message: "" }),
    await visitor.post("/chats", { message: "Hello" }),
    await visitor.post("/chats", { message: "Hello" }, { origin: "https://evil.example" }),
    await visitor.post("/chats", { message: "x".repeat(2_000_000) }),
    await new Visitor(site.routes).get("/"),
    await new Visitor(site.routes).get("/sign-in"),
  ];
  for (const { headers, status } of responses) {
    const directives = cspOf(headers);
    for (const [name, value] of Object.entries(policy)) {
      assert.equal(directives.get(name), value, `${status} ${name}`);
    }
    assert.equal(directives.get("frame-ancestors"), "'none'");
    assert.ok(!/unsafe|\*|https?:/.test(headers.get("Content-Security-Policy")!));
    assert.equal(headers.get("X-Content-Type-Options"), "nosniff");
    assert.equal(headers.get("Referrer-Policy"), "same-origin");
    assert.equal(headers.get("Cross-Origin-Opener-Policy"), "same-origin");
    assert.equal(headers.get("Cache-Control"), "no-store");
    assert.ok(headers.get("X-Request-Id"));
    assert.equal(headers.get("Strict-Transport-Security"), null);
  }
});

Deno.test("only images may come from the origins that the operator allows", async () => {
  for (const images of [[], ["https:"], ["https://a.example", "https://b.example:8443"]]) {
    await using site = await startTestSite({ site: { images } });
    const { headers } = await site.visitor().get("/sign-in");
    const directives = cspOf(headers);
    assert.equal(directives.get("img-src"), ["'self'", ...images].join(" "));
    assert.equal(directives.get("default-src"), "'none'");
  }
});

Deno.test("only the live answer may be framed, and only by the page", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const live = `/chats/${crypto.randomUUID()}/answers/${crypto.randomUUID()}/live`;
  const { headers } = await visitor.get(live);
  assert.equal(cspOf(headers).get("frame-ancestors"), "'self'");
});

Deno.test("pages contain no inline script or style", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  const { chatId } = await site.app.startChat({ userId: user.id, message: "Hello" });
  for (const path of ["/", `/chats/${chatId}`, "/nowhere"]) {
    const page = await (await visitor.get(path)).text();
    assert.ok(!/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|javascript:/.test(page));
  }
});

function cspOf(headers: Headers): Map<string, string> {
  const directives = headers.get("Content-Security-Policy")!.split("; ");
  return new Map(directives.map((directive) => {
    const [name, ...values] = directive.split(" ");
    return [name!, values.join(" ")];
  }));
}
