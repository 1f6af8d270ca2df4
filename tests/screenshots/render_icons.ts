import { launchBrowser } from "../support/browser/browser_site.ts";

/**
 * Draws the icons of an installed Parley from its favicon; run by hand when that changes. A maskable
 * one keeps to the middle four fifths (W3C, "Web Application Manifest", icon masks), and so does iOS's.
 */
const icons = [
  { name: "icon-192.png", size: 192, share: 1, background: "transparent" },
  { name: "icon-512.png", size: 512, share: 1, background: "transparent" },
  { name: "icon-maskable.png", size: 512, share: 0.62, background: "#fdfcfa" },
  { name: "touch-icon.png", size: 180, share: 0.74, background: "#fdfcfa" },
];

const folder = new URL("../../views/assets/", import.meta.url);

if (import.meta.main) {
  const favicon = await Deno.readTextFile(new URL("favicon.svg", folder));
  const browser = await launchBrowser();
  try {
    for (const { name, size, share, background } of icons) {
      const page = await browser.newPage({ viewport: { width: size, height: size } });
      await page.setContent(
        `<style>body{margin:0;height:100vh;display:grid;place-content:center;background:${background}}` +
          `svg{width:${size * share}px}</style>${favicon}`,
      );
      const omitBackground = background === "transparent";
      await Deno.writeFile(new URL(name, folder), await page.screenshot({ omitBackground }));
      await page.close();
    }
  } finally {
    await browser.close();
  }
}
