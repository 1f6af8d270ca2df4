import { AccountLayout } from "./accounts/layout.tsx";
import type { AssetUrls } from "./layout.tsx";
import { paths } from "./paths.ts";
import type { Texts } from "./texts/texts.ts";

/** Props of the page that stands for a response without one of its own. */
export type ErrorPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  /** The HTTP status. */
  readonly status: number;
  /** A few words, such as `Page not found`. */
  readonly title: string;
  /** A sentence for a person. */
  readonly message: string;
  /** Shown with unexpected errors, to be found in the log. */
  readonly requestId?: string;
  /** Where the problem may pass: the same request once more. */
  readonly again?: RepeatedRequest;
};

/** A request that a person can make once more. */
export type RepeatedRequest = {
  /** Path and query. */
  readonly path: string;
  /** What the form held; `null` when a page was asked for. `message` can be read and changed. */
  readonly fields: readonly FormField[] | null;
};

/** A field of a form as it was sent. */
export type FormField = { readonly name: string; readonly value: string };

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
