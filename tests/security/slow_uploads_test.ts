import assert from "node:assert/strict";
import { startWebServer } from "../../infra/web/web_server.ts";
import type { Bytes } from "../../routes/http/bytes.ts";
import { bodyParts } from "../../routes/http/body_parts.ts";
import { paths } from "../../views/paths.ts";
import { startTestSite, type TestSite, type TestSiteOptions } from "../routes/test_site.ts";
import { jsonFile, sampleChatJson } from "../support/archives/archives.ts";
import { SERVICE_TOKEN } from "../support/app/test_app.ts";

const FORM = "multipart/form-data; boundary=x";

/** A request whose body doesn't arrive. */
type StalledUpload = AsyncDisposable & {
  /** The response, once the server has responded. */
  readonly answer: Promise<string>;
};

/** Headers of an upload, by path. */
type Upload = { readonly path: string; readonly headers: Readonly<Record<string, string>> };

Deno.test("stalled uploads don't keep others' out, over pages and JSON", async () => {
  await using served = await serve();
  const { site, port } = served;
  const owner = await uploadsOf(site);
  for (const stalled of [programUpload("slow"), owner.upload]) {
    await using stack = new AsyncDisposableStack();
    for (let i = 0; i < 2; i++) stack.use(await stall(port, stalled));
    assert.equal(await importFor(port, programUpload("other")), 200);
    const { upload } = await uploadsOf(site);
    assert.equal(await importFor(port, upload), 200);

    // The user with the stalled uploads is refused before anything is received.
    const refused = await fetch(`http://127.0.0.1:${port}${stalled.path}`, requestOf(stalled));
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get("Retry-After"), "30");
    assert.match(await refused.text(), /2 of your uploads are still running/);
  }
});

Deno.test("any number of users with stalled uploads don't keep others' out", async () => {
  await using served = await serve();
  await using stack = new AsyncDisposableStack();
  for (let user = 0; user < 20; user++) {
    stack.use(await stall(served.port, programUpload(`slow-${user}`)));
  }
  assert.equal(await importFor(served.port, programUpload("other")), 200);
});

Deno.test("an upload that is too slow ends with 408, and makes room", async () => {
  const uploadPace = { grace: 200, bytesPerSecond: 1024 * 1024 };
  await using served = await serve({ routes: { uploadPace } });
  const { site, port } = served;
  const { upload } = await uploadsOf(site);
  for (const slow of [programUpload("slow"), upload]) {
    await using first = await stall(port, slow);
    await using second = await stall(port, slow);
    for (const { answer } of [first, second]) {
      assert.match(await answer, /^HTTP\/1\.1 408 [^]*arrived too slowly/);
    }
    assert.equal(await importFor(port, slow), 200);
  }
});

Deno.test("a body that begins fast may not pause longer than any other", async () => {
  const pace = { grace: 50, bytesPerSecond: 1 };
  const { readable, writable } = new TransformStream<Bytes, Bytes>();
  const writer = writable.getWriter();
  const parts = bodyParts(readable, pace);
  writer.write(new Uint8Array(1024 * 1024)).catch(() => {});
  assert.equal((await parts.next()).value!.length, 1024 * 1024);
  await assert.rejects(parts.next(), { code: "request_timeout" });
});

async function serve(options: TestSiteOptions = {}) {
  await using stack = new AsyncDisposableStack();
  const site = stack.use(await startTestSite(options));
  const server = startWebServer({
    host: "127.0.0.1",
    port: 0,
    handle: (request) => site.routes.fetch(request),
  });
  stack.defer(() => server.stop(0));
  const owned = stack.move();
  return { site, port: server.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

function programUpload(user: string): Upload {
  const headers = { Authorization: `Bearer ${SERVICE_TOKEN}`, "X-Parley-User": user };
  return { path: paths.apiImports(), headers: { ...headers, "Content-Type": "application/json" } };
}

async function uploadsOf(site: TestSite) {
  const { visitor } = await site.signUp();
  const Cookie = `session=${visitor.cookies.get("session")}`;
  const headers = { Cookie, "Sec-Fetch-Site": "same-origin", "Content-Type": FORM };
  return { upload: { path: paths.importChats(), headers } };
}

function requestOf({ headers }: Upload): RequestInit {
  const json = JSON.stringify(sampleChatJson());
  const disposition = 'Content-Disposition: form-data; name="file"; filename="chat.json"';
  const isForm = headers["Content-Type"] === FORM;
  const body = isForm
    ? `--x\r\n${disposition}\r\n\r\n${json}\r\n--x--\r\n`
    : jsonFile(sampleChatJson());
  return { method: "POST", headers, body };
}

async function importFor(port: number, upload: Upload): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}${upload.path}`, requestOf(upload));
  await response.body?.cancel();
  return response.status;
}

/** Begins an upload without its body; resolves when the server asks for it (RFC 9110, 10.1.1). */
async function stall(port: number, { path, headers }: Upload): Promise<StalledUpload> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const lines = Object.entries({
    Host: `127.0.0.1:${port}`,
    "Content-Length": "1000",
    Expect: "100-continue",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  await connection.write(
    new TextEncoder().encode(`POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n`),
  );
  const reader = connection.readable.pipeThrough(new TextDecoderStream()).getReader();
  const asked = await reader.read();
  assert.match(asked.value ?? "", /^HTTP\/1\.1 100 /);
  const answer = (async () => {
    let text = "";
    while (!/\r\n\r\n[^]*slowly/.test(text)) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: "" }));
      if (done) break;
      text += value;
    }
    return text;
  })();
  return {
    answer,
    async [Symbol.asyncDispose]() {
      await reader.cancel().catch(() => {});
      await answer;
    },
  };
}
