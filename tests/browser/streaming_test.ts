import assert from "node:assert/strict";
import fc from "fast-check";
import { Hono } from "hono";
import type { Browser, Page } from "playwright-core";
import { loadAssetFiles } from "../../infra/web/asset_files.ts";
import { createAnswerStream } from "../../routes/streams/answer_stream.ts";
import { securityHeaders } from "../../routes/http/security_headers.ts";
import { loadMarkdown, renderMarkdown } from "../../views/markdown/markdown.ts";
import { lacksBrowser, launchBrowser } from "../support/browser/launch_browser.ts";
import { GrowingAnswer } from "../support/app/growing_answer.ts";
import { variedMarkdown, wildMarkdown } from "../support/browser/markdown_samples.ts";
import { renderStreamingMarkdown } from "../support/browser/render_streaming_markdown.ts";
import { quietLog } from "../support/app/test_app.ts";
import { localRendering } from "../support/browser/local_rendering.ts";
import { sampleTexts } from "../support/app/sample_texts.ts";

/** A server with one growing answer, and minimal pages that show it. */
class StreamingSite implements AsyncDisposable {
  readonly growing = new GrowingAnswer();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  #lost = Promise.withResolvers<void>();
  connections = 0;

  constructor() {
    const routes = new Hono();
    routes.use(
      securityHeaders({
        publicUrl: null,
        signUpOpen: true,
        isDemo: false,
        trustedProxies: 0,
        images: [],
      }),
    );
    const { events, live } = createAnswerStream({
      ...localRendering,
      app: this.growing.app,
      log: quietLog,
      userId: () => "user",
      texts: () => sampleTexts,
      renderEnd: ({ content }) =>
        `<hx-partial hx-target="#message-answer" hx-swap="outerHTML">` +
        `<article id="message-answer">${renderMarkdown(content)}</article></hx-partial>` +
        `<hx-partial hx-target="#announcer" hx-swap="textContent">finished</hx-partial>`,
      stylesheet: "/parley.css",
    });
    routes.get("/chats/:chat/answers/:answer/events", async (c) => {
      this.connections++;
      const response = await events(c, () => Promise.resolve()) as Response;
      return new Response(this.#untilLost(response.body!), response);
    });
    routes.get("/chats/:chat/answers/:answer/live", live);
    routes.get("/chats/chat", (c) => c.html(`${head}</head><body>the whole chat</body></html>`));
    routes.get("/", (c) => c.html(page(c.req.query("position") ?? "0", c.req.query("html") ?? "")));
    routes.get("/framed", (c) => c.html(framedPage));
    for (const name of ["htmx.js", "stream.js", "parley.css", "favicon.svg"]) {
      const asset = assets.find(assets.url(name))!;
      routes.get(`/${name}`, async (c) => {
        c.header("Content-Type", asset.contentType);
        return c.body(await asset.body("identity"));
      });
    }
    this.#server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, routes.fetch);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Ends all connections, like a restart. */
  loseConnections(): void {
    this.#lost.resolve();
    this.#lost = Promise.withResolvers();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.shutdown();
  }

  #untilLost(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    const lost = this.#lost.promise;
    return body.pipeThrough(
      new TransformStream({
        start: (controller) => {
          lost.then(() => controller.terminate());
        },
      }),
    );
  }
}

const assets = await loadAssetFiles(new URL("../../views/assets/", import.meta.url), String);

const head = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Answer</title>` +
  `<link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/parley.css">`;

function page(position: string, html: string): string {
  return `${head}<meta name="htmx-config" content='{"includeIndicatorCSS":false}'>` +
    `<script src="/htmx.js"></script><script type="module" src="/stream.js"></script></head><body><article id="message-answer"><div id="answer-answer" hx-sse:close="end" ` +
    `hx-sse:connect="/chats/chat/answers/answer/events?position=${position}">${html}</div>` +
    `</article><p id="announcer"></p></body></html>`;
}

const framedPage = `${head}</head><body><noscript><iframe width="800" height="600" ` +
  `src="/chats/chat/answers/answer/live"></iframe></noscript></body></html>`;

let browser: Browser;

if (!lacksBrowser) {
  Deno.test.beforeAll(async () => {
    await loadMarkdown();
    browser = await launchBrowser();
  });
  Deno.test.afterAll(() => browser.close());
}

/** Opens a page, and collects its messages in the console. */
async function open(site: StreamingSite, path: string, javaScriptEnabled = true) {
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  const waitUntil = javaScriptEnabled ? "domcontentloaded" : "commit";
  await page.goto(site.url + path, { waitUntil });
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Makes the page note the position of its text. */
async function watchPosition(page: Page): Promise<void> {
  await page.evaluate(() => {
    addEventListener("htmx:sse:before:message", (event) => {
      document.body.dataset.position = (event as CustomEvent).detail.message.id;
    });
  });
}

/** Compares the page's HTML with the rendering of the text up to the page's position. */
async function compare(page: Page, text: string): Promise<number> {
  const shown = await page.evaluate(() => ({
    position: Number(document.body.dataset.position ?? 0),
    html: document.querySelector("#answer-answer")!.innerHTML,
  }));
  const html = renderStreamingMarkdown(text.slice(0, shown.position));
  const expected = await page.evaluate((html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.innerHTML;
  }, html);
  assert.equal(shown.html, expected);
  return shown.position;
}

/** Waits until the page shows the text up to `position` at least. */
async function reach(page: Page, position: number): Promise<void> {
  await page.waitForFunction(
    (position) => Number(document.body.dataset.position ?? 0) >= position,
    position,
  );
}

/** Cuts a text into random pieces, most of them as short as tokens. */
function* piecesOf(text: string): Iterable<string> {
  const lengths = fc.sample(fc.integer({ min: 1, max: 12 }), { numRuns: text.length, seed: 1 });
  for (let from = 0; from < text.length;) {
    const length = lengths.pop()!;
    const piece = text.slice(from, from + (length < 12 ? length : 200));
    from += piece.length;
    yield piece;
  }
}

function browserTest(name: string, fn: (site: StreamingSite) => Promise<void>): void {
  Deno.test({
    name,
    ignore: lacksBrowser,
    async fn() {
      await using site = new StreamingSite();
      await fn(site);
    },
  });
}

browserTest("at every step the page shows a growing answer as if it came at once", async (site) => {
  await using tab = await open(site, "/");
  await watchPosition(tab.page);
  const wild = fc.sample(wildMarkdown, { numRuns: 60, seed: 1 }).join("\n\n");
  const text = `${variedMarkdown}\n${wild}\n\n${variedMarkdown}\nThe very end.`;
  for (const piece of piecesOf(text)) {
    site.growing.feed.append(piece);
    await compare(tab.page, text);
  }
  await reach(tab.page, text.length - 200);
  await compare(tab.page, text);
  assert.deepEqual(tab.complaints, []);
});

browserTest("the page resumes from its position after a lost connection", async (site) => {
  const { growing } = site;
  const half = Math.floor(variedMarkdown.length / 2);
  growing.feed.append(variedMarkdown.slice(0, half));
  const html = renderStreamingMarkdown(variedMarkdown.slice(0, half - 100));
  await using tab = await open(site, `/?position=${half - 100}&html=${encodeURIComponent(html)}`);
  await watchPosition(tab.page);
  growing.feed.append(variedMarkdown.slice(half, half + 99));
  await reach(tab.page, half + 50);
  for (const position of [half + 200, half + 300, variedMarkdown.length]) {
    site.loseConnections();
    growing.feed.append(variedMarkdown.slice(growing.feed.length, position));
    await reach(tab.page, position - 50);
    await compare(tab.page, variedMarkdown);
  }
  assert.equal(site.connections, 4);
  assert.deepEqual(tab.complaints, []);
});

browserTest("the page shows the final form and closes the stream", async (site) => {
  await using tab = await open(site, "/");
  site.growing.feed.append("Some *text*\n\n```js\nlet a = 1;\n```\n\n\\(x^2\\)");
  await tab.page.locator("#answer-answer pre").waitFor();
  site.growing.end();
  await tab.page.locator("#announcer", { hasText: "finished" }).waitFor();
  assert.equal(await tab.page.locator("#message-answer .hljs-keyword").innerText(), "let");
  assert.equal(await tab.page.locator("#message-answer math").count(), 1);
  assert.equal(await tab.page.locator("#answer-answer").count(), 0);
  assert.equal(site.connections, 1);
  assert.deepEqual(tab.complaints, []);
});

browserTest(
  "without JavaScript a frame shows the growing answer, then its final form",
  async (site) => {
    await using tab = await open(site, "/framed", false);
    const frame = tab.page.frameLocator("iframe");
    const steps = [
      ["# Title\n\nFirst **wo", "Title\nFirst **wo"],
      ["rd** here.\n\n- one\n- tw", "Title\nFirst word here.\none\ntw"],
      ["o\n\nLast", "Title\nFirst word here.\none\ntwo\nLast"],
    ];
    for (const [text, shown] of steps) {
      site.growing.feed.append(text!);
      await frame.locator("body", { hasText: shown!.split("\n").at(-1)! }).waitFor();
      const lines = (await frame.locator("body").innerText()).split(/\n+/);
      assert.equal(lines.join("\n").trim(), shown);
    }
    site.growing.feed.append(" words.\n\n```js\nlet a;\n```\n");
    site.growing.end();
    const link = frame.getByRole("link", { name: "Show the finished answer" });
    await link.waitFor();
    assert.equal(await frame.locator(".hljs-keyword").innerText(), "let");
    await link.click();
    await tab.page.waitForURL("**/chats/chat");
    assert.deepEqual(tab.complaints, []);
  },
);
