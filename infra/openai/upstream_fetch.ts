import type { Deadline } from "./deadline.ts";
import { paceRetry } from "./retry_pace.ts";

/**
 * A fetch for one completion, which the SDK may call several times. Before the response's headers,
 * an abort aborts the fetch; after them it cancels the body, for the reason that
 * {@link UpstreamBody} gives. Each attempt has its own deadline, which continues in the body.
 */
export function upstreamFetch(deadline: Deadline, firstTextMs: number): typeof fetch {
  const { signal } = deadline;
  return async (input, init) => {
    const untilHead = new AbortController();
    const abort = () => untilHead.abort(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    deadline.start(firstTextMs);
    let response: Response | undefined;
    try {
      response = await fetch(input, { ...init, signal: untilHead.signal });
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
