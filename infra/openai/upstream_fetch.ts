import type { OpenAI } from "openai";
import type { Deadline } from "./deadline.ts";
import { pacedHeaders } from "./retry_pace.ts";
import { readStart } from "./read_start.ts";
import type { UpstreamRefusal } from "./refusal_kinds.ts";
import { readRefusal } from "./upstream_refusal.ts";

/** A request to the SDK, with all of its attempts. */
export type UpstreamCall = {
  readonly deadline: Deadline;
  /** What the last attempt was refused with: the SDK keeps less of it. */
  refusal: UpstreamRefusal | null;
};

/** The SDK merges a request's `fetchOptions` into the options of each of its fetches. */
type FetchOptions = OpenAI.RequestOptions["fetchOptions"] & { readonly call: UpstreamCall };

/** Most bytes of a refusal that are read. */
const MAX_REFUSAL = 65_536;

/** The `fetchOptions` of a request to the SDK, which connect {@link upstreamFetch} to the call. */
export function fetchOptions(call: UpstreamCall): FetchOptions {
  return { call };
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
    const { call, ...options } = init as FetchOptions;
    const { signal } = call.deadline;
    const untilHead = new AbortController();
    const abort = () => untilHead.abort(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    call.deadline.start(firstTextMs);
    call.refusal = null;
    let response: Response | undefined;
    try {
      response = await fetch(input, { ...options, signal: untilHead.signal });
      // Read here, because the SDK would read the text of an error without a deadline.
      if (!response.ok) return await refused(response, call);
      cancelOnAbort(response, signal);
      return response;
    } finally {
      if (!response?.ok) call.deadline.stop();
      signal.removeEventListener("abort", abort);
    }
  };
}

/** Reads a refusal into the call, and says in the headers whether the SDK should retry. */
async function refused(response: Response, call: UpstreamCall): Promise<Response> {
  const { status, headers } = response;
  call.refusal = readRefusal(await readStart(response, MAX_REFUSAL), { status, headers });
  return new Response(null, { status, headers: pacedHeaders(headers, call.refusal) });
}

/** Handles an abort before the SDK returns the response; its reader handles later ones. */
function cancelOnAbort({ body }: Response, signal: AbortSignal): void {
  const cancel = () => {
    if (!body?.locked) body?.cancel().catch(() => {});
  };
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
}
