import { assertFields, checkName, normalizeEmail, normalizeName } from "./account_input.ts";
import type { AppDeps } from "./app_deps.ts";
import { AppError } from "./app_error.ts";
import { said } from "./said.ts";
import { type ApiToken, type Principal, SCOPES } from "./user.ts";

/** A new token: in clear, which is stored nowhere, and its record. */
export type NewApiToken = { readonly token: string; readonly record: ApiToken };

/** The use cases about the tokens that programs come with. Errors are those of {@link App}. */
export interface ApiTokenUseCases {
  /**
   * Who holds this token: the service token's holder may name any user, an API token's holder acts
   * for its owner.
   *
   * @param authorization Value of the `authorization` header or metadata, bare or `Bearer …`.
   * @throws `unauthenticated` when it is missing or wrong, without saying which.
   */
  authenticate(authorization: string | null | undefined): Promise<Principal>;

  /**
   * Makes an API token for the account with this e-mail address, for operators.
   *
   * @throws `not_found`, `invalid_argument`
   */
  createApiToken(input: { email: string; name: string }): Promise<NewApiToken>;

  /**
   * Makes an API token for its owner.
   *
   * @throws `invalid_argument` on field `tokenName`, also when there are too many.
   */
  createOwnApiToken(input: { userId: string; name: string }): Promise<NewApiToken>;

  /** The user's tokens, newest first. */
  listApiTokens(userId: string): Promise<ApiToken[]>;

  /** Makes a token worthless. @throws `not_found` */
  revokeApiToken(userId: string, tokenId: string): Promise<void>;
}

/** Marks our tokens for people and for secret scanners. */
const TOKEN_PREFIX = "parley_";

/** So that the list can be read. Two made at the same moment may exceed it by one. */
const MAX_TOKENS = 50;

/** Binds the use cases about the tokens that programs come with. */
export function createApiTokenUseCases(deps: AppDeps): ApiTokenUseCases {
  const { users, tokens } = deps;
  return {
    authenticate: (authorization) => authenticate(deps, authorization),
    async createApiToken({ email, name }) {
      const account = await users.findByEmail(normalizeEmail(email));
      if (!account) {
        throw new AppError("not_found", said`No account has the e-mail address ${email}`);
      }
      return await createToken(deps, { userId: account.user.id, name, field: "name" });
    },
    createOwnApiToken: (input) => createToken(deps, { ...input, field: "tokenName" }),
    listApiTokens: (userId) => tokens.list(userId),
    async revokeApiToken(userId, tokenId) {
      if (await tokens.revoke(userId, tokenId)) return;
      throw new AppError("not_found", said`There is no such token`);
    },
  };
}

async function authenticate(
  { settings, tokens, clock }: AppDeps,
  authorization: string | null | undefined,
): Promise<Principal> {
  const token = authorization?.replace(/^Bearer /i, "").trim() ?? "";
  const hash = await sha256(token);
  // Comparing hashes tells nothing of the token, however long the comparison takes.
  if (settings.serviceToken && hash === await sha256(settings.serviceToken)) {
    return { kind: "service" };
  }
  const record = token ? await tokens.use(hash, clock.now()) : null;
  if (record) return { kind: "user", userId: record.userId, scopes: SCOPES };
  throw new AppError("unauthenticated", said`The authorization token is missing or wrong`);
}

/** @param input `field` is what its form calls the name. */
async function createToken(
  { tokens, clock, newId, newSecret }: AppDeps,
  { userId, name: typed, field }: { userId: string; name: string; field: string },
): Promise<NewApiToken> {
  const name = normalizeName(typed);
  const isFull = (await tokens.list(userId)).length >= MAX_TOKENS;
  const tooMany = said`There are ${MAX_TOKENS} tokens already; revoke one that is not used`;
  assertFields(said`Cannot make this token`, { [field]: isFull ? tooMany : checkName(name) });
  const record = { id: newId(), userId, name, createdAt: clock.now(), lastUsedAt: null };
  const token = TOKEN_PREFIX + newSecret();
  await tokens.create(record, await sha256(token));
  return { token, record };
}

/** @returns SHA-256 in lower-case hex, as {@link TokenGateway} wants it. */
async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(hash).toHex();
}
