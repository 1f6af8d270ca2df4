import { CardPage } from "../card_page.tsx";
import type { AssetUrls } from "../layout.tsx";
import type { Texts } from "../texts/texts.ts";

type GoOnPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  /** The provider's name. */
  readonly label: string;
  /** The provider's page. */
  readonly url: string;
};

/** The page between a form and a provider, for browsers that don't go on by themselves. */
export function GoOnPage({ t, assets, label, url }: GoOnPageProps) {
  return (
    <CardPage t={t} title={t.signIn.goOn(label)} assets={assets}>
      <a class="button secondary" href={url}>{t.signIn.goOn(label)}</a>
    </CardPage>
  );
}
