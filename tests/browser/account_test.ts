import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type BrowserSite, send, signUp } from "../support/browser/browser_site.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";
import { runBrowserSite } from "./browser_tests.ts";

let site: BrowserSite;
runBrowserSite((it) => site = it);

const password = "correct horse battery";
const newPassword = "another horse battery";

Deno.test({
  name: "a user changes the password, makes an API token, and deletes the account",
  ignore: lacksBrowser,
  async fn() {
    const page = await site.newPage();
    const email = await signUp(page);
    await page.getByRole("link", { name: "A visitor" }).click();
    await page.getByRole("heading", { name: "Your account", level: 1 }).waitFor();
    await assertTop(page);
    const other = await site.newPage();
    await signIn(other, email, password);
    await changePassword(page);
    await other.reload();
    await other.getByRole("button", { name: "Sign in" }).waitFor();

    const apiToken = await createApiToken(page);
    const answer = ask(apiToken);
    const exchange = await site.upstream.next();
    await exchange.text("Hello, program");
    await exchange.complete();
    assert.deepEqual(await (await answer).json().then(({ content }) => content), "Hello, program");
    await page.goto("/account");
    assert.equal(await page.getByText(apiToken).count(), 0, "shown once");
    await page.getByText("last used").waitFor();
    await page.getByText("Ask, and change or delete chats", { exact: true }).waitFor();
    await page.getByText(/^Expires /).waitFor();

    await page.goto("/");
    await send(page, "Never to be seen again");
    await (await site.upstream.next()).text("Never ");
    await page.locator("#message").fill("a draft");
    await deleteAccount(page);
    assert.equal((await ask(apiToken)).status, 401);
    await fillSignIn(page, email, newPassword);
    await page.getByRole("alert").getByText("is wrong").waitFor();
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage)), "{}", "no draft is left");
    assert.deepEqual(site.complaints, []);
  },
});

/** Asserts that a page without messages stays at its top, even after its size has changed. */
async function assertTop(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 700 });
  const tops = await page.evaluate(async () => {
    const before = scrollY;
    document.body.style.paddingBottom = "100px";
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return [before, scrollY, Math.sign(document.documentElement.scrollHeight - innerHeight)];
  });
  assert.deepEqual(tops, [0, 0, 1]);
  await page.reload();
  assert.equal(await page.evaluate(() => scrollY), 0);
}

async function changePassword(page: Page): Promise<void> {
  const section = page.getByRole("region", { name: "Password", exact: true });
  await section.getByLabel("Current password").fill("wrong password");
  await section.getByLabel("New password").fill(newPassword);
  await section.getByRole("button").click();
  await section.getByText("This is not your current password").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "currentPassword");
  await section.getByLabel("Current password").fill(password);
  await section.getByLabel("New password").fill(newPassword);
  await section.getByRole("button").click();
  await page.getByRole("status").getByText("Your password is changed").waitFor();
}

/** Makes a token, and copies it. */
async function createApiToken(page: Page): Promise<string> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByLabel("Name of the token").fill("Laptop");
  const scopes = page.getByRole("group", { name: "What it may do" });
  await scopes.getByLabel("Read chats").uncheck();
  await scopes.getByLabel("Share chats").uncheck();
  await page.getByLabel("Works for").selectOption("30 days");
  await page.getByRole("button", { name: "Create token" }).click();
  const apiToken = await page.locator("#new-token").innerText();
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), apiToken);
  return apiToken;
}

async function deleteAccount(page: Page): Promise<void> {
  await page.goto("/account");
  const section = page.getByRole("region", { name: "Delete account" });
  await section.getByLabel("Current password").fill(newPassword);
  await section.getByRole("button").click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
}

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await fillSignIn(page, email, password);
  await page.getByRole("textbox", { name: "Message" }).waitFor();
}

async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

function ask(apiToken: string): Promise<Response> {
  return fetch(`${site.origin}/chat`, {
    method: "POST",
    headers: { Authorization: `Bearer ${apiToken}` },
    body: JSON.stringify({ user_id: "", user_message: "Hi" }),
  });
}
