import { AccountLayout } from "./accounts/layout.tsx";
import type { ErrorPageProps, FormField, RepeatedRequest } from "./page_props.ts";
import { paths } from "./paths.ts";
import type { Texts } from "./texts/texts.ts";

/**
 * The page for a missing chat, a refused request, an outage. In place of an answer it is in a frame,
 * which the link home leaves.
 */
export function ErrorPage(props: ErrorPageProps) {
  const { t, assets, status, title, message, requestId, again } = props;
  return (
    <AccountLayout t={t} title={title} assets={assets}>
      <p>{message}</p>
      {again && <Again t={t} {...again} />}
      <p class={again && "aside"}>
        <a class={again ? undefined : "button"} href={paths.home()} target="_top">
          {t.site.backHome}
        </a>
      </p>
      <p class="hint">{t.site.error(status, requestId)}</p>
    </AccountLayout>
  );
}

function Again({ t, path, fields }: RepeatedRequest & { t: Texts }) {
  if (!fields) {
    return (
      <p>
        <a class="button" href={path}>{t.site.tryAgain}</a>
      </p>
    );
  }
  return (
    <form action={path} method="post" class="stack">
      {fields.map((field) => <SentField t={t} {...field} />)}
      <button type="submit" class="button">{t.site.tryAgain}</button>
    </form>
  );
}

function SentField({ t, name, value }: FormField & { t: Texts }) {
  if (name !== "message") return <input type="hidden" name={name} value={value} />;
  return (
    <div class="field">
      <label for="message">{t.site.yourMessage}</label>
      <textarea id="message" name="message" rows={6} required>{value}</textarea>
    </div>
  );
}
