import { AccountLayout } from "./account_layout.tsx";
import type { ErrorPageProps } from "./page_props.ts";
import { paths } from "./paths.ts";

/** The page for a missing chat, a refused request, an outage. */
export function ErrorPage({ assets, status, title, message, requestId }: ErrorPageProps) {
  return (
    <AccountLayout title={title} assets={assets}>
      <p>{message}</p>
      <p>
        <a class="button" href={paths.home()}>Back to Parley</a>
      </p>
      <p class="hint">{requestId ? `Error ${status}, request ${requestId}` : `Error ${status}`}</p>
    </AccountLayout>
  );
}
