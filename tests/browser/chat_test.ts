import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { type BrowserSite, send, signUp } from "../support/browser/browser_site.ts";
import { browserTests, runBrowserSite } from "./browser_tests.ts";

let site: BrowserSite;
runBrowserSite((it) => site = it);

const browserTest = browserTests(() => site);

/** Waits until a message on the page contains this text. */
async function shows(page: Page, text: string): Promise<void> {
  await page.locator("#messages").getByText(text).first().waitFor();
}

/** Completes the answer to the next question. */
async function answerNext(text: string): Promise<void> {
  const exchange = await site.upstream.next();
  await exchange.text(text);
  await exchange.complete();
}

/** Whether the top of an element is on the screen. */
async function isInView(element: Locator): Promise<boolean> {
  const { y } = (await element.boundingBox())!;
  return y >= 0 && y < element.page().viewportSize()!.height;
}

const finished = (page: Page) => page.locator(".answer:not([aria-busy])");
const stopButton = (page: Page) => page.getByRole("button", { name: "Stop the answer" });
const sendButton = (page: Page) => page.getByRole("button", { name: "Send" });

browserTest(
  "a visitor signs up, asks, and sees the answer stream as formatted text",
  async (page) => {
    await page.goto("/chats/missing");
    assert.equal(new URL(page.url()).pathname, "/sign-in");
    await signUp(page);
    await send(page, "What is **Parley**?");
    const exchange = await site.upstream.next();
    await exchange.text("# A heading\n\nSome *emp");
    await page.locator("#messages").getByRole("heading", { name: "A heading" }).waitFor();
    assert.match(new URL(page.url()).pathname, /^\/chats\/[0-9a-f-]{36}$/);
    assert.match(await page.title(), /What is \*\*Parley\*\*\?/);
    await exchange.text("hasis* and\n\n```js\nlet answer = 42;\n```\n");
    await page.locator("#messages em", { hasText: "emphasis" }).waitFor();
    await page.locator("#messages pre", { hasText: "let answer" }).waitFor();
    assert.equal(await page.locator("pre .hljs-keyword").count(), 0);
    await exchange.complete();
    await finished(page).waitFor();
    assert.equal(await page.locator("pre .hljs-keyword").textContent(), "let");
    await sendButton(page).waitFor();
    assert.match((await page.locator("#chat-list").textContent())!, /What is/);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "message");
  },
);

browserTest("a reload during an answer loses no text", async (page) => {
  await signUp(page);
  await send(page, "one");
  const exchange = await site.upstream.next();
  await exchange.text("First paragraph.\n\nSecond");
  await shows(page, "Second");
  await page.reload();
  await shows(page, "Second");
  await exchange.text(" paragraph.");
  await shows(page, "Second paragraph.");
  await exchange.complete();
  await finished(page).waitFor();
  assert.deepEqual(await page.locator(".answer .prose p").allTextContents(), [
    "First paragraph.",
    "Second paragraph.",
  ]);
});

browserTest("a second tab follows the answer, and its Stop stops it for both", async (page) => {
  await signUp(page);
  await send(page, "one");
  const exchange = await site.upstream.next();
  await exchange.text("Hello");
  await shows(page, "Hello");
  const tab = await site.newTab(page);
  await tab.goto(page.url());
  await shows(tab, "Hello");
  await exchange.text(" there");
  await shows(tab, "Hello there");
  await stopButton(tab).click();
  await exchange.closed;
  for (const each of [tab, page]) {
    await finished(each).waitFor();
    await sendButton(each).waitFor();
    const text = await each.locator(".answer .prose").textContent();
    assert.equal(text?.trim(), "Hello there");
  }
});

browserTest("the page follows an answer even if its scripts load late", async (page) => {
  await signUp(page);
  await send(page, "one");
  const exchange = await site.upstream.next();
  await exchange.text("Hello");
  await shows(page, "Hello");
  const arrived = Promise.withResolvers<void>();
  await page.route(/stream\.js/, async (route) => {
    await arrived.promise;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await page.waitForFunction(() => "htmx" in globalThis);
  await exchange.text(" world");
  arrived.resolve();
  await shows(page, "Hello world");
  await exchange.complete();
  await finished(page).waitFor();
});

browserTest("the page resumes an answer after a lost connection", async (page) => {
  await signUp(page);
  await send(page, "one");
  const exchange = await site.upstream.next();
  await exchange.text("before");
  await shows(page, "before");
  await page.context().setOffline(true);
  await exchange.text(" and after");
  await page.context().setOffline(false);
  await shows(page, "before and after");
  await exchange.complete();
  await finished(page).waitFor();
});

browserTest("a message that is sent while another is answered stays in the box", async (page) => {
  await signUp(page);
  await send(page, "one");
  const exchange = await site.upstream.next();
  await exchange.text("first answer");
  await exchange.complete();
  await finished(page).waitFor();
  const tab = await site.newTab(page);
  await tab.goto(page.url());
  await send(page, "two");
  const second = await site.upstream.next();
  await second.text("second");
  await shows(page, "second");
  await send(tab, "three");
  await tab.getByRole("alert").filter({ hasText: /answer/ }).waitFor();
  assert.equal(await tab.getByRole("textbox", { name: "Message" }).inputValue(), "three");
  await shows(tab, "second");
  await second.complete();
  for (const each of [page, tab]) await finished(each).nth(1).waitFor();
  await sendButton(tab).click();
  await answerNext("third");
  await shows(tab, "third");
});

browserTest(
  "a question comes after the messages that another tab has added",
  async (page) => {
    const said = (tab: Page) =>
      tab.locator(".bubble, .answer:not([aria-busy]) .prose").allInnerTexts();
    const answers = (tab: Page, count: number) => finished(tab).nth(count - 1).waitFor();
    await signUp(page);
    await send(page, "one");
    await answerNext("first");
    await answers(page, 1);
    const tab = await site.newTab(page);
    await tab.goto(page.url());
    await send(tab, "two");
    await answerNext("second");
    await answers(tab, 2);
    await send(page, "three");
    await answerNext("third");
    await answers(page, 3);
    assert.deepEqual(await said(page), ["one", "first", "two", "second", "three", "third"]);
    assert.equal(await page.evaluate(() => document.activeElement?.id), "message");
    // A page that shows all messages keeps its elements.
    await page.evaluate(() => document.querySelector(".question")?.setAttribute("data-kept", ""));
    await send(page, "four");
    await answerNext("fourth");
    await answers(page, 4);
    await page.getByRole("button", { name: "Regenerate" }).last().click();
    await answerNext("fifth");
    await page.getByText("fifth").waitFor();
    await answers(page, 4);
    await send(page, "six");
    await answerNext("sixth");
    await answers(page, 5);
    assert.equal(await page.locator("[data-kept]").count(), 1);
  },
);

browserTest(
  "a message over the model's budget stays in the box with both numbers",
  async (page) => {
    await signUp(page);
    const long = "word ".repeat(9000);
    await send(page, long);
    await page.getByRole("alert").filter({ hasText: /9,?\d{3} tokens exceed the [\d,]+/ })
      .waitFor();
    assert.equal(await page.getByRole("textbox", { name: "Message" }).inputValue(), long);
  },
);

browserTest(
  "the page explains that the model's server refused, and Retry answers the same question",
  async (page) => {
    await signUp(page);
    await send(page, "one");
    await (await site.upstream.next()).error(401, { error: { message: "Wrong key" } });
    await page.getByRole("button", { name: "Retry" }).click();
    const exchange = await site.upstream.next();
    assert.deepEqual(exchange.request.body.messages.at(-1)?.content, "one");
    await exchange.text("Now it works");
    await shows(page, "Now it works");
    await exchange.complete();
    await finished(page).waitFor();
    assert.equal(await page.locator(".question").count(), 1);
    assert.equal(await page.locator(".answer").count(), 1);
  },
);

browserTest("Continue continues a stopped answer", async (page) => {
  await signUp(page);
  await send(page, "one");
  const first = await site.upstream.next();
  await first.text("Once **upon");
  await shows(page, "Once");
  await stopButton(page).click();
  await page.getByText("You stopped this answer").waitFor();
  await page.getByRole("button", { name: "Continue" }).click();
  const second = await site.upstream.next();
  await second.text("** a time");
  await page.locator("#messages strong", { hasText: "upon" }).waitFor();
  await second.complete();
  await finished(page).waitFor();
  await shows(page, "a time");
  assert.equal(await page.locator(".answer").count(), 1);
  assert.equal(await page.getByRole("button", { name: "Continue" }).count(), 0);
});

browserTest(
  "the page follows a growing answer to its end, unless the user scrolls up",
  async (page) => {
    await signUp(page);
    await send(page, "one");
    const exchange = await site.upstream.next();
    const fromEnd = () =>
      page.evaluate(() =>
        document.documentElement.scrollHeight - document.documentElement.scrollTop - innerHeight
      );
    // As if the event of our own scrolling came only after the text has grown by a screen.
    await page.evaluate(() => {
      addEventListener("scroll", () => {
        const block = document.createElement("div");
        block.style.height = "120px";
        document.querySelector("#messages")?.append(block);
      }, { capture: true, once: true });
    });
    for (let i = 0; i < 40; i++) await exchange.text(`Paragraph ${i}\n\n`);
    await shows(page, "Paragraph 39");
    await page.waitForFunction(() =>
      document.documentElement.scrollHeight - document.documentElement.scrollTop - innerHeight < 5
    );
    await page.mouse.move(600, 300);
    await page.mouse.wheel(0, -400);
    await page.waitForFunction(() =>
      document.documentElement.scrollHeight - document.documentElement.scrollTop - innerHeight > 300
    );
    await exchange.text("The end\n");
    await shows(page, "The end");
    assert.ok(await fromEnd() > 300);
    await exchange.complete();
    await finished(page).waitFor();
  },
  { viewport: { width: 1200, height: 700 } },
);

browserTest(
  "a message that was sent after the session had ended is there after signing in",
  async (page) => {
    const email = await signUp(page);
    await page.context().clearCookies();
    await page.getByRole("textbox", { name: "Message" }).pressSequentially("keep me");
    await page.getByRole("textbox", { name: "Message" }).press("Enter");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    const box = page.getByRole("textbox", { name: "Message" });
    await box.waitFor();
    assert.equal(await box.inputValue(), "keep me");
  },
);

browserTest(
  "without JavaScript, too, a message that was sent after the session had ended is kept",
  async (page) => {
    const email = await signUp(page);
    await page.context().clearCookies();
    await page.getByRole("textbox", { name: "Message" }).fill("keep me");
    await sendButton(page).click();
    assert.equal(await page.getByLabel("Your message").inputValue(), "keep me");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    await sendButton(page).click();
    await answerNext("fine");
    await page.frameLocator("iframe").getByText("fine").waitFor();
  },
  { javaScriptEnabled: false },
);

browserTest("a chat is ended and deleted", async (page) => {
  await signUp(page);
  await send(page, "one");
  await answerNext("fine");
  await finished(page).waitFor();
  const menu = async (item: string) => {
    await page.getByRole("button", { name: "Chat options" }).click();
    await page.locator("#chat-menu summary", { hasText: item }).click();
  };
  await menu("End chat");
  await page.getByRole("button", { name: "End this chat" }).click();
  await page.getByText("This chat has ended").waitFor();
  assert.equal(await page.getByRole("button", { name: "Regenerate" }).count(), 0);
  assert.equal(await page.getByRole("link", { name: "Edit" }).count(), 0);
  await shows(page, "fine");
  await page.reload();
  await page.getByText("This chat has ended").waitFor();
  await menu("Delete");
  await page.getByRole("button", { name: "Delete this chat" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  assert.equal(await page.locator("#chat-list a").count(), 0);
});

browserTest(
  "after signing out and in, a user finds the chat, and gets to the requested page",
  async (page) => {
    const email = await signUp(page);
    await send(page, "one");
    await answerNext("fine");
    await finished(page).waitFor();
    const chat = page.url();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto(chat);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill("correct horse battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(chat);
    await shows(page, "fine");
  },
);

browserTest(
  "without JavaScript an answer streams and is stopped, and the next one is asked for",
  async (page) => {
    await signUp(page);
    await page.getByRole("textbox", { name: "Message" }).fill("one");
    await sendButton(page).click();
    const exchange = await site.upstream.next();
    await exchange.text("First *paragraph*.\n\nSecond");
    const live = page.frameLocator("iframe");
    await live.locator("em", { hasText: "paragraph" }).waitFor();
    await exchange.text(" paragraph");
    await live.getByText("Second paragraph").waitFor();
    await stopButton(page).click();
    await exchange.closed;
    await finished(page).waitFor();
    await shows(page, "Second paragraph");
    await page.getByRole("textbox", { name: "Message" }).fill("two");
    await sendButton(page).click();
    await answerNext("fine");
    await live.getByText("fine").waitFor();
    await page.reload();
    await shows(page, "fine");
  },
  { javaScriptEnabled: false },
);

browserTest(
  "without JavaScript the sent message is on the screen, with a link to the newest",
  async (page) => {
    await signUp(page);
    await page.getByRole("textbox", { name: "Message" }).fill("one");
    await sendButton(page).click();
    await answerNext("Paragraph\n\n".repeat(40));
    await page.frameLocator("iframe").getByRole("link").click();
    await page.getByRole("textbox", { name: "Message" }).fill("two");
    await sendButton(page).click();
    await answerNext("second");
    await page.frameLocator("iframe").getByText("second").waitFor();
    assert.ok(await isInView(page.locator(".question", { hasText: "two" })));
    await page.goto(new URL(page.url()).pathname);
    const answer = page.locator(".answer", { hasText: "second" });
    await answer.waitFor();
    assert.ok(!await isInView(answer));
    await page.getByRole("link", { name: "To the newest message" }).click();
    assert.ok(await isInView(answer));
  },
  { javaScriptEnabled: false },
);

browserTest(
  "on a phone nothing is wider than the screen and the list opens as a drawer",
  async (page) => {
    await signUp(page);
    const headers = { Origin: site.origin };
    await page.request.post("/account/name", { form: { name: "W".repeat(60) }, headers });
    await page.goto("/");
    await page.getByRole("heading", { name: "WWW" }).waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await send(page, "L".repeat(60));
    await (await site.upstream.next()).complete();
    await sendButton(page).waitFor();
    await page.goto("/chats");
    await page.getByRole("main").getByText("LLL").waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.goto("/");
    await send(page, "one");
    const exchange = await site.upstream.next();
    await exchange.text(`| ${"wide | ".repeat(30)}\n|${"---|".repeat(30)}\n\n${"x".repeat(500)}`);
    await exchange.complete();
    await finished(page).waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.getByRole("button", { name: "Open the list of chats" }).click();
    await page.getByRole("navigation", { name: "Chats" }).getByText("one").waitFor();
  },
  { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true },
);
