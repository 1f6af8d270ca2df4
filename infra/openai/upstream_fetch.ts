import type { Deadline } from "./deadline.ts";
import { paceRetry } from "./retry_pace.ts";

/**
 * A fetch for one completion, which the SDK may call several times. Until the response's head has
 * come, an abort aborts the fetch; from then on it cancels the body, for the reason that
 * {@link UpstreamBody} gives. Each attempt has its own deadline, which goes on into the body.
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
      // Only the SDK reads the text of an error, and without a deadline.
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

/** For an abort while the response is on its way through the SDK; its reader sees to later ones. */
function cancelOnAbort({ body }: Response, signal: AbortSignal): void {
  const cancel = () => {
    if (!body?.locked) body?.cancel().catch(() => {});
  };
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
}
