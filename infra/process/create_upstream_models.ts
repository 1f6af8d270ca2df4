import type { Clock } from "../../domain/clock.ts";
import type { Log } from "../../domain/log.ts";
import type { Model, ModelCatalog } from "../../domain/models/catalog.ts";
import { sizedModel } from "../../domain/models/context_sizes.ts";
import type { ModelDirectory } from "../../domain/models/directory.ts";
import type { Config } from "../config/config.ts";
import { isOwnServer } from "../openai/base_url.ts";
import { checkedModels } from "../openai/checked_models.ts";
import { OpenAIModelDirectory } from "../openai/model_directory.ts";
import { UpstreamModels, type UpstreamPart } from "../openai/upstream_models.ts";

/** Stands for the models of a server about which nothing is known. */
const UNKNOWN: ModelCatalog = [{ name: "", contextTokens: 0 }];

type Deps = { readonly clock: Clock; readonly log: Log };

/** Creates the directory of the models of all servers, as configured. */
export function createUpstreamModels(config: Config, deps: Deps): ModelDirectory {
  const own = ownPart(config, deps);
  if (own && config.upstreams.length === 0) return own.directory;
  const named = config.upstreams.map((upstream) => namedPart(upstream, deps));
  const [first, ...rest] = [...own ? [own] : [], ...named];
  return new UpstreamModels({
    parts: [first!, ...rest],
    fallback: config.models,
    preferred: config.preferredModel,
  });
}

/** The models of the server without a name, if there is one. */
function ownPart({ openai, discovery, ownModels }: Config, deps: Deps): UpstreamPart | null {
  const [first, ...rest] = ownModels;
  if (!openai || !first) return null;
  const models: ModelCatalog = [first, ...rest];
  if (!discovery) {
    const directory = checkedModels(models, { server: openai, log: deps.log });
    return { name: null, directory, unknown: null };
  }
  const directory = new OpenAIModelDirectory({
    ...deps,
    ...discovery,
    baseUrl: openai.baseUrl,
    apiKey: openai.apiKey,
    fallback: models,
  });
  return { name: null, directory, unknown: discovery.configured.length > 0 ? null : models };
}

/** The models of a server with a name. */
function namedPart(
  upstream: Config["upstreams"][number],
  { clock, log }: Deps,
): UpstreamPart {
  const { name, baseUrl, configured, discovers } = upstream;
  const place = { isOwn: isOwnServer(baseUrl) };
  const sized = configured.map((model) => sizedModel(model.name, model.contextTokens, place));
  const [first, ...rest]: Model[] = sized;
  const known: ModelCatalog | null = first ? [first, ...rest] : null;
  if (known && !discovers) {
    return { name, directory: checkedModels(known, { server: upstream, log }), unknown: null };
  }
  const directory = new OpenAIModelDirectory({
    ...upstream,
    fallback: known ?? UNKNOWN,
    assumedTokens: null,
    clock,
    log,
  });
  return { name, directory, unknown: known ? null : UNKNOWN };
}
