import assert from "node:assert/strict";
import { startWebServer } from "../../../infra/web/web_server.ts";
import { paths } from "../../../views/paths.ts";
import { startTestSite } from "../test_site.ts";

/** Headers that differ each time, or don't belong to the message itself. */
const OTHERS = ["date", "x-request-id", "content-security-policy"];

Deno.test("HEAD has the headers that GET has, and the log says HEAD", async () => {
  await using site = await startTestSite();
  const handle = site.routes.fetch.bind(site.routes);
  const server = startWebServer({ host: "127.0.0.1", port: 0, handle });
  const origin = `http://127.0.0.1:${server.port}`;
  const page = await (await fetch(origin + paths.signIn())).text();
  const [, stylesheet] = /href="(\/assets\/[^"]+\.css)"/.exec(page)!;
  const all = [paths.signIn(), "/healthz", stylesheet!, paths.manifest(), paths.openApi()];
  for (const path of [...all, paths.home(), "/nowhere", "/chat", "/api/v1/chats"]) {
    for (const encoding of ["identity", "gzip", "br"]) {
      const headers = { "Accept-Encoding": encoding };
      const headersOf = async (method: string) => {
        const response = await fetch(origin + path, { method, headers, redirect: "manual" });
        await response.body?.cancel();
        const entries = [...response.headers].filter(([name]) => !OTHERS.includes(name));
        return { status: response.status, headers: Object.fromEntries(entries) };
      };
      assert.deepEqual(await headersOf("HEAD"), await headersOf("GET"), `${path} ${encoding}`);
    }
  }
  const methods = new Set(site.lines.map(({ fields }) => fields?.method));
  assert.deepEqual(methods, new Set(["GET", "HEAD"]));
  await server.stop(1000);
});
