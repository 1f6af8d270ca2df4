import assert from "node:assert/strict";
import { startTestSite } from "../test_site.ts";

Deno.test("loadTexts() picks the best match for the browser's languages", async () => {
  await using site = await startTestSite();
  const languageFor = async (header: string) => {
    const response = await site.routes.request("/sign-in", {
      headers: { "Accept-Language": header },
    });
    return /<html lang="([^"]+)"/.exec(await response.text())?.[1];
  };
  assert.equal(await languageFor(""), "en");
  assert.equal(await languageFor("pt-BR,pt;q=0.9,en;q=0.8"), "pt-BR");
  assert.equal(await languageFor("pt-PT"), "pt-BR");
  assert.equal(await languageFor("de,en;q=0.4,pt;q=0.7"), "pt-BR");
  assert.equal(await languageFor("en-GB, pt;q=0.1"), "en");
  assert.equal(await languageFor("pt;q=0, de"), "en");
  assert.equal(await languageFor('";;q=,,*/'), "en");
});

Deno.test("loadTexts() sets the language of refusals before the session is known", async () => {
  await using site = await startTestSite();
  const headers = { "Accept-Language": "pt-BR", "Content-Length": "9999999" };
  const refusals = [[403, {}], [413, { Origin: "http://localhost" }]] as const;
  for (const [status, origin] of refusals) {
    const body = new URLSearchParams({ email: "a" });
    const init = { method: "POST", headers: { ...headers, ...origin }, body };
    const response = await site.routes.request("/sign-in", init);
    assert.equal(response.status, status);
    assert.match(await response.text(), /Voltar ao Parley/);
  }
});
