import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type BrowserSite, signUp, startBrowserSite } from "../support/browser/browser_site.ts";
import { findBarriers } from "../support/browser/axe.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";
import { CLIENT, type OpenIdServer, startOpenIdServer } from "../support/identity/openid_server.ts";

let site: BrowserSite;
let provider: OpenIdServer;

if (!lacksBrowser) {
  Deno.test.beforeAll(async () => {
    const origin = `http://127.0.0.1:${freePort()}`;
    provider = await startOpenIdServer({
      redirectUris: [`${origin}/sign-in/corp/callback`],
      postLogoutRedirectUris: [`${origin}/sign-in`],
    });
    site = await startBrowserSite({
      env: {
        WEB_SERVER_PORT: new URL(origin).port,
        PUBLIC_URL: origin,
        OIDC_PROVIDERS: "corp",
        OIDC_CORP_ISSUER: provider.issuer,
        OIDC_CORP_CLIENT_ID: CLIENT.id,
        OIDC_CORP_SECRET: CLIENT.secret,
        OIDC_CORP_LABEL: "Example Ltd",
      },
    });
  });
  Deno.test.afterAll(async () => {
    await site[Symbol.asyncDispose]();
    await provider[Symbol.asyncDispose]();
  });
}

Deno.test({
  name: "everyone can use the links to providers, and link one",
  ignore: lacksBrowser,
  async fn() {
    const page = await site.newPage({ viewport: { width: 320, height: 640 } });
    await page.goto("/sign-in?left=corp");
    assert.deepEqual(await findBarriers(page), []);
    await signUp(page);
    await page.goto("/account");
    assert.deepEqual(await findBarriers(page), []);
    await page.context().close();
  },
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with JavaScript" : "without JavaScript";

  Deno.test({
    name: `a person signs in through a provider, and out of both, ${how}`,
    ignore: lacksBrowser,
    async fn() {
      const name = `new-${javaScriptEnabled}`;
      provider.people.set(name, {
        name: "Ada",
        email: `${name}@example.com`,
        email_verified: true,
      });
      const page = await site.newPage({ javaScriptEnabled });
      await page.goto("/account");
      await page.getByRole("link", { name: "Continue with Example Ltd" }).click();
      await signInThere(page, name);
      await page.getByRole("heading", { name: "Your account", level: 1 }).waitFor();
      assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Ada");
      await page.getByRole("button", { name: "Unlink Example Ltd" }).waitFor();

      await page.goto("/");
      await page.getByRole("button", { name: "Sign out", exact: true }).click();
      await page.getByRole("link", { name: "Sign out of Example Ltd, too" }).click();
      await page.waitForURL(`${provider.issuer}/session/end*`);
      assert.deepEqual(ownComplaints(), []);
    },
  });

  Deno.test({
    name: `a user links a provider on the account page, and signs in with it, ${how}`,
    ignore: lacksBrowser,
    async fn() {
      const name = `linked-${javaScriptEnabled}`;
      const page = await site.newPage({ javaScriptEnabled });
      const email = await signUp(page);
      await page.goto("/account");
      await page.locator("#linkPassword").fill("correct horse battery");
      await page.getByRole("button", { name: "Link Example Ltd" }).click();
      await signInThere(page, name);
      await page.getByRole("status").getByText("The account is linked").waitFor();

      const other = await site.newPage({ javaScriptEnabled });
      await other.goto("/sign-in?next=/account");
      await other.getByRole("link", { name: "Continue with Example Ltd" }).click();
      await signInThere(other, name);
      await other.getByRole("heading", { name: "Your account", level: 1 }).waitFor();
      assert.equal(await other.locator("#email").inputValue(), email);
      assert.deepEqual(ownComplaints(), []);
    },
  });
}

/** Signs in on the provider's page. */
async function signInThere(page: Page, name: string): Promise<void> {
  await page.waitForURL(`${provider.issuer}/**`);
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
}

/** Complaints that are not about the way to the provider. */
function ownComplaints(): string[] {
  const ofTheWay = [provider.issuer, "https://fonts.googleapis.com"];
  return site.complaints.filter((line) => !ofTheWay.some((origin) => line.includes(origin)));
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
