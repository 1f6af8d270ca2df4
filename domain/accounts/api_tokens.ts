import { AppError } from "../app_error.ts";
import type { Clock } from "../clock.ts";
import { excerpt } from "../excerpt.ts";
import { type Said, said } from "../said.ts";
import type { ApiTokenGateway } from "./api_token_gateway.ts";
import { normalizeEmail } from "./email_address.ts";
import type { IdentityGateway } from "./identity_gateway.ts";
import { assertFields, checkName, normalizeName } from "./input.ts";
import { type ApiToken, type Principal, type Scope, SCOPES } from "./user.ts";

/** Lifetimes that the account page offers for a new token, in days. */
export const API_TOKEN_DAYS = [30, 90, 365] as const;

/** Longest lifetime of a token that expires, in days. */
const MAX_API_TOKEN_DAYS = 3650;

/** Properties of a new token. */
export type ApiTokenInput = {
  readonly name: string;
  /** Some of {@link SCOPES}; all of them by default. */
  readonly scopes?: readonly string[];
  /** Days until it expires; `null`, the default, for never. */
  readonly expiresInDays?: number | null;
};

/** A token as its owner sees it. */
export type ListedApiToken = ApiToken & { readonly isExpired: boolean };

/** A new token, in clear text, which is not stored, and its record. */
export type NewApiToken = { readonly apiToken: string; readonly record: ApiToken };

/** The use cases about the API tokens of programs. Errors are those of {@link App}. */
export interface ApiTokenUseCases {
  /**
   * Identifies a caller by its token. A caller with the service token may name any user, one with
   * an API token acts for that token's owner.
   *
   * @param authorization Value of the `authorization` header or metadata, bare or `Bearer …`.
   * @throws `unauthenticated` when it is missing, wrong, revoked or expired, without saying which.
   */
  authenticate(authorization: string | null | undefined): Promise<Principal>;

  /**
   * Creates an API token for the account with this e-mail address, for operators.
   *
   * @throws `not_found`, `invalid_argument` as `createOwnApiToken`
   */
  createApiToken(input: ApiTokenInput & { email: string }): Promise<NewApiToken>;

  /**
   * Creates an API token for a user.
   *
   * @throws `invalid_argument` naming every wrong field: `name` (also when there are too many),
   * `scopes`, `expires`.
   */
  createOwnApiToken(input: ApiTokenInput & { userId: string }): Promise<NewApiToken>;

  /** The user's tokens, newest first; expired ones too, until they are revoked. */
  listApiTokens(userId: string): Promise<ListedApiToken[]>;

  /** Revokes a token. @throws `not_found` */
  revokeApiToken(userId: string, apiTokenId: string): Promise<void>;
}

/** Makes our tokens recognizable to people and to secret scanners. */
const API_TOKEN_PREFIX = "parley_";

/**
 * Most tokens of a user, so that the list stays readable. Two created at the same moment may exceed
 * it by one.
 */
const MAX_API_TOKENS = 50;

const DAY_MS = 86_400_000;

type ApiTokenDeps = {
  readonly identities: IdentityGateway;
  readonly apiTokens: ApiTokenGateway;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly newSecret: () => string;
  readonly sha256: (text: string) => string;
  readonly serviceToken: string | null;
};

/** Binds the use cases about the API tokens of programs. */
export function createApiTokenUseCases(deps: ApiTokenDeps): ApiTokenUseCases {
  const { identities, apiTokens, clock, serviceToken } = deps;
  const serviceHash = serviceToken ? deps.sha256(serviceToken) : null;
  return {
    authenticate: (authorization) => authenticate(deps, serviceHash, authorization),
    async createApiToken({ email, ...input }) {
      const user = await identities.findByEmail(normalizeEmail(email));
      if (!user) {
        throw new AppError("not_found", said`No account has the e-mail address ${excerpt(email)}`);
      }
      return await createApiToken(deps, { ...input, userId: user.id });
    },
    createOwnApiToken: (input) => createApiToken(deps, input),
    async listApiTokens(userId) {
      const now = clock.now();
      const listed = await apiTokens.list(userId);
      return listed.map((one) => ({ ...one, isExpired: isExpired(one, now) }));
    },
    async revokeApiToken(userId, apiTokenId) {
      if (await apiTokens.revoke(userId, apiTokenId)) return;
      throw new AppError("not_found", said`There is no such token`);
    },
  };
}

async function authenticate(
  { apiTokens, clock, sha256 }: ApiTokenDeps,
  serviceHash: string | null,
  authorization: string | null | undefined,
): Promise<Principal> {
  const credential = authorization?.replace(/^Bearer /i, "").trim() ?? "";
  const hash = sha256(credential);
  // The time that it takes to compare hashes reveals nothing about the token.
  if (hash === serviceHash) return { kind: "service" };
  const record = credential ? await apiTokens.use(hash, clock.now()) : null;
  if (record) {
    const { id: apiTokenId, userId, scopes } = record;
    return { kind: "user", userId, apiTokenId, scopes };
  }
  throw new AppError("unauthenticated", said`The authorization token is missing or wrong`);
}

function isExpired({ expiresAt }: ApiToken, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}

async function createApiToken(
  { apiTokens, clock, newId, newSecret, sha256 }: ApiTokenDeps,
  { userId, scopes = SCOPES, expiresInDays = null, ...typed }: ApiTokenInput & { userId: string },
): Promise<NewApiToken> {
  const name = normalizeName(typed.name);
  const isFull = (await apiTokens.list(userId)).length >= MAX_API_TOKENS;
  const tooMany =
    said`You already have ${MAX_API_TOKENS} tokens; revoke one that you no longer use`;
  assertFields(said`Cannot make this token`, {
    name: isFull ? tooMany : checkName(name),
    scopes: checkScopes(scopes),
    expires: checkDays(expiresInDays),
  });
  const now = clock.now();
  const record: ApiToken = {
    id: newId(),
    userId,
    name,
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
    createdAt: now,
    expiresAt: expiresInDays === null ? null : new Date(now.getTime() + expiresInDays * DAY_MS),
    lastUsedAt: null,
  };
  const apiToken = API_TOKEN_PREFIX + newSecret();
  await apiTokens.create(record, sha256(apiToken));
  return { apiToken, record };
}

function checkScopes(scopes: readonly string[]): Said | null {
  const areKnown = scopes.every((scope) => SCOPES.includes(scope as Scope));
  return areKnown && scopes.length > 0 ? null : said`Must be one or more of ${SCOPES.join(", ")}`;
}

function checkDays(days: number | null): Said | null {
  if (days === null || Number.isInteger(days) && days >= 1 && days <= MAX_API_TOKEN_DAYS) {
    return null;
  }
  return said`Must be a whole number of days from 1 to ${MAX_API_TOKEN_DAYS}`;
}
