import {
  assertFields,
  checkEmail,
  checkName,
  checkPassword,
  isPossiblePassword,
  normalizeEmail,
  normalizeName,
  normalizePassword,
} from "./account_input.ts";
import { AppError } from "./app_error.ts";
import type { AppDeps } from "./app_deps.ts";
import { said } from "./said.ts";
import type { FoundSession } from "./session_gateway.ts";
import { normalizeUserAgent } from "./sessions.ts";
import type { User } from "./user.ts";

/** A user's session as the cookie carries it. */
export type SignedIn = {
  readonly user: User;
  readonly secret: string;
  readonly expiresAt: Date;
};

/** Where a request comes from. */
export type Caller = {
  /** The network address, for the rate limit. */
  readonly client: string;
  /** What the browser says of itself, of any length and content. */
  readonly userAgent?: string;
};

/** Who signs in or up. */
export type Entrant = Caller & {
  /** The secret of the session that the browser has, whoever's it is. It ends once another begins. */
  readonly oldSession?: string;
};

/** The use cases about getting in and out. Errors are those of {@link App}. */
export interface AccountUseCases {
  /**
   * Makes an account and signs it in.
   *
   * @throws `invalid_argument`, `email_taken` (both with `details.fields`), `rate_limited`,
   * `permission_denied` when sign-up is closed
   */
  signUp(input: { name: string; email: string; password: string } & Entrant): Promise<SignedIn>;

  /**
   * Begins a new session. An unknown address and a wrong password are one error and take the same
   * time.
   *
   * @throws `unauthenticated`, `rate_limited`
   */
  signIn(input: { email: string; password: string } & Entrant): Promise<SignedIn>;

  /** Ends the session with this secret, if there is one. */
  signOut(secret: string): Promise<void>;

  /**
   * Whose session it is, or `null`. `renewedUntil` is set when the cookie should be sent again
   * with this expiry.
   */
  findSession(secret: string): Promise<FoundSession | null>;
}

/** Binds the use cases about getting in and out. */
export function createAccountUseCases(deps: AppDeps): AccountUseCases {
  return {
    signUp: (input) => signUp(deps, input),
    signIn: (input) => signIn(deps, input),
    signOut: (secret) => deps.sessions.revoke(secret),
    findSession: (secret) => deps.sessions.validate(secret),
  };
}

async function signUp(
  deps: AppDeps,
  input: Parameters<AccountUseCases["signUp"]>[0],
): Promise<SignedIn> {
  const { settings, rateLimiter, passwords, passwordStrength, clock, newId } = deps;
  if (!settings.signUpOpen) {
    throw new AppError("permission_denied", said`New accounts cannot be made on this server`);
  }
  await rateLimiter.take(`sign-up-from:${input.client}`, settings.limits.clientSignIns);
  const name = normalizeName(input.name);
  const email = normalizeEmail(input.email);
  const password = normalizePassword(input.password);
  const owner = { name, email, host: settings.host };
  assertFields(said`Cannot make this account`, {
    name: checkName(name),
    email: checkEmail(email),
    password: await checkPassword(passwordStrength, password, owner),
  });
  const user: User = { id: newId(), name, email, settings: {}, createdAt: clock.now() };
  await deps.users.create(user, await passwords.hash(password));
  return await enter(deps, user, input);
}

async function signIn(
  deps: AppDeps,
  input: Parameters<AccountUseCases["signIn"]>[0],
): Promise<SignedIn> {
  const { users, sessions } = deps;
  const email = normalizeEmail(input.email);
  const account = await verifyPassword(deps, { ...input, email });
  if (!account) throw wrongCredentials();
  const signedIn = await enter(deps, account.user, input);
  // Another password may have been set while this one was compared, which ends all sessions but this.
  const now = await users.findByEmail(email);
  if (now?.passwordHash === account.passwordHash) return signedIn;
  await sessions.revoke(signedIn.secret);
  throw wrongCredentials();
}

/**
 * Compares a password with that of an account. An unknown address takes the same time.
 *
 * @param attempt `email` is normalized.
 * @returns The account, if it is its password.
 * @throws {AppError} `rate_limited` after too many attempts at the account or from the client.
 */
export async function verifyPassword(
  { settings: { limits }, rateLimiter, users, passwords }: AppDeps,
  { email, password, client }: { email: string; password: string; client: string },
): Promise<{ user: User; passwordHash: string } | null> {
  await rateLimiter.take(`sign-in-from:${client}`, limits.clientSignIns);
  await rateLimiter.take(`sign-in:${email}`, limits.signIns);
  const account = await users.findByEmail(email);
  if (!isPossiblePassword(password)) return null;
  const hash = account?.passwordHash ?? null;
  const matches = await passwords.verify(normalizePassword(password), hash);
  return matches ? account : null;
}

/** Begins a session of a user who has proved to be that, in the place of the one before. */
export async function enter(
  { sessions }: AppDeps,
  user: User,
  { userAgent = "", oldSession }: Entrant,
): Promise<SignedIn> {
  if (oldSession) await sessions.revoke(oldSession);
  const session = await sessions.create(user.id, { userAgent: normalizeUserAgent(userAgent) });
  return { user, ...session };
}

function wrongCredentials(): AppError {
  return new AppError("unauthenticated", said`The e-mail address or the password is wrong`);
}
