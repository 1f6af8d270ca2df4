import {
  CompletionError,
  type CompletionErrorCode,
  type CompletionEvent,
} from "../../../domain/models/completion_provider.ts";
import type { ChatConfig } from "../../../domain/models/settings.ts";
import type { Config } from "../../config/config.ts";
import { secretsOfUpstream, upstreamVariable } from "../../config/upstreams.ts";
import { maskUrl } from "../../config/variables.ts";
import { type Finding, ok, problem, reasonOf, warning } from "./finding.ts";

/** A model's server, as configured. */
type Upstream = {
  /** `null` for the server without a name. */
  readonly name: string | null;
  readonly server: NonNullable<Config["openai"]> | Config["upstreams"][number];
  /** What the server calls the configured models; none if only those that it lists are offered. */
  readonly models: readonly string[];
};

/** Time limit for a list or an answer, in milliseconds. */
const PATIENCE = 60_000;

/** An answer of many words shows whether they come one by one. */
const QUESTION = "Count from 1 to 30, with spaces between the numbers. Write nothing else.";

/**
 * An answer that was slower than this, in milliseconds, but came at once was held back. Thirty
 * numbers take a model longer; a busy machine may take a part of it.
 */
const HELD_BACK = 1_000;

/** Checks that each server lists models, takes the key, knows the model and streams. */
export async function checkUpstreams(config: Config): Promise<Finding[]> {
  if (config.isDemo) {
    return [
      ok("Model's server", "None: the built-in demo model answers, as OPENAI_API_KEY is unset"),
    ];
  }
  const checks = upstreamsOf(config).map((upstream) => checkUpstream(upstream, config));
  return (await Promise.all(checks)).flat();
}

function upstreamsOf({ openai, ownModels, discovery, upstreams }: Config): Upstream[] {
  const isListed = discovery?.configured.length === 0;
  const own = isListed ? [] : ownModels.map(({ name }) => name);
  return [
    ...openai ? [{ name: null, server: openai, models: own }] : [],
    ...upstreams.map((server) => ({
      name: server.name,
      server,
      models: server.configured.map(({ name }) => name),
    })),
  ];
}

async function checkUpstream(upstream: Upstream, config: Config): Promise<Finding[]> {
  const listed = await listModels(upstream);
  // An answer is what counts, and may come from a server without a list.
  const own = upstream.name === null ? config.ownModels[0]?.name : undefined;
  const model = upstream.models[0] ?? listed.names[0] ?? own;
  if (model === undefined) return [listed.finding];
  return [listed.finding, await ask(upstream, { ...config.newChat.config, model, n: 1 })];
}

async function listModels(upstream: Upstream) {
  const about = aboutOf("Models", upstream);
  const place = maskUrl(upstream.server.baseUrl);
  try {
    const { requestModelList } = await import("../../openai/model_list_request.ts");
    const signal = AbortSignal.timeout(PATIENCE);
    const listed = await requestModelList(upstream.server, { signal, timeLimitMs: PATIENCE });
    const names = listed.map(({ name }) => name);
    const unknown = upstream.models.filter((name) => !names.includes(name));
    if (unknown.length === 0) {
      return { names, finding: ok(about, `${place} lists ${names.length}`) };
    }
    const text = `${place} does not list ${unknown.join(", ")}, but ${examples(names)}`;
    return { names, finding: warning(about, text, adviceFor(upstream, "Check MODEL and MODELS")) };
  } catch (error) {
    const advice = "Check OPENAI_BASE_URL and OPENAI_API_KEY; name models in MODEL and MODELS";
    const text = `${place}: ${maskedReason(error, upstream)}`;
    return { names: [], finding: warning(about, text, adviceFor(upstream, advice)) };
  }
}

/** Why a call failed, in words that may be the server's; it may repeat what it was sent. */
function maskedReason(error: unknown, { server }: Upstream): string {
  const secrets = "name" in server ? secretsOfUpstream(server) : [server.apiKey ?? ""];
  return secrets.filter((secret) => secret !== "")
    .reduce((text, secret) => text.replaceAll(secret, "***"), reasonOf(error));
}

/** What a finding is about, with the upstream's name if it has one. */
function aboutOf(what: string, { name }: Upstream): string {
  return name === null ? what : `${what} of ${name}`;
}

/** Advice with the names of the upstream's own variables. */
function adviceFor({ name }: Upstream, advice: string): string {
  if (name === null) return advice;
  return advice.replaceAll("OPENAI_BASE_URL", upstreamVariable(name, "BASE_URL"))
    .replaceAll("OPENAI_API_KEY", upstreamVariable(name, "API_KEY"))
    .replaceAll(/\bMODELS\b/g, upstreamVariable(name, "MODELS"));
}

function examples(names: readonly string[]): string {
  const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
  return `${names.slice(0, 5).join(", ") || "none"}${more}`;
}

async function ask(upstream: Upstream, config: ChatConfig): Promise<Finding> {
  const about = aboutOf("Answer", upstream);
  try {
    const { OpenAICompletionProvider } = await import("../../openai/completion_provider.ts");
    const provider = new OpenAICompletionProvider({ ...upstream.server, maxRetries: 0 });
    const messages = [{ role: "user" as const, content: QUESTION }];
    await provider.warm();
    const begin = performance.now();
    const events = provider.complete({ config, messages }, AbortSignal.timeout(PATIENCE));
    return streaming(about, await textTimes(events), { begin, model: config.model });
  } catch (error) {
    const code = error instanceof CompletionError ? error.code : "internal";
    const advice = advices[code] ?? "Look at the log of the model's server";
    const text = `${config.model}: ${maskedReason(error, upstream)}`;
    return problem(about, text, adviceFor(upstream, advice));
  }
}

async function textTimes(events: AsyncIterable<CompletionEvent>): Promise<number[]> {
  const times: number[] = [];
  for await (const event of events) {
    if (event.type === "text") times.push(performance.now());
  }
  return times;
}

function streaming(
  about: string,
  times: readonly number[],
  { begin, model }: { readonly begin: number; readonly model: string },
): Finding {
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const waited = Math.round(first - begin);
  if (times.length === 0) {
    return warning(about, `${model} answers without any text`, "Try another MODEL");
  }
  const isAtOnce = times.length === 1 || last - first < 5;
  if (isAtOnce && waited > HELD_BACK) {
    const text = `${model} answers after ${waited} ms, but all at once`;
    const advice = "Something between Parley and the model's server holds the stream back: turn " +
      "off its buffering";
    return warning(about, text, advice);
  }
  return ok(about, `${model} answers: first text after ${waited} ms, in ${times.length} pieces`);
}

const advices: Readonly<Partial<Record<CompletionErrorCode, string>>> = {
  upstream_no_credit: "Add credit to the account of OPENAI_API_KEY",
  upstream_unauthorized: "Check OPENAI_API_KEY, and that it is for OPENAI_BASE_URL's server",
  upstream_not_allowed: "Use another MODEL, or get access to this one",
  upstream_not_found:
    "Check MODEL against the server's list, and that OPENAI_BASE_URL ends in /v1 " +
    "where the server needs that",
  upstream_rejected: "The server refuses a setting of new chats: see what it says",
  upstream_rate_limited: "Wait, or raise the account's limit",
  upstream_unreachable: "Check OPENAI_BASE_URL, and that this machine reaches it (DNS, firewall, " +
    "HTTPS_PROXY)",
  upstream_timeout: "The server is silent: see whether it loads the model",
};
