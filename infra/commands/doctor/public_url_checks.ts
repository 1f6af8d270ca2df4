import type { Config } from "../../config/config.ts";
import { type Finding, ok, problem, reasonOf, warning } from "./finding.ts";
import { saysParley } from "./port_checks.ts";

/** Time limit for a request through the proxy, in milliseconds. */
const PATIENCE = 10_000;

/** Time between the two halves of the streamed probe, in milliseconds. */
const PAUSE = 1_000;

/**
 * Checks that `PUBLIC_URL` leads here. If Parley doesn't run, the doctor answers in its place for a
 * moment, and sees what proxies make of a request and of a stream.
 */
export async function checkPublicUrl(config: Config, isRunning: boolean): Promise<Finding[]> {
  const { publicUrl, serve } = config;
  if (!serve.web) return [];
  if (publicUrl === null) return [noUrl(config)];
  if (isRunning) return [await checkRunning(publicUrl)];
  try {
    return await checkByProbe(publicUrl, config);
  } catch (error) {
    return [problem("PUBLIC_URL", `${publicUrl}: ${reasonOf(error)}`, adviceOn(config))];
  }
}

function noUrl({ host }: Config): Finding {
  if (["127.0.0.1", "localhost", "::1"].includes(host)) {
    return ok("PUBLIC_URL", "Unset: for this machine only");
  }
  const text = "Unset: cookies are sent without encryption, too";
  return warning("PUBLIC_URL", text, "Set it to the https URL at which browsers reach the page");
}

async function checkRunning(publicUrl: string): Promise<Finding> {
  if (!await saysParley(`${publicUrl}/readyz`)) {
    const text = `No Parley answers at ${publicUrl}`;
    return problem("PUBLIC_URL", text, "Check the URL, and where the proxy passes requests on to");
  }
  const text = `${publicUrl} leads to a Parley`;
  return ok("PUBLIC_URL", `${text}; to check the proxy's streaming, stop Parley first`);
}

/** What the probe saw of a request. */
type Seen = { readonly host: string | null; readonly forwardedFor: string | null };

async function checkByProbe(publicUrl: string, config: Config): Promise<Finding[]> {
  const path = `/doctor-${crypto.randomUUID()}`;
  let seen: Seen | undefined;
  const listen = { hostname: config.host, port: config.webPort, onListen() {} };
  await using _server = Deno.serve(listen, ({ url, headers }) => {
    if (new URL(url).pathname !== path) return new Response("Not found\n", { status: 404 });
    seen = { host: headers.get("host"), forwardedFor: headers.get("x-forwarded-for") };
    return streamedProbe();
  });
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(`${publicUrl}${path}`, { signal });
  const pause = await longestPause(response);
  if (!seen) {
    const text = `${publicUrl} leads to another server (status ${response.status})`;
    return [problem("PUBLIC_URL", text, adviceOn(config))];
  }
  return [
    ok("PUBLIC_URL", `${publicUrl} leads here`),
    checkHost(publicUrl, seen),
    checkForwarded(config, seen),
    checkPause(pause),
  ];
}

/** Sends as the page's streams do: what a proxy holds back here, it would hold back there. */
function streamedProbe(): Response {
  let timer: ReturnType<typeof setTimeout>;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = () => controller.enqueue(new TextEncoder().encode("data: probe\n\n"));
      send();
      timer = setTimeout(() => {
        send();
        controller.close();
      }, PAUSE);
    },
    cancel: () => clearTimeout(timer),
  });
  const headers = { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" };
  return new Response(body, { headers: { ...headers, "Cache-Control": "no-cache" } });
}

/** The longest time between two pieces of a body, in milliseconds. */
async function longestPause(response: Response): Promise<number> {
  let longest = 0;
  let last: number | undefined;
  for await (const _ of response.body ?? []) {
    const now = performance.now();
    longest = Math.max(longest, now - (last ?? now));
    last = now;
  }
  return longest;
}

function checkHost(publicUrl: string, { host }: Seen): Finding {
  const expected = new URL(publicUrl).host;
  if (host === expected) return ok("Host", `The proxy passes ${host} on`);
  const text = `The proxy passes on ${host} in place of ${expected}`;
  return warning("Host", text, "nginx: proxy_set_header Host $host; Apache: ProxyPreserveHost On");
}

function checkForwarded({ trustedProxies }: Config, { forwardedFor }: Seen): Finding {
  const isTrusted = trustedProxies !== 0;
  const about = "TRUST_PROXY";
  if (isTrusted === (forwardedFor !== null)) {
    return ok(about, isTrusted ? "The proxy names the client's address" : "No proxy names one");
  }
  return isTrusted
    ? warning(
      about,
      "It is set, but requests have no X-Forwarded-For",
      "Let the proxy set X-Forwarded-For, or set TRUST_PROXY=off",
    )
    : warning(
      about,
      "It is off, so everybody behind the proxy counts as one address",
      "Set TRUST_PROXY=on, or the proxy's address",
    );
}

function checkPause(pause: number): Finding {
  if (pause >= PAUSE / 2) return ok("Streaming", "The proxy passes each piece on at once");
  const text = "The proxy holds streams back until they end";
  return problem("Streaming", text, "Turn its buffering off: see docs/nginx.conf");
}

function adviceOn({ host, webPort }: Config): string {
  return `Check the URL's name and certificate, and that its proxy passes requests to ${host}:${webPort}`;
}
