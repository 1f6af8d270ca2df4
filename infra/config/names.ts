import { variableNames } from "./variables.ts";

/** Names for a thing in other programs, in capitals, with Parley's own name for it. */
const foreignNames: Readonly<Record<string, string>> = {
  ALLOWED_ORIGINS: "CORS_ORIGINS",
  API_KEY: "OPENAI_API_KEY",
  BASE_URL: "PUBLIC_URL",
  DATABASE: "DATABASE_URL",
  DB_DATABASE: "DB_NAME",
  DB_URL: "DATABASE_URL",
  DISABLE_SIGNUP: "SIGN_UP",
  ENABLE_SIGNUP: "SIGN_UP",
  OPENAI_API_BASE: "OPENAI_BASE_URL",
  MODEL_NAME: "MODEL",
  MYSQL_URL: "DATABASE_URL",
  NEXTAUTH_URL: "PUBLIC_URL",
  OPENAI_MODEL: "MODEL",
  ORIGIN: "PUBLIC_URL",
  PORT: "WEB_SERVER_PORT",
  SYSTEM_PROMPT: "INITIAL_CHAT_MESSAGE",
};

/** Variables of the compose file's other services, and of Docker itself. */
const ofCompose = /^(MYSQL|MARIADB|COMPOSE|DOCKER|BUILDKIT)_/;

/** Variables that Deno, its libraries and the terminal client read, which don't read `.env`. */
const ofTheEnvironment =
  /^(DENO|NODE|OTEL|PARLEY)_|^(HTTP|HTTPS|NO|ALL)_PROXY$|^SSL_CERT_|^GRPC_(VERBOSITY|TRACE)$|^TZ$/;

/** Variables whose middle the operator chooses, such as a provider's name. */
const families = [
  /^UPSTREAM_[A-Z0-9_]+_(BASE_URL|(API_KEY|HEADERS|QUERY)(_FILE)?|MODELS)$/,
  /^OIDC_[A-Z0-9]+_(ISSUER|CLIENT_ID|SECRET(_FILE)?|SCOPES|LABEL|(ALLOWED|TRUSTED)_DOMAINS)$/,
];

/**
 * Says what is wrong with a name in `.env`.
 *
 * @returns The end of a sentence that begins with the name; `null` when nothing is wrong.
 */
export function nameProblem(name: string): string | null {
  if (known.has(name) || families.some((family) => family.test(name))) return null;
  if (ofCompose.test(name)) return null;
  if (ofTheEnvironment.test(name.toUpperCase())) {
    return "is not read from .env: set it in the environment";
  }
  const nearest = nearestName(name);
  return `means nothing to Parley${nearest ? `: did you mean ${nearest}?` : ""}`;
}

const known: ReadonlySet<string> = new Set(variableNames);

/** The variable that was probably meant, if any. */
function nearestName(name: string): string | null {
  const capitals = name.toUpperCase().replaceAll(/[-.]/g, "_");
  const foreign = foreignNames[capitals];
  if (foreign) return foreign;
  const similar = variableNames.filter((other) => isShort(capitals, other));
  const [nearest] = (similar.length > 0 ? similar : variableNames)
    .map((other) => ({ other, distance: distance(capitals, other) }))
    .toSorted((a, b) => a.distance - b.distance);
  // A third of the letters may differ: SIGNUPS is near SIGN_UP, FOO is near nothing.
  const isNear = similar.length > 0 || nearest!.distance <= capitals.length / 3;
  return isNear ? nearest!.other : null;
}

/** Whether a name of several words is another one with words left out, cut short or longer. */
function isShort(name: string, other: string): boolean {
  const words = name.split("_");
  const others = other.split("_").values();
  const isSame = (word: string) =>
    others.some((other) => other.startsWith(word) || word.startsWith(other));
  return words.length > 1 && words.every(isSame);
}

/** How many letters must be added, removed or replaced; underscores count half. */
function distance(from: string, to: string): number {
  const cost = (letter: string | undefined) => letter === "_" ? 0.5 : 1;
  let row = [0];
  for (const letter of to) row.push(row.at(-1)! + cost(letter));
  for (const letter of from) {
    const next = [row[0]! + cost(letter)];
    for (let i = 0; i < to.length; i++) {
      const replaced = row[i]! + (to[i] === letter ? 0 : 1);
      next.push(Math.min(replaced, row[i + 1]! + cost(letter), next[i]! + cost(to[i])));
    }
    row = next;
  }
  return row.at(-1)!;
}
