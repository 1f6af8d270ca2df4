import { AppError, invalidArgument } from "./app_error.ts";
import type { AppDeps } from "./app_deps.ts";
import type { ApiToken, Principal, User } from "./user.ts";
import { type Said, said } from "./said.ts";

/** A user's session as the cookie carries it. */
export type SignedIn = {
  readonly user: User;
  readonly secret: string;
  readonly expiresAt: Date;
};

/** The use cases about accounts, sessions and tokens. Errors are those of {@link App}. */
export interface AccountUseCases {
  /**
   * Makes an account and signs it in.
   *
   * @param input `client` is the caller's network address, for the rate limit.
   * @throws `invalid_argument`, `email_taken` (both with `details.fields`), `rate_limited`,
   * `permission_denied` when sign-up is closed
   */
  signUp(
    input: { name: string; email: string; password: string; client: string },
  ): Promise<SignedIn>;

  /**
   * Begins a new session. An unknown address and a wrong password are one error and take the same
   * time.
   *
   * @throws `unauthenticated`, `rate_limited`
   */
  signIn(input: { email: string; password: string; client: string }): Promise<SignedIn>;

  /** Ends the session with this secret, if there is one. */
  signOut(secret: string): Promise<void>;

  /**
   * Whose session it is, or `null`. `renewedUntil` is set when the cookie should be sent again
   * with this expiry.
   */
  findSession(secret: string): Promise<{ user: User; renewedUntil: Date | null } | null>;

  /**
   * Who holds this token: the service token's holder may name any user, an API token's holder acts
   * for its owner.
   *
   * @param authorization Value of the `authorization` header or metadata, bare or `Bearer …`.
   * @throws `unauthenticated` when it is missing or wrong, without saying which.
   */
  authenticate(authorization: string | null | undefined): Promise<Principal>;

  /**
   * Makes an API token for the account with this e-mail address.
   *
   * @returns The token in clear, which is stored nowhere, and its record.
   * @throws `not_found`, `invalid_argument`
   */
  createApiToken(
    input: { email: string; name: string },
  ): Promise<{ token: string; record: ApiToken }>;
}

/** Least length of a password: NIST SP 800-63B asks for 8 beside a second factor; we have none. */
export const MIN_PASSWORD_LENGTH = 10;

/** Longest password, so that hashing one costs a bounded time. */
const MAX_PASSWORD_LENGTH = 1000;

const MAX_NAME_LENGTH = 80;

/** Longest address that SMTP can carry (RFC 5321, 4.5.3.1.3). */
const MAX_EMAIL_LENGTH = 254;

/** Marks our tokens for people and for secret scanners. */
const TOKEN_PREFIX = "parley_";

/** Binds the use cases about accounts, sessions and tokens. */
export function createAccountUseCases(deps: AppDeps): AccountUseCases {
  return {
    signUp: (input) => signUp(deps, input),
    signIn: (input) => signIn(deps, input),
    signOut: (secret) => deps.sessions.revoke(secret),
    findSession: (secret) => deps.sessions.validate(secret),
    authenticate: (authorization) => authenticate(deps, authorization),
    createApiToken: (input) => createApiToken(deps, input),
  };
}

async function signUp(
  deps: AppDeps,
  input: Parameters<AccountUseCases["signUp"]>[0],
): Promise<SignedIn> {
  const { settings, rateLimiter, passwords, clock, newId } = deps;
  if (!settings.signUpOpen) {
    throw new AppError("permission_denied", said`New accounts cannot be made on this server`);
  }
  await rateLimiter.take(`sign-up-from:${input.client}`, settings.limits.clientSignIns);
  const name = input.name.toWellFormed().trim();
  const email = normalizeEmail(input.email);
  await validateAccount(deps, { name, email, password: input.password });
  const user: User = { id: newId(), name, email, settings: {}, createdAt: clock.now() };
  await deps.users.create(user, await passwords.hash(input.password));
  return { user, ...await deps.sessions.create(user.id) };
}

async function signIn(
  deps: AppDeps,
  input: Parameters<AccountUseCases["signIn"]>[0],
): Promise<SignedIn> {
  const { limits } = deps.settings;
  const email = normalizeEmail(input.email);
  await deps.rateLimiter.take(`sign-in-from:${input.client}`, limits.clientSignIns);
  await deps.rateLimiter.take(`sign-in:${email}`, limits.signIns);
  const account = await deps.users.findByEmail(email);
  const password = input.password.slice(0, MAX_PASSWORD_LENGTH);
  const matches = await deps.passwords.verify(password, account?.passwordHash ?? null);
  if (!account || !matches) {
    throw new AppError("unauthenticated", said`The e-mail address or the password is wrong`);
  }
  return { user: account.user, ...await deps.sessions.create(account.user.id) };
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
  if (record) return { kind: "user", userId: record.userId };
  throw new AppError("unauthenticated", said`The authorization token is missing or wrong`);
}

async function createApiToken(
  { users, tokens, clock, newId, newSecret }: AppDeps,
  input: Parameters<AccountUseCases["createApiToken"]>[0],
): Promise<{ token: string; record: ApiToken }> {
  const account = await users.findByEmail(normalizeEmail(input.email));
  if (!account) {
    throw new AppError("not_found", said`No account has the e-mail address ${input.email}`);
  }
  const name = input.name.toWellFormed().trim();
  const problem = checkName(name);
  if (problem) {
    throw invalidArgument("name", problem);
  }
  const record: ApiToken = {
    id: newId(),
    userId: account.user.id,
    name,
    createdAt: clock.now(),
    lastUsedAt: null,
  };
  const token = TOKEN_PREFIX + newSecret();
  await tokens.create(record, await sha256(token));
  return { token, record };
}

/** @throws {AppError} `invalid_argument` naming every wrong field. */
async function validateAccount(
  { commonPasswords }: AppDeps,
  { name, email, password }: { name: string; email: string; password: string },
): Promise<void> {
  const problems = {
    name: checkName(name),
    email: checkEmail(email),
    password: checkPassword(password) ??
      (await commonPasswords.includes(password)
        ? said`This password is among the first that attackers try; choose another`
        : null),
  };
  const fields = Object.fromEntries(
    Object.entries(problems).filter((entry): entry is [string, Said] => entry[1] !== null),
  );
  if (Object.keys(fields).length === 0) return;
  throw new AppError("invalid_argument", said`Cannot make this account`, { fields });
}

function normalizeEmail(email: string): string {
  return email.toWellFormed().trim().normalize("NFC").toLowerCase();
}

function checkName(name: string): Said | null {
  if (name === "") return said`Give a name`;
  return name.length > MAX_NAME_LENGTH ? said`Use at most ${MAX_NAME_LENGTH} characters` : null;
}

/** Only what could never be delivered is refused, as the HTML standard's own check does. */
function checkEmail(email: string): Said | null {
  const isAddress = email.length <= MAX_EMAIL_LENGTH &&
    /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email);
  return isAddress ? null : said`Give an e-mail address like ${"name@example.com"}`;
}

function checkPassword(password: string): Said | null {
  if (password.length < MIN_PASSWORD_LENGTH) {
    return said`Use at least ${MIN_PASSWORD_LENGTH} characters`;
  }
  return password.length > MAX_PASSWORD_LENGTH
    ? said`Use at most ${MAX_PASSWORD_LENGTH} characters`
    : null;
}

/** @returns SHA-256 in lower-case hex, as {@link TokenGateway} wants it. */
async function sha256(text: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(hash).toHex();
}
