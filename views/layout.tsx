import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { paths } from "./paths.ts";
import type { Texts } from "./texts/texts.ts";

/** Where the static files are. Their paths change with their content, so browsers keep them for ever. */
export type AssetUrls = {
  readonly stylesheet: string;
  readonly favicon: string;
  /** Which iOS puts on the home screen. */
  readonly touchIcon: string;
  /** htmx with its extension for streams. */
  readonly htmx: string;
  /** The module that tells the server the reader's time zone. */
  readonly timeZone: string;
  /** The other modules, in the order in which they begin. */
  readonly modules: readonly string[];
};

// Styles come from the stylesheet alone, as the content security policy asks, so htmx shall neither
// bring its own nor carry `style` over from what it replaces (which it does while it settles). Going
// back to a page that it replaced loads it anew. Error pages of a proxy have no place in ours. A stream
// that lost its server looks for it again every 5 s at least. A hidden page goes on following its
// answer, to say in its title when it is there.
const htmxConfig = JSON.stringify({
  defaultSettleDelay: 0,
  extensions: "sse",
  history: "reload",
  includeIndicatorCSS: false,
  noSwap: [204, 304, 502, 504],
  sse: { reconnectMaxDelay: 5000, pauseOnBackground: false },
});

type LayoutProps = {
  readonly t: Texts;
  readonly title: string;
  readonly assets: AssetUrls;
  /** Whose page it is; without it nothing on the page needs htmx. Drafts are kept by it. */
  readonly userId?: string;
  /** Whether anybody may read it: without scripts, and listed nowhere. */
  readonly isShared?: boolean;
  readonly children?: Child;
};

/**
 * At the end of the page, where they hold up nothing. htmx is not deferred, so that it begins when the
 * page is parsed, which is after the modules: they are there for its first events.
 */
function Scripts({ assets, userId }: Pick<LayoutProps, "assets" | "userId">) {
  const { htmx, timeZone, modules } = assets;
  const used = userId ? [timeZone, ...modules] : [timeZone];
  return (
    <>
      {userId && <script src={htmx}></script>}
      {used.map((src) => <script type="module" src={src}></script>)}
    </>
  );
}

/** A page's title, in its head and in answers that change it. */
export function Title({ text }: { text: string }) {
  return <title>{`${text} · Parley`}</title>;
}

/** The document around every page. */
export function Layout({ t, title, assets, userId, isShared, children }: LayoutProps) {
  return (
    <>
      {raw("<!DOCTYPE html>")}
      <html lang={t.language}>
        <head>
          <meta charset="utf-8" />
          <Title text={title} />
          <meta
            name="viewport"
            content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
          />
          <meta name="color-scheme" content="light dark" />
          {isShared && <meta name="robots" content="noindex" />}
          {userId && <meta name="htmx-config" content={htmxConfig} />}
          <meta name="description" content={t.site.description} />
          <meta name="theme-color" content="#fdfcfa" media="(prefers-color-scheme: light)" />
          <meta name="theme-color" content="#1a1b1c" media="(prefers-color-scheme: dark)" />
          <link rel="icon" type="image/svg+xml" href={assets.favicon} />
          <link rel="apple-touch-icon" href={assets.touchIcon} />
          <link rel="manifest" href={paths.manifest()} />
          <link rel="stylesheet" href={assets.stylesheet} />
        </head>
        <body
          data-user={userId}
          data-copied={t.site.copied}
          data-unreachable={t.site.unreachable}
        >
          {children}
          {!isShared && <Scripts assets={assets} userId={userId} />}
        </body>
      </html>
    </>
  );
}
