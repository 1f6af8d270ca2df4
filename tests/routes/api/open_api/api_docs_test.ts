import assert from "node:assert/strict";
import { startTestSite } from "../../test_site.ts";

Deno.test("GET /api/docs shows the document to anyone, in both languages, and loads nothing else", async () => {
  await using site = await startTestSite({ site: { publicUrl: "https://chat.example.com" } });
  const document = await (await site.visitor().get("/api/v1/openapi.json")).json();
  for (const [language, title] of [["en", "The JSON API"], ["pt-BR", "A API JSON"]] as const) {
    const headers = { "Accept-Language": language };
    const response = await site.visitor().get("/api/docs", { headers });
    assert.equal(response.status, 200);
    assert.match(response.headers.get("Content-Security-Policy")!, /default-src 'none'/);
    const html = await response.text();
    assert.match(html, new RegExp(`<html lang="${language}">.*<h1>${title}</h1>`, "s"));
    assert.doesNotMatch(html, /<script|<style|\sstyle=|<iframe|undefined|\[object|`/);
    for (const [, url] of html.matchAll(/(?:src|href)="([^"]*)"/g)) assert.match(url!, /^[/#]/);
    for (const path of Object.keys(document.paths)) {
      assert.ok(html.includes(`/api/v1${path}</code>`), path);
    }
  }
});

Deno.test("GET /api/docs has an anchor for each operation, object and problem that is linked", async () => {
  await using site = await startTestSite();
  const html = await (await site.visitor().get("/api/docs")).text();
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
  assert.deepEqual(ids, [...new Set(ids)]);
  for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.includes(id!), `#${id}`);
  for (const id of ["startChat", "Chat", "TextDelta", "not_found", "chat_changed"]) {
    assert.ok(ids.includes(id), id);
  }
  const problem = await site.routes.request("/api/v1/nothing");
  const { type } = await problem.json();
  assert.equal(type, "/api/docs#not_found");
});

Deno.test("GET /api/docs shows calls that work", async () => {
  await using site = await startTestSite({ site: { publicUrl: "https://chat.example.com" } });
  const html = (await (await site.visitor().get("/api/docs")).text()).replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'");
  const calls = [...html.matchAll(/<code>(curl [^<]*)<\/code>/g)].map(([, call]) => call!);
  assert.ok(calls[0]!.startsWith('curl -X POST "https://chat.example.com/api/v1/chats" '));
  assert.ok(html.indexOf(calls[0]!) < html.indexOf("<h2"));
  assert.ok(calls.length > 20);
  assert.ok(calls.includes(
    'curl -X PATCH "https://chat.example.com/api/v1/chats/$CHAT_ID" \\\n' +
      '  -H "Authorization: Bearer $PARLEY_TOKEN" \\\n' +
      '  -H "Content-Type: application/merge-patch+json" \\\n' +
      `  -d '{"title":"Colours of the sky","settings":{"temperature":0.2},"pinned":true}'`,
  ));
});
