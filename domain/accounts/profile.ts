import { AppError, invalidArgument } from "../app_error.ts";
import { said } from "../said.ts";
import {
  type Caller,
  enter,
  type SignedIn,
  type SignInLimits,
  verifyPassword,
} from "./accounts.ts";
import type { DeviceGateway } from "./device_gateway.ts";
import { checkEmail, normalizeEmail } from "./email_address.ts";
import type { AccountEraser } from "./eraser.ts";
import {
  assertFields,
  checkName,
  checkPassword,
  normalizeName,
  normalizePassword,
} from "./input.ts";
import type { HashClient, PasswordHasher } from "./password_hasher.ts";
import type { PasswordStrength } from "./password_strength.ts";
import type { RateLimiter } from "./rate_limiter.ts";
import type { SessionGateway } from "./session_gateway.ts";
import type { User, UserSettings } from "./user.ts";
import type { UserGateway } from "./user_gateway.ts";

/** A change that must be confirmed with the current password. */
type Confirmed = Caller & { readonly userId: string; readonly sessionId: string };

/**
 * The use cases of a user about their own account. Attempts at the current password are counted for
 * each session, separately from attempts to sign in, so that an attacker at the sign-in page can't
 * lock the user out here. Errors are those of {@link App}; all throw `not_found` when there is no
 * such user.
 */
export interface ProfileUseCases {
  /** @throws `invalid_argument` on field `name` */
  changeName(input: { userId: string; name: string }): Promise<User>;

  /** @throws `invalid_argument` or `email_taken` with `details.fields`, `rate_limited` */
  changeEmail(input: Confirmed & { currentPassword: string; email: string }): Promise<User>;

  /**
   * Sets a new password, ends all of the user's sessions and forgets their known browsers. API
   * tokens stay.
   *
   * @returns A new session for the browser that made the change.
   * @throws `invalid_argument` on fields `currentPassword` and `newPassword`, `rate_limited`
   */
  changePassword(
    input: Confirmed & { currentPassword: string; newPassword: string },
  ): Promise<SignedIn>;

  /**
   * Changes some settings and leaves the others.
   *
   * @param changes A setting that is `undefined` goes back to the browser's or the operator's
   * default.
   */
  changeSettings(
    userId: string,
    changes: Pick<UserSettings, "language" | "autoTitles">,
  ): Promise<User>;

  /**
   * Deletes the account with everything in it; running answers are stopped. What can't be deleted
   * at once is deleted soon, even if this process dies.
   *
   * @throws `invalid_argument` on field `deletePassword`, `rate_limited`
   */
  deleteAccount(input: Confirmed & { password: string }): Promise<void>;
}

type ProfileDeps = {
  readonly users: UserGateway;
  readonly sessions: SessionGateway;
  readonly devices: DeviceGateway;
  readonly passwords: PasswordHasher;
  readonly passwordStrength: PasswordStrength;
  readonly rateLimiter: RateLimiter;
  readonly eraser: AccountEraser;
  readonly host: string | null;
  readonly limits: SignInLimits;
};

/** Binds the use cases of a user about their own account. */
export function createProfileUseCases(deps: ProfileDeps): ProfileUseCases {
  const { users, eraser } = deps;
  return {
    async changeName({ userId, name: typed }) {
      const name = normalizeName(typed);
      assertFields(said`Cannot change your name`, { name: checkName(name) });
      return found(await users.update(userId, { name }));
    },
    changeEmail: (input) => changeEmail(deps, input),
    changePassword: (input) => changePassword(deps, input),
    async changeSettings(userId, changes) {
      return found(await users.updateSettings(userId, changes));
    },
    async deleteAccount(input) {
      await countAttempt(deps, input);
      await confirm(deps, { ...input, field: "deletePassword" });
      await eraser.erase(input.userId);
    },
  };
}

async function changeEmail(
  deps: ProfileDeps,
  input: Parameters<ProfileUseCases["changeEmail"]>[0],
): Promise<User> {
  const { userId, currentPassword: password } = input;
  const email = normalizeEmail(input.email);
  assertFields(said`Cannot change your e-mail address`, { email: checkEmail(email) });
  await countAttempt(deps, input);
  await confirm(deps, { ...input, password, field: "emailPassword" });
  return found(await deps.users.update(userId, { email }));
}

async function changePassword(
  deps: ProfileDeps,
  input: Parameters<ProfileUseCases["changePassword"]>[0],
): Promise<SignedIn> {
  const { users, passwords, passwordStrength, host } = deps;
  const { userId, currentPassword: password } = input;
  const newPassword = normalizePassword(input.newPassword);
  const owner = { ...found(await users.find(userId)), host };
  // Count first: estimating a password's strength takes time, too.
  await countAttempt(deps, input);
  const problem = await checkPassword(passwordStrength, newPassword, owner);
  assertFields(said`Cannot change your password`, { newPassword: problem });
  const user = await confirm(deps, { ...input, password, field: "currentPassword" });
  const hash = await passwords.hash(newPassword, hashClient(input));
  const isChanged = await users.changePassword(userId, hash);
  return await enter(deps, found(isChanged ? user : null), input);
}

/** Counts an attempt at the password in a session. @throws {AppError} `rate_limited` */
async function countAttempt(
  { rateLimiter, limits }: ProfileDeps,
  { sessionId }: Confirmed,
): Promise<void> {
  await rateLimiter.take(`password-in:${sessionId}`, limits.signIns);
}

/**
 * Makes sure that the request comes from the user, not from another person at their open browser.
 *
 * @param attempt `field` is the password's name in the form.
 */
async function confirm(
  deps: ProfileDeps,
  { password, field, ...attempt }: Confirmed & { password: string; field: string },
): Promise<User> {
  const { users } = deps;
  const { userId } = attempt;
  const { email } = found(await users.find(userId));
  const account = await users.findByEmail(email);
  const isRight = await verifyPassword(deps, account, { password, ...hashClient(attempt) });
  if (isRight && account?.user.id === userId) return account.user;
  throw invalidArgument(field, said`This is not your current password`);
}

function hashClient({ sessionId, signal }: Confirmed): HashClient {
  return { client: sessionId, isKnown: true, signal };
}

function found(user: User | null): User {
  if (user) return user;
  throw new AppError("not_found", said`There is no such user`);
}
