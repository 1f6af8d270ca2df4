import {
  assertFields,
  checkEmail,
  checkName,
  checkPassword,
  normalizeEmail,
  normalizeName,
  normalizePassword,
} from "./account_input.ts";
import type { AccountEraser } from "./account_eraser.ts";
import { type Caller, enter, type SignedIn, verifyPassword } from "./accounts.ts";
import type { AppDeps } from "./app_deps.ts";
import { AppError, invalidArgument } from "./app_error.ts";
import { said } from "./said.ts";
import type { User, UserSettings } from "./user.ts";

/** A change that needs the password once more. */
type Confirmed = Caller & { readonly userId: string; readonly currentPassword: string };

/**
 * The use cases of a user about their own account. Those that take the current password count as
 * attempts to sign in. Errors are those of {@link App}; all throw `not_found` where there is no such
 * user.
 */
export interface ProfileUseCases {
  /** @throws `invalid_argument` on field `name` */
  changeName(input: { userId: string; name: string }): Promise<User>;

  /** @throws `invalid_argument` or `email_taken` with `details.fields`, `rate_limited` */
  changeEmail(input: Confirmed & { email: string }): Promise<User>;

  /**
   * Sets another password and ends all of the user's sessions. API tokens stay.
   *
   * @returns A new session for whoever changed it.
   * @throws `invalid_argument` on fields `currentPassword` and `newPassword`, `rate_limited`
   */
  changePassword(input: Confirmed & { newPassword: string }): Promise<SignedIn>;

  /**
   * Changes some settings and leaves the others.
   *
   * @param changes Those that are `undefined` are left to the browser or the operator again.
   */
  changeSettings(
    userId: string,
    changes: Pick<UserSettings, "language" | "autoTitles">,
  ): Promise<User>;

  /**
   * Deletes the account with everything in it; running answers are stopped. What doesn't go at once
   * goes soon, whatever happens to this process.
   *
   * @throws `invalid_argument` on field `deletePassword`, `rate_limited`
   */
  deleteAccount(input: Caller & { userId: string; password: string }): Promise<void>;
}

/** Binds the use cases of a user about their own account. */
export function createProfileUseCases(
  deps: AppDeps & { readonly eraser: AccountEraser },
): ProfileUseCases {
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
    async deleteAccount({ userId, password, client }) {
      await confirm(deps, { userId, password, client, field: "deletePassword" });
      await eraser.erase(userId);
    },
  };
}

async function changeEmail(
  deps: AppDeps,
  { userId, currentPassword: password, client, ...input }: Parameters<
    ProfileUseCases["changeEmail"]
  >[0],
): Promise<User> {
  const email = normalizeEmail(input.email);
  assertFields(said`Cannot change your e-mail address`, { email: checkEmail(email) });
  await confirm(deps, { userId, password, client, field: "emailPassword" });
  return found(await deps.users.update(userId, { email }));
}

async function changePassword(
  deps: AppDeps,
  input: Parameters<ProfileUseCases["changePassword"]>[0],
): Promise<SignedIn> {
  const { users, passwords, passwordStrength, settings: { host } } = deps;
  const { userId, currentPassword: password, client } = input;
  const newPassword = normalizePassword(input.newPassword);
  const owner = { ...found(await users.find(userId)), host };
  const problem = await checkPassword(passwordStrength, newPassword, owner);
  assertFields(said`Cannot change your password`, { newPassword: problem });
  const user = await confirm(deps, { userId, password, client, field: "currentPassword" });
  const isChanged = await users.changePassword(userId, await passwords.hash(newPassword));
  return await enter(deps, found(isChanged ? user : null), input);
}

/**
 * Makes sure that it is the user who asks, and not somebody who found their browser open.
 *
 * @param attempt `field` is what its form calls the password.
 */
async function confirm(
  deps: AppDeps,
  { userId, password, client, field }: {
    userId: string;
    password: string;
    client: string;
    field: string;
  },
): Promise<User> {
  const { email } = found(await deps.users.find(userId));
  const account = await verifyPassword(deps, { email, password, client });
  if (account?.user.id === userId) return account.user;
  throw invalidArgument(field, said`This is not your current password`);
}

function found(user: User | null): User {
  if (user) return user;
  throw new AppError("not_found", said`There is no such user`);
}
