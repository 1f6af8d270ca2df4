import type { ProviderLink, SignInWays } from "../../domain/accounts/provider_links.ts";
import { paths } from "../paths.ts";
import type { Texts } from "../texts/texts.ts";
import { Confirmation } from "./confirmation.tsx";
import type { RefusedForm } from "./form.tsx";
import { type AccountChange, AccountSection } from "./section.tsx";

/** Props of the section on providers. */
export type SignInWaysProps = {
  readonly t: Texts;
  readonly signInWays: SignInWays;
  readonly done?: AccountChange;
  readonly refused?: RefusedForm;
};

/** The section of the account page on the providers that open the account, if there are any. */
export function AccountSignInWays(props: SignInWaysProps) {
  const { t, signInWays: { links } } = props;
  if (links.length === 0) return null;
  const linked = links.filter(({ linkedAt }) => linkedAt !== null);
  return (
    <AccountSection
      {...props}
      id="providers"
      title={t.account.providers}
      changes={["linked", "unlinked"]}
    >
      {linked.length > 0 && (
        <ul class="rows">{linked.map((link) => <LinkedRow t={t} {...link} />)}</ul>
      )}
      <LinkForm {...props} />
    </AccountSection>
  );
}

function LinkedRow({ t, name, label, linkedAt }: ProviderLink & Pick<SignInWaysProps, "t">) {
  return (
    <li>
      <div>
        <strong>{label}</strong>
        <p class="hint">{t.account.linkedSince(t.format.dateTime(linkedAt!))}</p>
      </div>
      <form action={paths.unlinkProvider(name)} method="post">
        <button
          type="submit"
          class="quiet-button strong"
          aria-label={t.account.unlinkProvider(label)}
        >
          {t.account.unlink}
        </button>
      </form>
    </li>
  );
}

/** One form, so that there is one field for the password; each button has its own action. */
function LinkForm({ t, signInWays: { links, usesPassword }, refused }: SignInWaysProps) {
  const others = links.filter(({ isOffered, linkedAt }) => isOffered && linkedAt === null);
  const [first] = others;
  if (!first) return null;
  const message = refused?.form === "link" ? refused.message : undefined;
  return (
    <form class="stack" action={paths.linkProvider(first.name)} method="post">
      {message && <p class="alert" role="alert">{message}</p>}
      <p class="hint">{t.account.linkHint}</p>
      <Confirmation
        {...{ t, usesPassword, refused }}
        form="link"
        name="linkPassword"
      />
      <div class="choices">
        {others.map(({ name, label }) => (
          <button type="submit" class="button" formaction={paths.linkProvider(name)}>
            {t.account.linkProvider(label)}
          </button>
        ))}
      </div>
    </form>
  );
}
