import { CardPage } from "./card_page.tsx";
import type { AssetUrls } from "./layout.tsx";
import { paths } from "./paths.ts";
import type { Texts } from "./texts/texts.ts";

/** Props of the error page. */
export type ErrorPageProps = {
  readonly t: Texts;
  readonly assets: AssetUrls;
  /** The HTTP status. */
  readonly status: number;
  /** Heading, such as `Page not found`. */
  readonly title: string;
  /** Explains the error to the user in a sentence. */
  readonly message: string;
  /** Shown with unexpected errors, so that the operator can find the request in the log. */
  readonly requestId?: string;
  /** The request, if trying again may succeed. */
  readonly again?: RepeatedRequest;
};

/** A request that the user can send again. */
export type RepeatedRequest = {
  /** Path and query. */
  readonly path: string;
  /** Fields of the form; `null` for a GET request. The user can edit the field `message`. */
  readonly fields: readonly FormField[] | null;
};

/** A field of a submitted form. */
export type FormField = { readonly name: string; readonly value: string };

/**
 * The page for a missing chat, a refused request or an outage. It may also appear in the frame that
 * shows a streaming answer: the link home then leaves the frame.
 */
export function ErrorPage(props: ErrorPageProps) {
  const { t, assets, status, title, message, requestId, again } = props;
  return (
    <CardPage t={t} title={title} assets={assets}>
      <p>{message}</p>
      {again && <Again t={t} {...again} />}
      <p class={again && "aside"}>
        <a class={again ? undefined : "button"} href={paths.home()} target="_top">
          {t.site.backHome}
        </a>
      </p>
      <p class="hint">{t.site.error(status, requestId)}</p>
    </CardPage>
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
