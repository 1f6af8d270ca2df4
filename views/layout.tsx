import type { Child } from "hono/jsx";
import { raw } from "hono/html";
import type { AssetUrls } from "./page_props.ts";

// Styles come from the stylesheet alone, as the content security policy asks, so htmx shall neither
// bring its own nor carry `style` over from what it replaces (which it does while it settles). Going
// back to a page that it replaced loads it anew. Error pages of a proxy have no place in ours.
const htmxConfig = JSON.stringify({
  defaultSettleDelay: 0,
  extensions: "sse",
  history: "reload",
  includeIndicatorCSS: false,
  noSwap: [204, 304, 502, 504],
});

type LayoutProps = {
  readonly title: string;
  readonly assets: AssetUrls;
  readonly children?: Child;
};

/** The document around every page. */
export function Layout({ title, assets, children }: LayoutProps) {
  return (
    <>
      {raw("<!DOCTYPE html>")}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>{`${title} · Parley`}</title>
          <meta
            name="viewport"
            content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
          />
          <meta name="color-scheme" content="light dark" />
          <meta name="htmx-config" content={htmxConfig} />
          <link rel="icon" type="image/svg+xml" href={assets.favicon} />
          <link rel="stylesheet" href={assets.stylesheet} />
          <script src={assets.htmx} defer></script>
          <script src={assets.sse} defer></script>
          <script src={assets.stream} defer></script>
          <script src={assets.parley} defer></script>
        </head>
        <body>{children}</body>
      </html>
    </>
  );
}
