import type { Child } from "hono/jsx";
import { type AssetUrls, Layout } from "./layout.tsx";
import { paths } from "./paths.ts";
import type { Texts } from "./texts/texts.ts";

type PublicPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  readonly title: string;
  readonly children?: Child;
};

/** A page that needs no session and has no scripts, with its title as the heading. */
export function PublicPage({ t, assets, title, children }: PublicPageProps) {
  return (
    <Layout t={t} title={title} assets={assets} isPublic>
      <main id="main" tabindex={-1}>
        <header class="page-header">
          <a class="brand" href={paths.home()} aria-label="Parley">
            <img src={assets.favicon} alt="" width="24" height="24" />
          </a>
          <h1>{title}</h1>
        </header>
        {children}
      </main>
    </Layout>
  );
}
