import assert from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";
import { paths } from "../../views/paths.ts";
import { startBrowserSite } from "../support/browser/browser_site.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";
import type { FakeExchange } from "../support/upstream/fake_exchange.ts";
import { refuse, startFakeOpenAI } from "../support/upstream/fake_openai.ts";
import { renderStreamingMarkdown } from "../support/browser/render_streaming_markdown.ts";
import { randomWhole, seededRandom } from "../support/suite/seeded_random.ts";
import { watchPages } from "./page_watch.ts";
import { xssPayloads } from "./xss_payloads.ts";

/** How many payloads one message has. */
const BATCH = 50;

/** How many chats are watched at the same time. */
const CHATS_AT_ONCE = 3;

/** What `provoke` causes; the browser reports it in any order. */
const EFFECTS = [
  /attribute hx-get in a message/,
  /attribute onerror/,
  /request to .*\/x$/,
  /request to https:\/\/evil/,
  /console: Executing inline/,
  /console: Loading the image/,
  /policy breached: script-src/,
  /policy breached: img-src/,
];

const EVIL_MODEL = `"><img src=x onerror=xss(1)>`;

const oneLine = xssPayloads.filter((payload) => !/[\p{Cc}\p{Cs}]/u.test(payload));

const batches = chunksOf(isolated(xssPayloads), "\n\n", ({ length }) => length < BATCH);

/** Payloads that don't swallow what follows; those that do come last. */
function isolated(payloads: readonly string[]): string[] {
  const isOpen = (text: string) =>
    !renderStreamingMarkdown(`${text}\n\nEND`).includes("<p>END</p>");
  const groups = Map.groupBy(payloads, isOpen);
  return [...groups.get(false) ?? [], ...groups.get(true) ?? []];
}

/** Joins texts in order while there is room for one more. */
function chunksOf(
  texts: readonly string[],
  separator: string,
  hasRoom: (chunk: readonly string[], text: string) => boolean,
): string[] {
  const chunks: string[][] = [[]];
  for (const text of texts) {
    if (!hasRoom(chunks.at(-1)!, text)) chunks.push([]);
    chunks.at(-1)!.push(text);
  }
  return chunks.map((chunk) => chunk.join(separator));
}

const random = seededRandom(5);

/** Answers `3: …` with the batch of that number, in random cuts. */
async function reciteBatch(exchange: FakeExchange): Promise<void> {
  const question = exchange.request.body.messages.at(-1)!.content;
  const text = batches[parseInt(question)] ?? question;
  for (let from = 0; from < text.length;) {
    const length = randomWhole(random, 1, 80);
    await exchange.text(text.slice(from, from + length));
    from += length;
    await new Promise((resolve) => setTimeout(resolve, randomWhole(random, 0, 15)));
  }
  await exchange.complete();
}

Deno.test({
  name: "hostile texts have no effect in a browser, in any place",
  ignore: lacksBrowser,
  fn: async (t) => {
    const models = oneLine.filter(({ length }) => length < 250);
    await using model = await startFakeOpenAI({ reply: reciteBatch, models });
    await using site = await startBrowserSite({
      env: {
        OPENAI_BASE_URL: model.url,
        DISCOVER_MODELS: "on",
        MODEL: EVIL_MODEL,
        MODEL_MAX_TOKENS: "100000",
        SENDS_PER_MINUTE: "1000",
      },
    });
    const context = await site.browser.newContext({ baseURL: site.origin });
    context.setDefaultTimeout(30_000);
    const seen = await watchPages(context, site.origin);
    const page = await context.newPage();
    const step = (name: string, run: () => Promise<void>) =>
      t.step(name, async () => {
        await run();
        assert.deepEqual(seen.splice(0), []);
      });

    await t.step("the watch sees real effects", async () => {
      await provoke(page);
      const isMissing = (effect: RegExp) => !seen.some((line) => effect.test(line));
      for (let wait = 0; wait < 5_000 && EFFECTS.some(isMissing); wait += 20) {
        await page.waitForTimeout(20);
      }
      assert.deepEqual(EFFECTS.filter(isMissing), [], seen.join("\n"));
      seen.length = 0;
    });
    await step("in an account's name", async () => {
      // As much as fits into a stranger's form.
      await signUp(page, oneLine.join("").slice(0, 4000));
      await page.locator("[name=name][aria-invalid]").waitFor();
      const names = chunksOf(oneLine.filter(({ length }) => length <= 80), "", () => false);
      for (const name of names.filter((_, index) => index % 150 === 7)) {
        await context.clearCookies();
        await signUp(page, name);
        await page.locator(".account-name").waitFor({ state: "attached" });
        await page.goto(paths.account());
        assert.equal(await page.inputValue("[name=name]"), name.trim());
      }
    });
    await step("in the names of models", async () => {
      await page.goto("/");
      const names = await page.locator("option").evaluateAll((all) =>
        all.map((o) => o.textContent)
      );
      assert.ok(names.length > 100 && names.some((name) => name.includes("<svg/onload=")));
      await page.selectOption("select", { index: 20 });
    });
    await step("in a message, its growing answer and the system message", async () => {
      const queue = batches.keys();
      await Promise.all(Array.from({ length: CHATS_AT_ONCE }, async () => {
        const [chat, live] = [await context.newPage(), await context.newPage()];
        for (const index of queue) await watchChat({ chat, live, index });
        await chat.close();
        await live.close();
      }));
    });
    await step("in a chat that is begun in the page, and in a failure", async () => {
      await page.goto(paths.homeWith(oneLine.slice(0, 60).join("\n")));
      await page.press("#message", "Enter");
      await page.locator(".answer:not([aria-busy]) .answer-facts").waitFor();
      const error = { error: { message: oneLine.slice(0, 40).join(" "), type: "evil" } };
      model.enqueue(refuse(400, error.error.message));
      await page.fill("#message", oneLine.slice(60, 90).join("\n"));
      await page.press("#message", "Enter");
      await page.locator(".note.failed").waitFor();
    });
    await step("in titles", async () => {
      const fits = (chunk: readonly string[], text: string) =>
        [...chunk, text].join(" ").length <= 120;
      await renameChat(
        page,
        chunksOf(oneLine.filter((text) => text.length <= 120 && text.includes("<")), " ", fits),
      );
      await page.reload();
    });
  },
});

/** Causes the effects that the watch must notice. */
async function provoke(page: Page): Promise<void> {
  await page.goto("/sign-up");
  await page.evaluate(() => {
    const insert = (html: string) => document.body.insertAdjacentHTML("beforeend", html);
    insert("<div class=prose><p hx-get=/>x</p></div>");
    insert("<img src=x onerror=xss(1)>");
    insert("<img src=https://evil.example/leak>");
  });
}

async function signUp(page: Page, name: string): Promise<void> {
  await page.goto("/sign-up");
  await page.fill("[name=name]", name);
  await page.fill("[name=email]", `${crypto.randomUUID()}@example.com`);
  await page.fill("[name=password]", "correct horse battery");
  await page.press("[name=password]", "Enter");
}

/** Begins a chat, shows its growing answer in two ways, and then its final form. */
async function watchChat(
  { chat, live, index }: { chat: Page; live: Page; index: number },
): Promise<void> {
  const text = batches[index]!;
  const message = `${index}: ${text}`;
  const url = await startChat(chat.context(), { message, system: text });
  await chat.goto(url);
  const id = (await chat.locator(".answer").getAttribute("id"))!.replace("message-", "");
  const whileLive = live.goto(`${url}/answers/${id}/live`, { waitUntil: "commit" });
  await chat.locator(".answer:not([aria-busy]) .answer-facts").waitFor();
  const shown = await chat.locator(".prose").innerHTML();
  await chat.reload();
  assert.equal(await chat.locator(".prose").innerHTML(), shown);
  const bubble = await chat.locator(".bubble").textContent();
  assert.equal(bubble!.replaceAll("\ufffd", "\0"), asParsed(message));
  await whileLive;
  await live.locator("a[target=_top]").waitFor();
  await chat.goto(`${url}/settings`);
  const system = await chat.inputValue("[name=system]");
  assert.equal(system.replaceAll("\ufffd", "\0").trim(), asParsed(text).trim());
}

/** Text as a document has it: forms, the database and HTML change a few characters. */
function asParsed(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, "\n").replaceAll("\ufffd", "\0").trimEnd();
}

/** @returns the chat's path. */
async function startChat(context: BrowserContext, form: Record<string, string>): Promise<string> {
  const wellFormed = Object.entries(form).map(([name, value]) => [name, value.toWellFormed()]);
  const response = await context.request.post(paths.chats(), {
    form: Object.fromEntries(wellFormed),
    headers: { "Sec-Fetch-Site": "same-origin" },
    maxRedirects: 0,
  });
  assert.equal(response.status(), 303, await response.text());
  return response.headers().location!;
}

/** Gives the chat on screen one title after the other through its form. */
async function renameChat(page: Page, titles: readonly string[]): Promise<void> {
  assert.ok(titles.length > 100);
  const shown = await page.evaluate(async (titles) => {
    const { htmx } = globalThis as unknown as {
      htmx: { ajax(method: string, url: string, options: object): Promise<void> };
    };
    const shown: (string | undefined)[] = [];
    for (const title of titles) {
      const options = { target: "#chat-header", swap: "outerHTML", values: { title } };
      await htmx.ajax("POST", `${location.pathname}/title`, options);
      shown.push(document.querySelector("h1")?.textContent);
    }
    return shown;
  }, titles);
  assert.deepEqual(shown, titles.map((title) => title.replaceAll(/\s+/g, " ").trim()));
}
