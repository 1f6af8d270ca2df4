import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  type BrowserSite,
  type BrowserSiteOptions,
  startBrowserSite,
} from "../support/browser/browser_site.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";

/**
 * Runs a site for the tests of a file. Call it once, at the top of the file.
 *
 * @param keep Takes the site before the first test.
 */
export function runBrowserSite(
  keep: (site: BrowserSite) => void,
  options?: BrowserSiteOptions,
): void {
  if (lacksBrowser) return;
  let site: BrowserSite;
  Deno.test.beforeAll(async () => keep(site = await startBrowserSite(options)));
  Deno.test.afterAll(async () => await site[Symbol.asyncDispose]());
}

/** Registers a test on its own page. It fails if a page has logged an error. */
export type BrowserTest = (
  name: string,
  run: (page: Page) => Promise<void>,
  options?: Parameters<BrowserSite["newPage"]>[0],
) => void;

/**
 * Makes a function that registers the tests of a file, all on one site.
 *
 * @param site Returns the site once it runs.
 */
export function browserTests(site: () => BrowserSite): BrowserTest {
  return function browserTest(name, run, options) {
    Deno.test({
      name,
      ignore: lacksBrowser,
      async fn() {
        const { complaints, newPage } = site();
        const page = await newPage(options);
        try {
          await run(page);
          assert.deepEqual(complaints, []);
        } finally {
          await page.context().close();
          complaints.length = 0;
        }
      },
    });
  };
}
