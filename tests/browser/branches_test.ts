import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type BrowserSite, send, signUp } from "../support/browser/browser_site.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";
import { browserTests, runBrowserSite } from "./browser_tests.ts";

let site: BrowserSite;
runBrowserSite((it) => site = it);

const browserTest = browserTests(() => site);

/** Completes the answer to the next question. */
async function answerNext(text: string): Promise<void> {
  const exchange = await site.upstream.next();
  await exchange.text(text);
  await exchange.complete();
}

/** Asks a question and completes its answer. */
async function ask(page: Page, question: string, answer: string): Promise<void> {
  await send(page, question);
  await answerNext(answer);
  await page.locator(".answer:not([aria-busy])").filter({ hasText: answer }).waitFor();
}

/** Waits until the page shows exactly these messages. */
async function says(page: Page, texts: readonly string[]): Promise<void> {
  await page.waitForFunction(
    (texts) => {
      const said = [...document.querySelectorAll(".bubble, .answer:not([aria-busy]) .prose")];
      return texts.join("|") === said.map((one) => one.textContent?.trim()).join("|");
    },
    texts,
  );
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);

browserTest("after an edit both versions of a question can be shown", async (page) => {
  await signUp(page);
  await ask(page, "one", "first");
  await ask(page, "two", "second");
  await page.getByRole("link", { name: "Edit" }).first().click();
  const box = page.getByRole("textbox", { name: "Edit the message" });
  assert.equal(await box.inputValue(), "one");
  await page.waitForFunction(() => document.activeElement?.matches(".editing textarea"));
  await page.getByRole("link", { name: "Cancel" }).click();
  await says(page, ["one", "first", "two", "second"]);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Edit");
  await page.getByRole("link", { name: "Edit" }).first().click();
  await box.fill("uno");
  await page.locator(".editing").getByRole("button", { name: "Send" }).click();
  await answerNext("primero");
  await says(page, ["uno", "primero"]);
  await page.getByRole("button", { name: "Previous version, 1 of 2" }).click();
  await says(page, ["one", "first", "two", "second"]);
  assert.match((await focused(page))!, /^previous-/);
  // At the first version the button keeps the focus, and does nothing.
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Next version, 2 of 2" }).click();
  await says(page, ["uno", "primero"]);
  await page.reload();
  await says(page, ["uno", "primero"]);
  await ask(page, "dos", "segundo");
  await says(page, ["uno", "primero", "dos", "segundo"]);
});

browserTest(
  "Regenerate in the middle of a chat keeps the old answer as a version",
  async (page) => {
    await signUp(page);
    await ask(page, "one", "first");
    await ask(page, "two", "second");
    await page.getByRole("button", { name: "Regenerate" }).first().click();
    const exchange = await site.upstream.next();
    assert.deepEqual(exchange.request.body.messages.map(({ content }) => content), ["one"]);
    await exchange.text("another");
    await page.getByText("another").waitFor();
    assert.equal(await page.getByText("two", { exact: true }).count(), 0);

    // Meanwhile the old branch can be shown. It says that another branch is being answered.
    await page.getByRole("button", { name: "Previous version, 1 of 2" }).click();
    await says(page, ["one", "first", "two", "second"]);
    const notice = page.getByText("Another version of this chat is being answered.");
    await notice.waitFor();
    await exchange.complete();
    await notice.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Send" }).waitFor();
    await page.getByRole("button", { name: "Next version, 2 of 2" }).click();
    await says(page, ["one", "another"]);
  },
);

browserTest("three answers stream at once, and the page can switch between them", async (page) => {
  await signUp(page);
  const form = { message: "three ways", n: "3" };
  const begun = page.request.post("/chats", { form, headers: { Origin: site.origin } });
  const exchange = await site.upstream.next();
  await exchange.text("way one", 0);
  await exchange.text("way two", 1);
  await page.goto((await begun).url());
  await page.getByText("way one").waitFor();
  await page.getByRole("button", { name: "Next version, 2 of 3" }).click();
  await page.getByText("way two").waitFor();
  assert.match((await focused(page))!, /^next-/);
  await exchange.text(" goes on", 1);
  await page.getByText("way two goes on").waitFor();
  await page.keyboard.press("Enter");
  await exchange.text("way three", 2);
  await page.getByText("way three").waitFor();
  await page.getByText("3/3").waitFor();
  await exchange.complete();
  await says(page, ["three ways", "way three"]);
  await page.getByRole("button", { name: "Previous version, 2 of 3" }).click();
  await says(page, ["three ways", "way two goes on"]);
});

Deno.test({
  name: "without JavaScript questions can be edited and versions switched",
  ignore: lacksBrowser,
  async fn() {
    const page = await site.newPage({ javaScriptEnabled: false });
    await signUp(page);
    await page.getByRole("textbox", { name: "Message" }).fill("one");
    const answer = async (text: string) => {
      await answerNext(text);
      await page.frameLocator("iframe").getByRole("link", { name: "Show the finished answer" })
        .click();
      await page.locator(".answer .prose").filter({ hasText: text }).waitFor();
    };
    await page.getByRole("button", { name: "Send" }).click();
    await answer("first");
    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByRole("textbox", { name: "Edit the message" }).fill("uno");
    await page.getByRole("button", { name: "Send" }).click();
    await answer("primero");
    await page.getByRole("button", { name: "Previous version, 1 of 2" }).click();
    await page.locator(".answer .prose").filter({ hasText: "first" }).waitFor();
    await page.getByRole("button", { name: "Regenerate" }).click();
    await answer("again");
    await page.getByText("2/2").waitFor();
    await page.context().close();
  },
});
