import assert from "node:assert/strict";
import { brotliDecompressSync } from "node:zlib";
import { startTestSite } from "../test_site.ts";

/** What a first visit may take: see docs/decisions/0026-budgets.md. */
const BUDGET = 35 * 1024;

Deno.test("a new user's first page and all that it loads take at most 35 KB compressed", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const fetch = async (path: string, encoding: string) => {
    const response = await visitor.get(path, { headers: { "Accept-Encoding": encoding } });
    assert.equal(response.status, 200, path);
    return new Uint8Array(await response.arrayBuffer());
  };
  const page = await fetch("/", "gzip");
  const html = await (await visitor.get("/")).text();
  const urls = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, url]) => url!);
  assert.ok(urls.length >= 6);
  const files = await Promise.all([...new Set(urls)].map((url) => fetch(url, "br")));
  assert.ok(brotliDecompressSync(files[0]!).length > 0);
  const total = files.reduce((sum, { length }) => sum + length, page.length);
  assert.ok(total <= BUDGET, `${total} bytes`);
});
