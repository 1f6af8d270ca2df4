import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type BrowserSite, send, signUp } from "../support/browser/browser_site.ts";
import { browserTests, runBrowserSite } from "./browser_tests.ts";
import type { FakeExchange } from "../support/upstream/fake_openai.ts";
import { within } from "../support/suite/within.ts";

// Writing, and what the page does meanwhile.

let site: BrowserSite;
runBrowserSite((it) => site = it);

const pageTest = browserTests(() => site);

/** Registers a test that begins with a new user's page. */
function browserTest(name: string, run: (page: Page) => Promise<void>): void {
  pageTest(name, async (page) => {
    await signUp(page);
    await run(page);
  });
}

const longText = "Paragraph\n\n".repeat(60) + "The end";
const box = (page: Page) => page.getByRole("textbox", { name: "Message" });
const top = (page: Page) => page.evaluate(() => scrollY);

const asked = () => within(15_000, site.upstream.next());

/** Asks a question, streams the first text of the answer, and waits until the page shows it. */
async function begin(page: Page, question: string, text: string): Promise<FakeExchange> {
  await send(page, question);
  const exchange = await asked();
  await exchange.text(text);
  await page.getByText(text.split("\n").at(-1)!).last().waitFor();
  return exchange;
}

/** Starts a chat with an answer longer than the window, and scrolls to its beginning. */
async function readOld(page: Page): Promise<void> {
  await (await begin(page, "one", longText)).complete();
  await page.locator(".answer:not([aria-busy])").waitFor();
  await page.evaluate(() => scrollTo(0, 100));
  await page.locator("#jump:visible").waitFor();
}

browserTest("a sent message is on the screen, wherever the page was scrolled", async (page) => {
  await readOld(page);
  await begin(page, "two", "Second");
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelectorAll(".question")[1]!.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
});

browserTest("writing and focusing the header don't scroll the page", async (page) => {
  await readOld(page);
  await page.keyboard.press("Shift+Escape");
  await box(page).pressSequentially("While reading");
  assert.equal(await top(page), 100);
  await page.getByRole("button", { name: "Rename" }).focus();
  await page.keyboard.press("Tab");
  assert.equal(await top(page), 100);
});

browserTest("the focused element isn't hidden by the dock", async (page) => {
  await readOld(page);
  await page.getByRole("button", { name: "Regenerate" }).focus();
  const isFree = await page.evaluate(() => {
    const { bottom } = document.activeElement!.getBoundingClientRect();
    return bottom <= document.querySelector(".composer-box")!.getBoundingClientRect().top;
  });
  assert.ok(isFree);
});

browserTest("Enter sends an edited question, and Escape cancels the edit", async (page) => {
  await (await begin(page, "one", "First")).complete();
  await page.locator(".answer:not([aria-busy])").waitFor();
  const edit = page.getByRole("link", { name: "Edit" });
  const text = page.getByRole("textbox", { name: "Edit" });
  await edit.click();
  await text.fill("never");
  await text.press("Escape");
  await page.locator(".bubble", { hasText: "one" }).waitFor();
  await edit.click();
  await text.fill("other");
  await text.press("Shift+Enter");
  await text.press("Enter");
  await (await asked()).complete();
  await page.locator(".question", { hasText: "2/2" }).waitFor();
  assert.equal(await page.locator(".bubble").textContent(), "other\n");
});

browserTest("Edit leaves a question that is on the screen there", async (page) => {
  const text = "Paragraph\n\n".repeat(20) + "The end";
  await (await begin(page, "one\ntwo\nthree", text)).complete();
  await page.locator(".answer:not([aria-busy])").waitFor();
  // The page is at its end, and all of the question is on the screen.
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: 1280, height: height - 10 });
  await page.getByRole("link", { name: "Edit" }).click();
  await page.locator(".editing textarea:focus").waitFor();
  await page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
  const { y } = (await page.locator(".editing").boundingBox())!;
  const header = (await page.locator(".page-header").boundingBox())!;
  assert.ok(y >= header.height, `${y} px from the top`);
});

browserTest("Edit scrolls to a question that is off the screen", async (page) => {
  await (await begin(page, "one", longText)).complete();
  await page.locator(".answer:not([aria-busy])").waitFor();
  // The link is on the screen, but the question above it isn't.
  await page.getByRole("link", { name: "Edit" }).evaluate((link) => {
    scrollTo(0, scrollY + link.getBoundingClientRect().top - 70);
  });
  await page.getByRole("link", { name: "Edit" }).click();
  await page.locator(".editing textarea:focus").waitFor();
  const header = (await page.locator(".page-header").boundingBox())!;
  await page.waitForFunction(
    (height) => document.activeElement!.getBoundingClientRect().top >= height,
    header.height,
  );
});

browserTest(
  "Enter while an answer streams shows why the message isn't sent, until it can be",
  async (page) => {
    const exchange = await begin(page, "one", "First");
    const answer = await page.locator(".answer").elementHandle();
    await send(page, "two");
    const reason = page.getByText("This chat is answering another message");
    await reason.waitFor();
    assert.equal(await box(page).inputValue(), "two");
    assert.ok(await answer!.evaluate((it) => it.isConnected), "the page stays as it is");
    await exchange.complete();
    await reason.waitFor({ state: "detached" });
    await box(page).press("Enter");
    await (await asked()).complete();
    await page.locator(".bubble", { hasText: "two" }).waitFor();
  },
);

browserTest("the page says that the server can't be reached, until it is back", async (page) => {
  let isFirst = true;
  await page.route("**/events**", async (route) => {
    if (!isFirst) return await route.abort();
    isFirst = false;
    await route.fulfill({ contentType: "text/event-stream", body: "id:0\ndata:0 \n\n" });
  });
  await send(page, "one");
  const exchange = await asked();
  await page.locator("#alerts", { hasText: "can’t be reached" }).waitFor();
  await page.unroute("**/events**");
  await exchange.text("Back again");
  await page.getByText("Back again").waitFor();
  assert.equal(await page.locator("#alerts").textContent(), "");
  await exchange.complete();
  // htmx also logs the error in the console.
  site.complaints.length = 0;
});

browserTest(
  "the page of a session that ended elsewhere says so, and closes its stream",
  async (page) => {
    const exchange = await begin(page, "one", "First");
    await page.evaluate(() => {
      addEventListener("htmx:sse:close", () => document.body.dataset.isOver = "true");
    });
    await page.locator("#message").fill("a draft");
    await page.request.post("/sign-out", { headers: { Origin: site.origin } });
    await page.locator("#alerts", { hasText: "You are signed out" }).waitFor();
    await page.locator("body[data-is-over]").waitFor();
    assert.equal(await box(page).inputValue(), "a draft");
    await page.reload();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await exchange.complete();
    // htmx also logs the error in the console.
    site.complaints.length = 0;
  },
);
