import type { ProviderButton } from "../../domain/accounts/provider_sign_in.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";

type ProviderLinksProps = {
  readonly t: Texts;
  /** Path of the page to show after signing in. */
  readonly next?: string;
  readonly providers: readonly ProviderButton[];
};

/** A link for each provider that visitors can sign in with. */
export function ProviderLinks({ t, next, providers }: ProviderLinksProps) {
  if (providers.length === 0) return null;
  return (
    <div class="stack">
      {providers.map(({ name, label, isReachable }) => (
        <div>
          <a class="button secondary" href={paths.providerSignIn(name, next)}>
            {t.signIn.continueWith(label)}
          </a>
          {!isReachable && <p class="hint">{t.signIn.providerAway(label)}</p>}
        </div>
      ))}
    </div>
  );
}
