import type { Page } from "playwright-core";

/** What a browser received for a page. */
export type PageLoad = {
  /** Heads and compressed bodies of all responses. */
  readonly bytes: number;
  readonly responses: number;
};

/** Loads a page in Chromium with an empty cache, and measures what came over the network. */
export async function loadAfresh(page: Page, path: string): Promise<PageLoad> {
  // Else files of the page before would count.
  await page.waitForLoadState("networkidle");
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.clearBrowserCache");
  const lengths: number[] = [];
  devtools.on("Network.loadingFinished", (event) => lengths.push(event.encodedDataLength));
  await page.goto(path, { waitUntil: "networkidle" });
  await devtools.detach();
  // The browser takes the icon of its tab out of the page's, without a request.
  const received = lengths.filter((length) => length > 0);
  return { bytes: received.reduce((sum, length) => sum + length, 0), responses: received.length };
}
