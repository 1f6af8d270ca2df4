import { readNamedVariables } from "./named_variables.ts";
import { domainNames, issuerUrl, scopeList, text } from "./schemas.ts";

/** An OpenID Connect provider that people can sign in with. */
export type IdentityProviderConfig = {
  /** Small letters and digits. */
  readonly name: string;
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  /** `null` for a client that has none. */
  readonly secret: string | null;
  readonly scopes: readonly string[];
  readonly allowedDomains: readonly string[];
  readonly trustedDomains: readonly string[];
};

/** Schema of each part of a provider's variables, `OIDC_<NAME>_<PART>`. */
const parts = {
  ISSUER: issuerUrl().optional(),
  CLIENT_ID: text("the client's id at the provider").optional(),
  SECRET: text("the client's secret at the provider").optional(),
  SCOPES: scopeList().default(["openid", "email", "profile"]),
  LABEL: text("a text for the button").optional(),
  ALLOWED_DOMAINS: domainNames().default([]),
  TRUSTED_DOMAINS: domainNames().default([]),
} as const;

type Part = keyof typeof parts;
const partNames = Object.keys(parts) as Part[];

/** Providers whose issuer everyone knows. */
const known: Readonly<Record<string, { readonly issuer: string; readonly label: string }>> = {
  google: { issuer: "https://accounts.google.com", label: "Google" },
};

/**
 * Names of the variables that describe providers. Only variables with known names can be read, so
 * `OIDC_PROVIDERS` lists the providers; those in {@link known} need not be listed.
 *
 * @param listed The value of `OIDC_PROVIDERS`.
 */
export function providerVariables(listed = ""): string[] {
  const names = [...Object.keys(known), ...listed.match(/[a-z0-9]+/gi) ?? []];
  return names.flatMap(variablesOf);
}

/**
 * Reads the providers.
 *
 * @param listed The value of `OIDC_PROVIDERS`.
 * @param problems Takes one line for each problem.
 */
export function readIdentityProviders(
  env: Readonly<Record<string, string | undefined>>,
  { listed, problems }: { readonly listed: readonly string[]; readonly problems: string[] },
): IdentityProviderConfig[] {
  const isSet = (name: string) => partNames.some((part) => env[variableOf(name, part)]);
  const unlisted = Object.keys(known).filter((name) => !listed.includes(name) && isSet(name));
  const names = [...unlisted, ...listed];
  const read = new Set(names.flatMap(variablesOf));
  for (const name of Object.keys(env).filter((key) => /^OIDC_.+_/.test(key) && env[key])) {
    if (!read.has(name)) problems.push(`${name} is set: expected ${likely(name)}`);
  }
  return names.map((name) => readProvider(env, name, problems));
}

function readProvider(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  problems: string[],
): IdentityProviderConfig {
  const variableFor = (part: Part) => variableOf(name, part);
  const values = readNamedVariables(parts, { env, problems, variableOf: variableFor });
  const issuer = values.ISSUER ?? known[name]?.issuer;
  for (const [part, value] of [["ISSUER", issuer], ["CLIENT_ID", values.CLIENT_ID]] as const) {
    const variable = variableOf(name, part);
    if (value || env[variable]) continue;
    problems.push(`${variable} is not set: expected for the provider ${name}`);
  }
  return {
    name,
    label: values.LABEL ?? known[name]?.label ?? name[0]!.toUpperCase() + name.slice(1),
    issuer: issuer ?? "",
    clientId: values.CLIENT_ID ?? "",
    secret: values.SECRET ?? null,
    scopes: values.SCOPES,
    allowedDomains: values.ALLOWED_DOMAINS,
    trustedDomains: values.TRUSTED_DOMAINS,
  };
}

function variablesOf(name: string): string[] {
  const variables = partNames.map((part) => variableOf(name, part));
  return [...variables, `${variableOf(name, "SECRET")}_FILE`];
}

function variableOf(name: string, part: Part): string {
  return `OIDC_${name.toUpperCase()}_${part}`;
}

/** What was probably meant by a variable that describes no provider. */
function likely(variable: string): string {
  const [, name, part] = /^OIDC_([A-Z0-9]+)_([A-Z_]+)$/.exec(variable) ?? [];
  if (part === "CLIENT_SECRET") return `its name to be OIDC_${name}_SECRET`;
  if (name && partNames.some((one) => one === part)) {
    return `${name.toLowerCase()} in OIDC_PROVIDERS`;
  }
  const endings = partNames.map((one) => `_${one}`).join(", ");
  return `OIDC_, a name of letters and digits that OIDC_PROVIDERS lists, and one of ${endings}`;
}
