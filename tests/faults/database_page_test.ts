import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  type BrowserSite,
  send,
  signUp,
  startBrowserSite,
} from "../support/browser/browser_site.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";
import { type FaultProxy, startFaultProxy } from "../support/databases/fault_proxy.ts";
import { type ProxiedDatabase, proxiedDatabases } from "../support/databases/proxied_database.ts";
import { countStored } from "../support/databases/stored_messages.ts";
import { silentLog } from "../support/app/test_app.ts";

const { ignore, open } = proxiedDatabases();

const lacksPart = ignore || lacksBrowser;

/** The program and its database, each behind a proxy on which tests make the network fail. */
let site: BrowserSite;
let database: ProxiedDatabase;
let way: FaultProxy;

if (!lacksPart) {
  const parts = new AsyncDisposableStack();
  Deno.test.beforeAll(async () => {
    database = parts.use(await open());
    const env = { DATABASE_URL: database.url };
    site = parts.use(await startBrowserSite({ env, log: silentLog }));
    way = parts.use(startFaultProxy(Number(new URL(site.origin).port)));
  });
  Deno.test.afterAll(() => parts.disposeAsync());
}

/** A test with a signed-in visitor of its own. */
function pageTest(
  name: string,
  run: (page: Page) => Promise<void>,
  options?: Parameters<BrowserSite["newPage"]>[0],
): void {
  Deno.test({
    name,
    ignore: lacksPart,
    async fn() {
      const page = await site.newPage({ baseURL: `http://127.0.0.1:${way.port}`, ...options });
      try {
        await signUp(page);
        await run(page);
      } finally {
        database.proxy.become("none");
        await page.context().close();
      }
    },
  });
}

const box = (page: Page) => page.getByRole("textbox", { name: "Message" });
const finished = (page: Page) => page.locator(".answer:not([aria-busy])");

pageTest(
  "a message stays in its box while the database is down, and is sent once",
  async (page) => {
    const asked = site.upstream.requests.length;
    await send(page, "first");
    await answerNext("An answer");
    await finished(page).waitFor();
    const address = page.url();
    await box(page).fill("second");
    database.proxy.become("refuse");
    for (let attempt = 0; attempt < 2; attempt++) {
      await box(page).press("Enter");
      await page.locator("#alerts", { hasText: "Cannot reach the database" }).waitFor();
      assert.equal(await box(page).inputValue(), "second");
      assert.equal(page.url(), address);
      assert.equal(await page.evaluate(() => document.activeElement?.id), "message");
    }
    database.proxy.become("none");
    await box(page).press("Enter");
    await answerNext("Another answer");
    await finished(page).nth(1).waitFor();
    assert.equal(await box(page).inputValue(), "");
    assert.equal(await page.locator("#alerts").textContent(), "");
    assert.deepEqual(await countStored(database.direct, "second"), { questions: 1, answers: 1 });
    assert.equal(site.upstream.requests.length - asked, 2);
  },
);

pageTest("the first message of a chat stays in its box as well", async (page) => {
  await box(page).fill("The first");
  database.proxy.become("refuse");
  await box(page).press("Enter");
  await page.locator("#alerts", { hasText: "Cannot reach the database" }).waitFor();
  assert.equal(await box(page).inputValue(), "The first");
  database.proxy.become("none");
  await box(page).press("Enter");
  await answerNext("An answer");
  await finished(page).waitFor();
  assert.deepEqual(await countStored(database.direct, "The first"), { questions: 1, answers: 1 });
});

pageTest("without JavaScript, a page shows the message again and sends it once", async (page) => {
  await box(page).fill("A <message>\n& more");
  database.proxy.become("refuse");
  await page.getByRole("button", { name: "Send" }).click();
  const again = page.getByRole("button", { name: "Try again" });
  await again.click();
  await page.getByText("Cannot reach the database").waitFor();
  const brought = page.getByRole("textbox", { name: "Your message" });
  assert.equal(await brought.inputValue(), "A <message>\n& more");
  database.proxy.become("none");
  const exchange = site.upstream.next();
  await again.click();
  await page.locator(".question", { hasText: "A <message>" }).waitFor();
  await (await exchange).complete();
  assert.deepEqual(await countStored(database.direct, "A <message>\n& more"), {
    questions: 1,
    answers: 1,
  });
}, { javaScriptEnabled: false });

pageTest("without JavaScript, a page that can't be rendered offers to try again", async (page) => {
  database.proxy.become("refuse");
  await page.goto("/?message=Hello");
  await page.getByText("Cannot reach the database").waitFor();
  database.proxy.become("none");
  await page.getByRole("link", { name: "Try again" }).click();
  assert.equal(await box(page).inputValue(), "Hello");
}, { javaScriptEnabled: false });

pageTest(
  "an answer whose stream breaks meanwhile ends up complete, without a click",
  async (page) => {
    await send(page, "one");
    const exchange = await site.upstream.next();
    await exchange.text("Before, ");
    await page.locator(".answer", { hasText: "Before," }).waitFor();
    database.proxy.become("refuse");
    const refused = refusedStream(page);
    way.cut();
    await refused;
    await exchange.text("meanwhile, ");
    await exchange.complete();
    database.proxy.become("none");
    await finished(page).waitFor();
    assert.match((await page.locator(".answer .prose").textContent())!, /^Before, meanwhile,\s*$/);
  },
);

pageTest("an answer whose stream could not begin ends up complete", async (page) => {
  const sent = Promise.withResolvers<void>();
  const mayConnect = Promise.withResolvers<void>();
  await page.route("**/events?*", async (route) => {
    sent.resolve();
    await mayConnect.promise;
    await route.continue();
  });
  await send(page, "one");
  const exchange = await site.upstream.next();
  await sent.promise;
  database.proxy.become("refuse");
  const refused = refusedStream(page);
  mayConnect.resolve();
  await refused;
  await exchange.text("All of it");
  await exchange.complete();
  database.proxy.become("none");
  await finished(page).waitFor();
  assert.match((await page.locator(".answer .prose").textContent())!, /^All of it\s*$/);
});

/** Resolves when the page's request for an answer's events was refused. */
async function refusedStream(page: Page): Promise<void> {
  await page.waitForResponse((response) =>
    response.status() === 503 && new URL(response.url()).pathname.endsWith("/events")
  );
}

/** Sends the next question's answer as a whole. */
async function answerNext(text: string): Promise<void> {
  const exchange = await site.upstream.next();
  await exchange.text(text);
  await exchange.complete();
}
