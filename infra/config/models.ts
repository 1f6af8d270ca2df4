import type { Model, ModelCatalog } from "../../domain/models/catalog.ts";
import { sizedModel } from "../../domain/models/context_sizes.ts";
import { isOwnServer } from "../openai/base_url.ts";
import type { ListedModel } from "../openai/model_list.ts";
import { modelName, placeOf } from "../openai/upstream_names.ts";
import type { UpstreamConfig } from "./upstreams.ts";
import type { VariableValues } from "./variables.ts";

/** Which models are on offer. */
export type ModelsConfig = {
  /** The models that are known at the start; the first is the default. */
  readonly models: ModelCatalog;
  /** Those of the server without a name, the default one first; empty when there is none. */
  readonly ownModels: readonly Model[];
  /** How more models are looked up at that server; `null` if they aren't. */
  readonly discovery: {
    /** The configured models, with their context sizes if given. */
    readonly configured: readonly ListedModel[];
    /** The operator's context size for a model whose server doesn't tell it, if any. */
    readonly assumedTokens: number | null;
  } | null;
  /** Name of the default model if the operator chose it. */
  readonly preferredModel: string | null;
};

/** What {@link readModels} reads besides the variables. */
type Servers = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether there is a server without a name. */
  readonly hasOwn: boolean;
  readonly upstreams: readonly UpstreamConfig[];
};

/** The offline model's entry in the catalogue; its context is small enough for chats to outgrow. */
const DEMO_MODEL = { name: "demo", contextTokens: 8_192 };

/** The model when neither `MODEL` nor `MODELS` is set. It can read more, but every token costs. */
const DEFAULT_MODEL = { name: "gpt-5.4-mini", contextTokens: 128_000 };

/** Reads which models are on offer. @param problems What is wrong is added here. */
export function readModels(
  values: VariableValues,
  { env, hasOwn, upstreams }: Servers,
  problems: string[],
): ModelsConfig {
  const preferredModel = values.MODEL ?? null;
  if (!hasOwn && upstreams.length === 0) {
    const [models, ownModels] = [[DEMO_MODEL] as const, [DEMO_MODEL]];
    return { models, ownModels, discovery: null, preferredModel: null };
  }
  if (!hasOwn) checkNames(values, upstreams, problems);
  const isElsewhere = placeOf(values.MODEL ?? "", upstreams.map(({ name }) => name)).upstream;
  const own = isElsewhere ? { ...values, MODEL: undefined, MODEL_MAX_TOKENS: undefined } : values;
  const ownModels = hasOwn ? ownCatalog(own) : [];
  const models = [...ownModels, ...upstreams.flatMap(upstreamModels)];
  const first = models.find(({ name }) => name === preferredModel) ?? models[0] ??
    { ...DEFAULT_MODEL, name: modelName(upstreams[0]!.name, DEFAULT_MODEL.name) };
  return {
    models: [first, ...models.filter((model) => model !== first)],
    ownModels,
    discovery: hasOwn ? modelDiscovery(own, env) : null,
    preferredModel,
  };
}

/** The configured models of an upstream, with their names in Parley. */
function upstreamModels({ name: upstream, baseUrl, configured }: UpstreamConfig): Model[] {
  const place = { isOwn: isOwnServer(baseUrl) };
  return configured.map(({ name, contextTokens }) => ({
    ...sizedModel(name, contextTokens, place),
    name: modelName(upstream, name),
  }));
}

/** Where every server has a name, models must be named with it. */
function checkNames(
  values: VariableValues,
  upstreams: readonly UpstreamConfig[],
  problems: string[],
): void {
  const names = upstreams.map(({ name }) => name);
  for (const variable of ["MODEL", "TITLE_MODEL"] as const) {
    const model = values[variable];
    if (model === undefined || placeOf(model, names).upstream) continue;
    const example = modelName(names[0]!, model);
    problems.push(`${variable} is "${model}": expected it with its upstream, such as ${example}`);
  }
  if (values.MODELS) problems.push("MODELS is set: expected UPSTREAM_<NAME>_MODELS with UPSTREAMS");
}

function ownCatalog(values: VariableValues): ModelCatalog {
  const listed = values.MODELS ?? [];
  const name = values.MODEL ?? listed[0]?.name ?? DEFAULT_MODEL.name;
  const known = [...listed, DEFAULT_MODEL].find((model) => model.name === name);
  const contextTokens = values.MODEL_MAX_TOKENS ?? known?.contextTokens ?? null;
  const model = sizedModel(name, contextTokens, { isOwn: isOwnServer(values.OPENAI_BASE_URL) });
  return [model, ...listed.filter((model) => model.name !== name)];
}

/**
 * By default models are looked up if another server than OpenAI's is configured, and no models are:
 * an operator's own server offers the models that they want, while the prices of OpenAI's differ
 * widely.
 */
function modelDiscovery(
  values: VariableValues,
  env: Readonly<Record<string, string | undefined>>,
): ModelsConfig["discovery"] {
  const isNamed = values.MODEL !== undefined || values.MODELS !== undefined;
  const isDefault = env.OPENAI_BASE_URL !== undefined && env.OPENAI_BASE_URL !== "" && !isNamed;
  if ((values.DISCOVER_MODELS ?? (isDefault ? "on" : "off")) === "off") return null;
  const listed = values.MODELS ?? [];
  const name = values.MODEL ?? listed[0]?.name;
  const size = values.MODEL_MAX_TOKENS ??
    listed.find((model) => model.name === name)?.contextTokens;
  return {
    configured: name === undefined ? [] : [
      { name, contextTokens: size ?? null },
      ...listed.filter((model) => model.name !== name),
    ],
    assumedTokens: isNamed ? null : values.MODEL_MAX_TOKENS ?? null,
  };
}
