import assert from "node:assert/strict";
import { wholeCharacters } from "../../../domain/characters.ts";
import { BoundedWorker } from "../../../infra/workers/bounded_worker.ts";
import { createRenderer, type Renderer } from "../../../routes/streams/renderer.ts";
import { loadMarkdown, renderMarkdown } from "../../../views/markdown/markdown.ts";
import { HtmlTree } from "../../support/browser/html_tree.ts";
import { beginnings, variedMarkdown } from "../../support/browser/markdown_samples.ts";
import { renderStreamingMarkdown } from "../../support/browser/render_streaming_markdown.ts";
import { quietLog, silentLog } from "../../support/app/test_app.ts";
import { xssPayloads } from "../../security/xss_payloads.ts";

const url = new URL("../../../routes/streams/render_worker.ts", import.meta.url);

const plainNotes = { long: "long", much: "much", slow: "It is <slow>", failed: "failed" };

await loadMarkdown();

/** A renderer in workers, like the program's. */
function openRenderer(): Disposable & { readonly renderer: Renderer } {
  const ended = new BoundedWorker({ url, timeLimit: 60_000 });
  const growing = new BoundedWorker({ url, timeLimit: 60_000 });
  return {
    renderer: createRenderer({ ended, growing, log: quietLog }),
    [Symbol.dispose]() {
      ended[Symbol.dispose]();
      growing[Symbol.dispose]();
    },
  };
}

Deno.test("a worker needs only code that the start task may read", async () => {
  const args = ["info", "--json", url.href];
  const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout));
  const root = new URL("../../../", import.meta.url).href;
  const own = modules.map(({ specifier }: { specifier: string }) => specifier)
    .filter((specifier: string) => specifier.startsWith(root))
    .map((specifier: string) => specifier.slice(root.length));
  assert.ok(own.includes("views/markdown/markdown.ts"));
  const { permissions } = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  const readable: string[] = permissions.default.read;
  const isReadable = (path: string) => readable.some((folder) => path.startsWith(`${folder}/`));
  assert.deepEqual(own.filter((path: string) => !isReadable(path)), []);
});

Deno.test("a worker renders texts like the process itself", async () => {
  using opened = openRenderer();
  const options = { id: "m", copyLabel: "Copy", plainNotes, images: ["https:"] };
  const texts = [variedMarkdown, "a ".repeat(200_000), ...xssPayloads.slice(0, 100)];
  for (const text of texts) {
    assert.equal(
      await opened.renderer.render(text, options, { owner: "a" }),
      renderMarkdown(text, options),
    );
  }
});

Deno.test("a worker renders a growing text like the process itself, however it is cut", async () => {
  using opened = openRenderer();
  for (const cuts of [[500, 1000], [450, 451, 900, 1300], [variedMarkdown.indexOf("😀") + 1]]) {
    let changed = Promise.withResolvers<void>();
    const text = opened.renderer.begin({}, () => {
      changed.resolve();
      changed = Promise.withResolvers();
    });
    const tree = new HtmlTree();
    let shown = { position: 0, isPlain: false };
    for (const beginning of beginnings(variedMarkdown, cuts)) {
      text.grow({ text: wholeCharacters(beginning) });
      while (shown.position <= beginning.length - 400) {
        const { promise } = changed;
        const update = await text.updateFrom(shown) ?? await promise;
        if (!update) continue;
        shown = update.shown;
        if (update.frame) tree.apply(dataOf(update.frame));
        assert.equal(
          String(tree),
          renderStreamingMarkdown(variedMarkdown.slice(0, shown.position)),
        );
      }
    }
    text.close();
  }
});

Deno.test("createRenderer() shows a text as plain text if it can't be rendered", async () => {
  const errors = {
    "It is &lt;slow&gt;": new DOMException("too long", "TimeoutError"),
    "failed": new Error("Cannot go on"),
  };
  for (const [note, error] of Object.entries(errors)) {
    const run = () => Promise.reject(error);
    const renderer = createRenderer({ ended: { run }, growing: { run }, log: silentLog });
    assert.equal(
      await renderer.render("*a* <b>\r\nc", { plainNotes }, { owner: "a" }),
      `<p class="note">${note}</p><div class="plain">*a* &lt;b&gt;\nc</div>`,
    );
  }
});

Deno.test("createRenderer() lets owners take turns, however many texts one of them has", async () => {
  const { renderer, done } = recordingRenderer();
  const texts = ["a1", "a2", "a3", "a4", "b1", "c1", "b2"];
  await Promise.all(texts.map((text) => renderer.render(text, {}, { owner: text[0]! })));
  assert.deepEqual(done, ["a1", "b1", "c1", "a2", "b2", "a3", "a4"]);
});

Deno.test("createRenderer() drops a text that no reader waits for when its turn comes", async () => {
  const { renderer, done } = recordingRenderer();
  const first = renderer.render("first", {}, { owner: "a" });
  const left = renderer.render("left", {}, { owner: "a", isWanted: () => false });
  const last = renderer.render("last", {}, { owner: "a", isWanted: () => true });
  await Promise.all([first, assert.rejects(left, { code: "unavailable" }), last]);
  assert.deepEqual(done, ["first", "last"]);
});

/** A renderer that records the texts it has rendered. */
function recordingRenderer() {
  const done: string[] = [];
  const run = async (job: unknown) => {
    const { text } = job as { text: string };
    await null;
    done.push(text);
    return text;
  };
  const renderer = createRenderer({ ended: { run }, growing: { run }, log: silentLog });
  return { renderer, done };
}

function dataOf(frame: Uint8Array): string {
  const lines = new TextDecoder().decode(frame).split("\n").filter((line) => /^data:/.test(line));
  return lines.map((line) => line.replace(/^data: ?/, "")).join("\n");
}
