import type { ListedModel } from "../openai/model_list.ts";
import { placeOf } from "../openai/upstream_names.ts";
import { type NamedValues, readNamedVariables } from "./named_variables.ts";
import { baseUrl, headerList, namedModels, queryList, text, upstreamNames } from "./schemas.ts";
import { variableInFile, type VariableValues } from "./variables.ts";

/** A server of models with a name, and what it offers. */
export type UpstreamConfig = {
  /** Its models' names begin with it and a slash. */
  readonly name: string;
  readonly baseUrl: string;
  /** `null` for servers that need none. */
  readonly apiKey: string | null;
  /** Sent with every request; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parameters of every URL. */
  readonly query: Readonly<Record<string, string>>;
  /** Models that are on offer in any case; the default one is the first. */
  readonly configured: readonly ListedModel[];
  /** Whether those that the server lists are on offer, too. */
  readonly discovers: boolean;
};

/** The variables of each upstream, without `UPSTREAM_<NAME>_` before them. */
const variables = {
  BASE_URL: baseUrl().optional(),
  API_KEY: text("a key").optional(),
  HEADERS: headerList().default({}),
  QUERY: queryList().default({}),
  MODELS: namedModels().optional(),
} as const;

type Suffix = keyof typeof variables;
type Values = NamedValues<typeof variables>;
type Variables = Readonly<Record<string, string | undefined>>;

const suffixes = Object.keys(variables) as Suffix[];

/** Names of the variables of all upstreams that the variable `UPSTREAMS` names. */
export function upstreamVariableNames(upstreams: string | undefined): string[] {
  const { data: names = [] } = upstreamNames().safeParse(upstreams);
  return names.flatMap(variablesOf);
}

/**
 * Reads the upstreams.
 *
 * @param values `UPSTREAMS` has their names. `MODEL` may be a model of one of them.
 * @param problems What is wrong is added here.
 */
export function readUpstreams(
  { UPSTREAMS: names, MODEL = "", MODEL_MAX_TOKENS: contextTokens }: VariableValues,
  env: Variables,
  problems: string[],
): UpstreamConfig[] {
  reportUnnamed(names, env, problems);
  const { upstream, id } = placeOf(MODEL, names);
  const preferred = { name: id, contextTokens: contextTokens ?? null };
  return names.flatMap((name) => {
    const values = readValues(name, env, problems);
    if (!values.BASE_URL) return [];
    return [{
      name,
      baseUrl: values.BASE_URL,
      apiKey: values.API_KEY ?? null,
      headers: values.HEADERS,
      query: values.QUERY,
      configured: upstream === name ? withFirst(preferred, values.MODELS) : values.MODELS ?? [],
      discovers: values.MODELS === undefined,
    }];
  });
}

/** The value of each of an upstream's variables. */
function readValues(name: string, env: Variables, problems: string[]): Values {
  const url = upstreamVariable(name, "BASE_URL");
  if (!env[url]) problems.push(`${url} is not set: expected, as UPSTREAMS has ${name}`);
  const variableOf = (suffix: Suffix) => upstreamVariable(name, suffix);
  return readNamedVariables(variables, { env, problems, variableOf });
}

function withFirst(first: ListedModel, models: readonly ListedModel[] = []): ListedModel[] {
  const named = models.find(({ name }) => name === first.name);
  const contextTokens = first.contextTokens ?? named?.contextTokens ?? null;
  return [{ ...first, contextTokens }, ...models.filter((model) => model !== named)];
}

/** Reports variables of upstreams without a name in `UPSTREAMS`: they would mean nothing. */
function reportUnnamed(
  names: readonly string[],
  env: Variables,
  problems: string[],
): void {
  const known = new Set(names.flatMap(variablesOf));
  const pattern = new RegExp(`^UPSTREAM_(\\w+)_(${suffixes.join("|")})(_FILE)?$`);
  for (const [variable, value] of Object.entries(env)) {
    const [, part] = pattern.exec(variable) ?? [];
    if (!part || !value || known.has(variable)) continue;
    const name = part.toLowerCase().replaceAll("_", "-");
    problems.push(`${variable} is set: expected ${name} in UPSTREAMS, which names the upstreams`);
  }
}

/** Its variables, and those that name a file with a secret in it. */
function variablesOf(name: string): string[] {
  const variables = suffixes.map((suffix) => upstreamVariable(name, suffix));
  return [...variables, ...variables.map((variable) => `${variable}_FILE`).filter(variableInFile)];
}

/** Name of a variable of an upstream. */
export function upstreamVariable(name: string, suffix: Suffix): string {
  return `UPSTREAM_${name.toUpperCase().replaceAll("-", "_")}_${suffix}`;
}

/** Headers and parameters whose values are no secrets; unlike the log, they may be shown. */
const harmless =
  /^(accept|api-version|http-referer|x-title|user-agent|anthropic-version|openai-(organization|project))$/;

/** The texts of an upstream that must not be shown anywhere. */
export function secretsOfUpstream(
  { apiKey, headers, query }: Pick<UpstreamConfig, "apiKey" | "headers" | "query">,
): string[] {
  const values = [...Object.entries(headers), ...Object.entries(query)]
    .filter(([name]) => !harmless.test(name.toLowerCase()))
    // The log also masks a token without its scheme.
    .flatMap(([, value]) => [value, value.replace(/^\w+ /, "")]);
  return apiKey === null ? values : [apiKey, ...values];
}
