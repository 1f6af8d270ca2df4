import type { Browser } from "playwright-core";
import { launchBrowser } from "../support/browser/launch_browser.ts";

/**
 * The icons of an installed Parley. A maskable one keeps to the middle four fifths (W3C, "Web
 * Application Manifest", icon masks), and so does iOS's.
 */
const icons = [
  { name: "icon-192.png", size: 192, share: 1, background: "transparent" },
  { name: "icon-512.png", size: 512, share: 1, background: "transparent" },
  { name: "icon-maskable.png", size: 512, share: 0.62, background: "#fdfcfa" },
  { name: "touch-icon.png", size: 180, share: 0.74, background: "#fdfcfa" },
];

const assets = new URL("../../views/assets/", import.meta.url);

/** Draws the icons from the favicon. @returns PNGs by name. */
export async function renderIcons(browser: Browser): Promise<Map<string, Uint8Array>> {
  const favicon = await Deno.readTextFile(new URL("favicon.svg", assets));
  const drawn = new Map<string, Uint8Array>();
  for (const { name, size, share, background } of icons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>body{margin:0;height:100vh;display:grid;place-content:center;background:${background}}` +
        `svg{width:${size * share}px}</style>${favicon}`,
    );
    drawn.set(name, await page.screenshot({ omitBackground: background === "transparent" }));
    await page.close();
  }
  return drawn;
}

if (import.meta.main) {
  const browser = await launchBrowser();
  try {
    for (const [name, png] of await renderIcons(browser)) {
      await Deno.writeFile(new URL(`generated/${name}`, assets), png);
    }
  } finally {
    await browser.close();
  }
}
