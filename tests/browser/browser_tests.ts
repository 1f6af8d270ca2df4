import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  type BrowserSite,
  type BrowserSiteOptions,
  startBrowserSite,
} from "../support/browser/browser_site.ts";
import { lacksBrowser } from "../support/browser/launch_browser.ts";

/**
 * Has a site run beside the tests of a file. To be called once, at the top of the file.
 *
 * @param keep Is given the site before the first test.
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

/** Registers a test in a page of its own; at its end no page may have complained. */
export type BrowserTest = (
  name: string,
  run: (page: Page) => Promise<void>,
  options?: Parameters<BrowserSite["newPage"]>[0],
) => void;

/** Makes what registers the tests of a file, all on one site. @param site The site once it runs. */
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
