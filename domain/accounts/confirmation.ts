import { AppError, invalidArgument } from "../app_error.ts";
import type { Clock } from "../clock.ts";
import { said } from "../said.ts";
import { type Caller, type SignInLimits, verifyPassword } from "./accounts.ts";
import type { IdentityGateway } from "./identity_gateway.ts";
import type { HashClient, PasswordHasher } from "./password_hasher.ts";
import type { RateLimiter } from "./rate_limiter.ts";
import type { SessionGateway } from "./session_gateway.ts";
import type { User } from "./user.ts";
import type { UserGateway } from "./user_gateway.ts";

/** How long after signing in a change needs no password, if the account has none. */
const FRESH_MINUTES = 10;

/** A change that must be confirmed with the current password. */
export type Confirmed = Caller & { readonly userId: string; readonly sessionId: string };

/** What confirming a change works with. */
export type ConfirmationDeps = {
  readonly users: UserGateway;
  readonly identities: IdentityGateway;
  readonly sessions: SessionGateway;
  readonly passwords: PasswordHasher;
  readonly rateLimiter: RateLimiter;
  readonly clock: Clock;
  readonly passwordSignIn: boolean;
  readonly limits: SignInLimits;
};

/**
 * Makes sure that the request comes from the user, not from another person at their open browser:
 * by the password, or, if the user has none, by a session that has just begun. Attempts are to be
 * counted before with {@link countAttempt}.
 *
 * @param attempt `field` is the password's name in the form.
 * @throws {AppError} `invalid_argument` on that field
 */
export async function confirm(
  deps: ConfirmationDeps,
  { password, field, ...attempt }: Confirmed & { password: string; field: string },
): Promise<User> {
  const { users } = deps;
  const { userId } = attempt;
  const user = found(await users.find(userId));
  if (!await usesPassword(deps, userId)) {
    await assertFresh(deps, { ...attempt, field });
    return user;
  }
  const account = await users.findByEmail(user.email);
  const isRight = await verifyPassword(deps, account, { password, ...hashClient(attempt) });
  if (isRight && account?.user.id === userId) return account.user;
  throw invalidArgument(field, said`This is not your current password`);
}

/** Counts an attempt at the password in a session. @throws {AppError} `rate_limited` */
export async function countAttempt(
  { rateLimiter, limits }: ConfirmationDeps,
  { sessionId }: Confirmed,
): Promise<void> {
  await rateLimiter.take(`password-in:${sessionId}`, limits.signIns);
}

/** Whether the user signs in with a password. */
export async function usesPassword(
  { identities, passwordSignIn }: Pick<ConfirmationDeps, "identities" | "passwordSignIn">,
  userId: string,
): Promise<boolean> {
  return passwordSignIn && (await identities.waysIn(userId)).hasPassword;
}

/** The client of a signed-in user, for the queue of hashes. */
export function hashClient({ sessionId, signal }: Confirmed): HashClient {
  return { client: sessionId, isKnown: true, signal };
}

/** @throws {AppError} `not_found` when there is no user. */
export function found(user: User | null): User {
  if (user) return user;
  throw new AppError("not_found", said`There is no such user`);
}

async function assertFresh(
  { sessions, clock }: ConfirmationDeps,
  { userId, sessionId, field }: Confirmed & { field: string },
): Promise<void> {
  const session = (await sessions.list(userId)).find(({ id }) => id === sessionId);
  const age = session ? clock.now().getTime() - session.createdAt.getTime() : Infinity;
  if (age <= FRESH_MINUTES * 60_000) return;
  throw invalidArgument(
    field,
    said`Sign out and in again, and do this within ${FRESH_MINUTES} minutes: without a password, that shows that it is you`,
  );
}
