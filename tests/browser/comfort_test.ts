import assert from "node:assert/strict";
import { dirname } from "node:path";
import type { Page } from "playwright-core";
import { storeChat } from "../bench/load/store_chat.ts";
import {
  type BrowserSite,
  send,
  signUp,
  startBrowserSite,
} from "../support/browser/browser_site.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";
import { browserTests } from "./browser_tests.ts";
import type { FakeExchange } from "../support/upstream/fake_openai.ts";

let site: BrowserSite;
let databaseUrl: string;

if (!lacksBrowser) {
  Deno.test.beforeAll(async () => {
    databaseUrl = `sqlite:${await Deno.makeTempDir({ prefix: "parley-comfort-" })}/parley.db`;
    site = await startBrowserSite({ env: { DATABASE_URL: databaseUrl, SENDS_PER_MINUTE: "1000" } });
  });
  Deno.test.afterAll(async () => {
    await site[Symbol.asyncDispose]();
    await Deno.remove(dirname(databaseUrl.replace("sqlite:", "")), { recursive: true });
  });
}

type Options = Parameters<BrowserSite["newPage"]>[0];

const pageTest = browserTests(() => site);

/** Registers a test that begins with a new user's page. It fails if a page has logged an error. */
function browserTest(
  name: string,
  run: (page: Page, email: string) => Promise<void>,
  options?: Options,
): void {
  pageTest(name, async (page) => await run(page, await signUp(page)), options);
}

const box = (page: Page) => page.getByRole("textbox", { name: "Message" });
const finished = (page: Page) => page.locator(".answer:not([aria-busy])");
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.id || document.activeElement?.tagName);

/** Asks a question, streams the first text of the answer, and waits until the page shows it. */
async function begin(page: Page, question: string, text = "Once upon"): Promise<FakeExchange> {
  await send(page, question);
  const exchange = await site.upstream.next();
  await exchange.text(text);
  await page.locator("#messages").getByText(text.trim().split("\n").at(-1)!.replaceAll("*", ""))
    .last().waitFor();
  return exchange;
}

/** Starts a chat with a complete answer. */
async function chat(page: Page, question: string, text?: string): Promise<void> {
  await page.goto("/");
  await (await begin(page, question, text)).complete();
  await finished(page).waitFor();
}

/** Runs in the page: makes it believe that it is hidden, or shown again. */
function setHidden(isHidden: boolean): void {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}

browserTest(
  "keys open a new chat, focus the message box, and go up and down the list",
  async (page) => {
    for (const title of ["first", "second"]) await chat(page, title);
    const title = page.getByRole("heading", { level: 1 });
    await page.keyboard.press("Alt+ArrowDown");
    await title.filter({ hasText: "first" }).waitFor();
    await page.keyboard.press("Alt+ArrowUp");
    await title.filter({ hasText: "second" }).waitFor();
    await box(page).fill("words that Alt+↓ moves about in");
    await page.keyboard.press("Alt+ArrowDown");
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("Shift+Escape");
    assert.equal(await focused(page), "message");
    await page.keyboard.press("Control+Shift+O");
    await page.waitForURL((url) => url.pathname === "/");
  },
);

browserTest("Esc stops the answer, but closes an open menu first", async (page) => {
  const exchange = await begin(page, "one");
  await page.getByRole("button", { name: "Chat options" }).click();
  await page.keyboard.press("Escape");
  await page.locator("#chat-menu").waitFor({ state: "hidden" });
  assert.equal(await page.locator(".answer[aria-busy]").count(), 1);
  await page.keyboard.press("Escape");
  await exchange.closed;
  await finished(page).waitFor();
});

browserTest(
  "Ctrl+Shift+C copies the last answer, and Copy under a question the question",
  async (page) => {
    await chat(page, "one", "The first");
    await (await begin(page, "two", "The **last**")).complete();
    await finished(page).nth(1).waitFor();
    await page.keyboard.press("Control+Shift+C");
    await page.getByText("Copied").waitFor();
    const copied = () => page.evaluate(() => navigator.clipboard.readText());
    assert.equal(await copied(), "The **last**");
    const question = page.locator(".question").first();
    await question.hover();
    await question.getByRole("button", { name: "Copy" }).click();
    await question.getByText("Copied").waitFor();
    assert.equal(await copied(), "one");
  },
  { permissions: ["clipboard-read", "clipboard-write"] },
);

browserTest(
  "? opens the sheet of shortcuts, is text in the message box, and can be turned off",
  async (page) => {
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await box(page).press("?");
    assert.equal(await box(page).inputValue(), "?");
    assert.equal(await sheet.isVisible(), false);
    await box(page).press("Control+/");
    await sheet.waitFor();
    assert.equal(await focused(page), "help");
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    assert.equal(await focused(page), "message");
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("?");
    await sheet.getByLabel("with ? as well").uncheck();
    await page.reload();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("?");
    assert.equal(await sheet.isVisible(), false);
    await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
    assert.equal(await sheet.getByLabel("with ? as well").isChecked(), false);
  },
);

browserTest(
  "each chat keeps its draft after its tab is closed, until the user signs out",
  async (page, email) => {
    await box(page).pressSequentially("for a new chat");
    await chat(page, "one");
    const url = page.url();
    await box(page).pressSequentially("for this chat");
    const tab = await site.newTab(page);
    await page.close();
    await tab.goto(url);
    assert.equal(await box(tab).inputValue(), "for this chat");
    await tab.getByRole("button", { name: "Sign out" }).click();
    await tab.getByLabel("E-mail").fill(email);
    await tab.getByLabel("Password").fill("correct horse battery");
    await tab.getByRole("button", { name: "Sign in" }).click();
    await box(tab).waitFor();
    await tab.goto(url);
    assert.equal(await box(tab).inputValue(), "");
  },
);

browserTest("another user of the browser doesn't see a draft", async (page) => {
  await box(page).pressSequentially("a secret");
  await page.context().clearCookies();
  await signUp(page);
  assert.equal(await box(page).inputValue(), "");
});

browserTest("the button to the newest text makes the page follow it again", async (page) => {
  const exchange = await begin(page, "one", "Paragraph\n\n".repeat(30) + "Middle");
  const jump = page.getByRole("button", { name: "Newest text" });
  assert.equal(await jump.isVisible(), false);
  await page.mouse.move(600, 300);
  await page.mouse.wheel(0, -600);
  await jump.waitFor();
  await exchange.text("\n\n" + "Paragraph\n\n".repeat(10) + "More");
  await page.locator("#messages").getByText("More").waitFor();
  await jump.press("Enter");
  await jump.waitFor({ state: "hidden" });
  assert.notEqual(await focused(page), "BODY");
  await exchange.text("\n\n" + "Paragraph\n\n".repeat(10) + "End");
  await page.locator("#messages").getByText("End").waitFor();
  await page.waitForFunction(() =>
    innerHeight + scrollY > document.documentElement.scrollHeight - 5
  );
  await exchange.complete();
});

browserTest("the title of a hidden tab shows that the answer is ready", async (page) => {
  const exchange = await begin(page, "one");
  await page.evaluate(setHidden, true);
  await exchange.text(" a time");
  assert.doesNotMatch(await page.title(), /●/);
  await exchange.complete();
  await page.waitForFunction(() => document.title.startsWith("● one"));
  await page.evaluate(setHidden, false);
  assert.match(await page.title(), /^one/);
});

browserTest("an answer is announced once, when it is finished", async (page) => {
  await page.evaluate(() => {
    const said: (string | null)[] = [];
    Object.assign(globalThis, { said });
    const announcer = document.getElementById("announcer")!;
    const note = () => announcer.textContent && said.push(announcer.textContent);
    new MutationObserver(note).observe(announcer, { childList: true, characterData: true });
  });
  const said = () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  const exchange = await begin(page, "one");
  for (let i = 0; i < 5; i++) await exchange.text(` word${i}`);
  await page.getByText("word4").waitFor();
  assert.deepEqual(await said(), []);
  await exchange.complete();
  await finished(page).waitFor();
  assert.deepEqual(await said(), ["The answer is finished"]);
  const others = page.locator(":is([aria-live], [role=status], [role=log]):not(#announcer)");
  assert.equal((await others.allTextContents()).join(""), "", "nothing else announces");
});

browserTest("the server learns the browser's time zone", async (page) => {
  const cookies = await page.context().cookies();
  const cookie = cookies.find(({ name }) => name === "tz");
  assert.equal(cookie?.value, "America/Sao_Paulo");
  assert.equal(cookie?.sameSite, "Lax");
}, { timezoneId: "America/Sao_Paulo" });

browserTest("no swap loses the focus", async (page) => {
  const press = async (name: string) => {
    await page.getByRole("button", { name, exact: true }).last().focus();
    await page.keyboard.press("Enter");
  };
  const begun = async () => {
    const exchange = await site.upstream.next();
    await exchange.text("Another");
    return exchange;
  };
  const keptFocus = () => page.waitForFunction(() => document.activeElement !== document.body);
  const first = await begin(page, "one");
  await press("Stop the answer");
  await first.closed;
  await finished(page).waitFor();
  await keptFocus();
  await press("Continue");
  const second = await site.upstream.next();
  await second.text(" a time");
  await second.complete();
  await finished(page).waitFor();
  await keptFocus();
  await press("Regenerate");
  await (await begun()).complete();
  await page.getByText("2/2").waitFor();
  await keptFocus();
  await press("Previous version, 1 of 2");
  await page.getByText("1/2").waitFor();
  await keptFocus();
  await press("Rename");
  await page.getByLabel("Title").fill("Other");
  await page.getByLabel("Title").press("Enter");
  await page.getByRole("heading", { name: "Other" }).waitFor();
  await keptFocus();
  const edit = page.getByRole("link", { name: "Edit" });
  await edit.focus();
  await page.keyboard.press("Enter");
  await page.locator(".editing textarea").waitFor();
  await keptFocus();
});

browserTest(
  "older messages load while the user scrolls up, and the page doesn't jump",
  async (page, email) => {
    const long = await storeChat(databaseUrl, {
      email,
      messages: 1_000,
      question: { content: "What would you say of this?", tokens: 14 },
      answer: { content: "There is a lot to be said about it. ".repeat(20), tokens: 300 },
    });
    await page.goto(`/chats/${long}`);
    assert.ok(await page.locator(".message").count() < 100);
    let shown = await page.locator(".message").count();
    for (const anchoring of ["auto", "auto", "none", "none"]) {
      // Safari has no scroll anchoring.
      await page.evaluate((value) => document.body.style.overflowAnchor = value, anchoring);
      const shift = await page.evaluate(scrollUntilMore);
      assert.ok(Math.abs(shift) <= 3, `moved by ${shift} px`);
      const now = await page.locator(".message").count();
      assert.ok(now > shown);
      shown = now;
    }
  },
);

/**
 * Runs in the page: scrolls almost to its beginning and waits until older messages have loaded.
 *
 * @returns how far the first message has moved on the screen, in pixels.
 */
async function scrollUntilMore(): Promise<number> {
  const first = document.querySelector(".message")!;
  const frame = () => new Promise(requestAnimationFrame);
  const top = () => first.getBoundingClientRect().top;
  scrollTo(0, 40);
  const before = top();
  while (document.querySelector(".message") === first) await frame();
  for (let i = 0; i < 5; i++) await frame();
  return top() - before;
}

browserTest("nothing moves if the user prefers reduced motion", async (page) => {
  const exchange = await begin(page, "one");
  assert.equal(await page.evaluate(() => document.getAnimations().length), 0);
  await exchange.complete();
}, { reducedMotion: "reduce" });

browserTest("at twice the size everything is there and nothing is cut off", async (page) => {
  await chat(
    page,
    "one",
    `A long word: ${"x".repeat(300)}\n\n\`\`\`\n${"y".repeat(300)}\n\`\`\`\nEnd`,
  );
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  const { y, height } = (await box(page).boundingBox())!;
  assert.ok(y + height <= 400);
  await page.getByRole("button", { name: "Open the list of chats" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
