import type { OpenAI } from "openai";
import type { Deadline } from "./deadline.ts";
import { paceRetry } from "./retry_pace.ts";

/** The SDK merges a request's `fetchOptions` into the options of each of its fetches. */
type FetchOptions = OpenAI.RequestOptions["fetchOptions"] & { readonly deadline: Deadline };

/** The `fetchOptions` of a request to the SDK, which tell {@link upstreamFetch} its deadline. */
export function fetchOptions(deadline: Deadline): FetchOptions {
  return { deadline };
}

/**
 * A fetch for the SDK's client, called once per attempt of a request with {@link fetchOptions}.
 * Before the response's headers, an abort aborts the fetch; after them it cancels the body, for the
 * reason that {@link UpstreamBody} gives. Each attempt restarts the request's deadline, which
 * continues in the body.
 *
 * @param firstTextMs How long the upstream may take to send the headers, in milliseconds.
 */
export function upstreamFetch(firstTextMs: number): typeof fetch {
  return async (input, init) => {
    const { deadline, ...options } = init as FetchOptions;
    const { signal } = deadline;
    const untilHead = new AbortController();
    const abort = () => untilHead.abort(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    deadline.start(firstTextMs);
    let response: Response | undefined;
    try {
      response = await fetch(input, { ...options, signal: untilHead.signal });
      // Read here, because the SDK would read the text of an error without a deadline.
      if (!response.ok) return await refusal(response);
      cancelOnAbort(response, signal);
      return response;
    } finally {
      if (!response?.ok) deadline.stop();
      signal.removeEventListener("abort", abort);
    }
  };
}

async function refusal(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  return new Response(await response.text(), { status, statusText, headers: paceRetry(headers) });
}

/** Handles an abort before the SDK returns the response; its reader handles later ones. */
function cancelOnAbort({ body }: Response, signal: AbortSignal): void {
  const cancel = () => {
    if (!body?.locked) body?.cancel().catch(() => {});
  };
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
}
