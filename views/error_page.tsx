import { AccountLayout } from "./account_layout.tsx";
import type { ErrorPageProps, FormField, RepeatedRequest } from "./page_props.ts";
import { paths } from "./paths.ts";

/**
 * The page for a missing chat, a refused request, an outage. In place of an answer it is in a frame,
 * which the link home leaves.
 */
export function ErrorPage(props: ErrorPageProps) {
  const { assets, status, title, message, requestId, again } = props;
  return (
    <AccountLayout title={title} assets={assets}>
      <p>{message}</p>
      {again && <Again {...again} />}
      <p class={again && "aside"}>
        <a class={again ? undefined : "button"} href={paths.home()} target="_top">Back to Parley</a>
      </p>
      <p class="hint">{requestId ? `Error ${status}, request ${requestId}` : `Error ${status}`}</p>
    </AccountLayout>
  );
}

function Again({ path, fields }: RepeatedRequest) {
  if (!fields) {
    return (
      <p>
        <a class="button" href={path}>Try again</a>
      </p>
    );
  }
  return (
    <form action={path} method="post" class="stack">
      {fields.map((field) => <SentField {...field} />)}
      <button type="submit" class="button">Try again</button>
    </form>
  );
}

function SentField({ name, value }: FormField) {
  if (name !== "message") return <input type="hidden" name={name} value={value} />;
  return (
    <div class="field">
      <label for="message">Your message</label>
      <textarea id="message" name="message" rows={6} required>{value}</textarea>
    </div>
  );
}
