import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { paths } from "./paths.ts";
import type { Texts } from "./texts/texts.ts";

/** URLs of the static files. They change with a file's content, so browsers cache it for ever. */
export type AssetUrls = {
  readonly stylesheet: string;
  readonly favicon: string;
  /** The icon that iOS puts on the home screen. */
  readonly touchIcon: string;
  /** htmx with its extension for server-sent events. */
  readonly htmx: string;
  /** The module that tells the server the user's time zone. */
  readonly timeZone: string;
  /** The other modules, in the order in which they run. */
  readonly modules: readonly string[];
};

/**
 * Modules of pages for signed-in users. The first ones see events first: a draft is in its box
 * before the page scrolls to its end.
 */
const modules = "alerts composer drafts focus scrolling shortcuts copying stream".split(" ");

/**
 * Lists the static files that pages load.
 *
 * @param url Gives the URL of a file, such as `favicon.svg`.
 */
export function assetUrls(url: (name: string) => string): AssetUrls {
  return {
    stylesheet: url("parley.css"),
    favicon: url("favicon.svg"),
    touchIcon: url("touch-icon.png"),
    htmx: url("htmx.js"),
    timeZone: url("time_zone.js"),
    modules: modules.map((name) => url(`${name}.js`)),
  };
}

// - defaultSettleDelay, includeIndicatorCSS: the content security policy forbids inline styles, so
//   htmx must not add a style sheet, or copy `style` attributes from old elements while it settles.
// - history: Back loads the page again.
// - noSwap: a proxy's error page is not shown within ours.
// - sse: a stream reconnects at least every 5 s. It stays open in a hidden tab, whose title tells
//   when the answer is finished.
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
  /** The signed-in user. Other pages need no htmx. The browser keeps drafts under this id. */
  readonly userId?: string;
  /** Whether the page is public: it has no scripts, and search engines must not list it. */
  readonly isPublic?: boolean;
  readonly children?: Child;
};

/**
 * The scripts, at the end of the page so that they don't delay it. htmx isn't deferred: it starts
 * when the document is ready, after the modules have run, so they see its first events.
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

/** The title of a page, also in htmx's answers that change it. */
export function Title({ text }: { text: string }) {
  return <title>{`${text} · Parley`}</title>;
}

/** The document around every page. */
export function Layout({ t, title, assets, userId, isPublic, children }: LayoutProps) {
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
          {isPublic && <meta name="robots" content="noindex" />}
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
          {!isPublic && <Scripts assets={assets} userId={userId} />}
        </body>
      </html>
    </>
  );
}
