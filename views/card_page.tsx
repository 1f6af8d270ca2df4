import type { Child } from "hono/jsx";
import { type AssetUrls, Layout } from "./layout.tsx";
import { paths } from "./paths.ts";
import type { Texts } from "./texts/texts.ts";

type CardPageProps = {
  readonly t: Texts;
  readonly title: string;
  readonly assets: AssetUrls;
  readonly children?: Child;
};

/** A narrow page with the logo, for signing in and up, and for errors. */
export function CardPage({ t, title, assets, children }: CardPageProps) {
  return (
    <Layout t={t} title={title} assets={assets}>
      <main class="card-page">
        <a class="brand" href={paths.home()}>
          <img src={assets.favicon} alt="" width="28" height="28" />Parley
        </a>
        <div class="card">
          <h1>{title}</h1>
          {children}
        </div>
      </main>
    </Layout>
  );
}
