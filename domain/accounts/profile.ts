import { said } from "../said.ts";
import { assertPasswords, enter, type SignedIn } from "./accounts.ts";
import {
  confirm,
  type ConfirmationDeps,
  type Confirmed,
  countAttempt,
  found,
  hashClient,
} from "./confirmation.ts";
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
import type { PasswordStrength } from "./password_strength.ts";
import type { User, UserSettings } from "./user.ts";

/**
 * The use cases of a user about their own account. Attempts at the current password are counted for
 * each session, separately from attempts to sign in, so that an attacker at the sign-in page can't
 * lock the user out here. A user without a password confirms changes by having just signed in. Errors
 * are those of {@link App}; all throw `not_found` when there is no
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
   * @throws `invalid_argument` on fields `currentPassword` and `newPassword`, `rate_limited`,
   * `permission_denied` when passwords are off
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

type ProfileDeps = ConfirmationDeps & {
  readonly devices: DeviceGateway;
  readonly passwordStrength: PasswordStrength;
  readonly eraser: AccountEraser;
  readonly host: string | null;
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
  assertPasswords(deps);
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
