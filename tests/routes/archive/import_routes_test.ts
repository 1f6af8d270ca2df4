import assert from "node:assert/strict";
import { paths } from "../../../views/paths.ts";
import { filesIn, jsonFile, sampleChatJson, zipOf } from "../../support/archives/archives.ts";
import { conversation } from "../../support/archives/chatgpt_export.ts";
import { answered, SERVICE_TOKEN } from "../../support/app/test_app.ts";
import { startTestSite } from "../test_site.ts";
import { ORIGIN, type Visitor } from "../visitor.ts";
import { allSearchable } from "../../support/databases/all_searchable.ts";

Deno.test("all chats are downloaded as one archive, and imported into another account", async () => {
  await using site = await startTestSite();
  const owner = await site.signUp("Owner");
  for (const message of ["One", "Two"]) {
    await answered(site.app, await site.app.startChat({ userId: owner.user.id, message }));
  }
  const response = await owner.visitor.get(paths.exportAccount());
  assert.equal(response.headers.get("Content-Type"), "application/zip");
  assert.match(response.headers.get("Content-Disposition")!, /filename="parley\.zip"/);
  const archive = await response.blob();
  const files = await filesIn(archive);
  assert.equal(files.size, 5);
  assert.ok([...files.values()].every((text) => !text.includes(owner.user.id)));

  const { visitor } = await site.signUp("Another");
  const page = await (await upload(visitor, archive)).text();
  assert.match(page, /2 chats imported</);
  assert.match(page, /Two<.*One</s);
  assert.match(
    await (await upload(visitor, archive)).text(),
    /0 chats imported · 2 were here already/,
  );
});

Deno.test("an import reports in the reader's language what was imported, and why the rest was not", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const file = zipOf({
    "conversations.json": [conversation],
    "chats/bad.json": sampleChatJson({ title: "<b>Bad</b>", messages: [] }),
  });
  const headers = { "Accept-Language": "pt-BR" };
  const response = await upload(visitor, file, headers);
  const page = await response.text();
  assert.equal(response.status, 200);
  assert.match(page, /1 conversa importada · 1 não pôde ser importada/);
  assert.match(page, /<li>&lt;b&gt;Bad&lt;\/b&gt;: Esta conversa não tem mensagens<\/li>/);
});

Deno.test("an import reports what it left out, on the page and in JSON", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const file = jsonFile([conversation]);
  const page = await (await upload(visitor, file, { "Accept-Language": "pt-BR" })).text();
  assert.match(page, /: 1 imagem · 1 pensamento · 2 passos de ferramentas\./);
  const again = await (await upload(visitor, file)).text();
  assert.doesNotMatch(again, /1 picture/, "what is here already is not looked at");
  const post = async (body: Blob) => {
    const headers = { Authorization: `Bearer ${SERVICE_TOKEN}`, "X-Parley-User": "program" };
    return await (await site.routes.request(paths.apiImports(), {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body,
    })).json();
  };
  assert.deepEqual((await post(file)).omitted, {
    pictures: 1,
    recordings: 0,
    files: 0,
    thoughts: 1,
    tool_steps: 2,
    others: 0,
  });
  assert.ok(!("omitted" in await post(jsonFile(sampleChatJson()))));
});

Deno.test("imported chats can be searched", async () => {
  await using site = await startTestSite();
  const { visitor, user } = await site.signUp();
  await upload(visitor, jsonFile([conversation]));
  await allSearchable(site.database);
  for (const words of ["yeast", "bread"]) {
    const { hits } = await site.app.searchChats({ userId: user.id, query: words, limit: 9 });
    assert.ok(hits.length > 0, words);
  }
});

Deno.test("a file that can't be imported comes back with the reason at its field", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const files: [file: Blob | string, status: number, reason: RegExp][] = [
    [new Blob(["Hello"]), 422, /Cannot read this file: choose/],
    [new Blob([]), 422, /Choose a file that is not empty/],
    ["text", 422, /Choose a file that is not empty/],
    [new Blob([new Uint8Array(65 * 1024 * 1024)]), 413, /more than 67,108,864 bytes of a file/],
  ];
  for (const [file, status, reason] of files) {
    const response = await upload(visitor, file);
    assert.equal(response.status, status);
    const page = await response.text();
    assert.match(page, reason);
    assert.match(page, /aria-invalid="true" aria-describedby="file-error file-hint"/);
  }
  const noForm = await visitor.post(paths.importChats(), { file: "x" });
  assert.equal(noForm.status, 422);
});

Deno.test("only signed-in users may upload files, and no other form may be as large", async () => {
  await using site = await startTestSite();
  const stranger = site.visitor();
  const response = await upload(stranger, new Blob([new Uint8Array(2_000_000)]));
  assert.equal(response.status, 303);
  const { visitor } = await site.signUp();
  const body = new FormData();
  body.set("name", "x".repeat(2_000_000));
  const large = await visitor.request(paths.accountName(), {
    method: "POST",
    body,
  }, { headers: { Origin: ORIGIN } });
  assert.equal(large.status, 413);
});

Deno.test("only as many files are received at a time as fit into memory", async () => {
  await using site = await startTestSite();
  const { visitor } = await site.signUp();
  const held = [holdUpload(visitor), holdUpload(visitor)];
  await Promise.all(held.map(({ asked }) => asked));
  const refused = await upload(visitor, new Blob(["{}"]));
  assert.equal(refused.status, 429);
  assert.ok(refused.headers.get("Retry-After"));
  for (const { end } of held) end();
  for (const { response } of held) assert.equal((await response).status, 400);
  assert.equal((await upload(visitor, new Blob(["Hello"]))).status, 422, "there is room again");
});

/** Begins an upload without its body. `asked` resolves when the server asks for it. */
function holdUpload(visitor: Visitor) {
  const asked = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const body = new ReadableStream({
    async pull(controller) {
      asked.resolve();
      await ended.promise;
      controller.close();
    },
  }, { highWaterMark: 0 });
  const init = { method: "POST", body, duplex: "half" };
  const headers = { Origin: ORIGIN, "Content-Type": "multipart/form-data; boundary=x" };
  const response = visitor.request(paths.importChats(), init, { headers });
  return { response, asked: asked.promise, end: () => ended.resolve() };
}

async function upload(
  visitor: Visitor,
  file: Blob | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new FormData();
  if (typeof file === "string") body.set("file", file);
  else body.set("file", file, "file");
  const init = { method: "POST", body };
  return await visitor.request(paths.importChats(), init, {
    headers: { Origin: ORIGIN, ...headers },
  });
}
