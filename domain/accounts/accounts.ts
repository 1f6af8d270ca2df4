import { AppError } from "../app_error.ts";
import type { Clock } from "../clock.ts";
import { said } from "../said.ts";
import type { Device, DeviceGateway } from "./device_gateway.ts";
import { checkEmail, MAX_EMAIL_LENGTH, normalizeEmail } from "./email_address.ts";
import {
  assertFields,
  checkName,
  checkPassword,
  isPossiblePassword,
  normalizeName,
  normalizePassword,
} from "./input.ts";
import type { HashClient, PasswordHasher } from "./password_hasher.ts";
import type { PasswordStrength } from "./password_strength.ts";
import type { RateLimit, RateLimiter } from "./rate_limiter.ts";
import type { FoundSession, SessionGateway } from "./session_gateway.ts";
import { normalizeUserAgent } from "./sessions.ts";
import type { User } from "./user.ts";
import type { UserGateway } from "./user_gateway.ts";

/** A user's new session, with what its cookies carry. */
export type SignedIn = {
  readonly user: User;
  readonly secret: string;
  readonly expiresAt: Date;
  /** A second cookie, by which the browser is recognized after the session has ended. */
  readonly device: Device;
};

/** Where a request comes from. */
export type Caller = {
  /** The client's network address, for the rate limit. */
  readonly client: string;
  /** The `User-Agent` header, of any length and content. */
  readonly userAgent?: string;
  /** The {@link Device} secret that the browser sent, if any. */
  readonly device?: string;
  /** Aborts when the client disconnects. */
  readonly signal?: AbortSignal;
};

/** A caller who signs in or up. */
export type Entrant = Caller & {
  /** The secret of the browser's current session, of any user. It ends when the new one begins. */
  readonly oldSession?: string;
};

/** The use cases of signing up, in and out. Errors are those of {@link App}. */
export interface AccountUseCases {
  /**
   * Creates an account and signs the user in.
   *
   * @throws `invalid_argument`, `email_taken` (both with `details.fields`), `rate_limited`,
   * `permission_denied` when sign-up is closed or passwords are off
   */
  signUp(input: { name: string; email: string; password: string } & Entrant): Promise<SignedIn>;

  /**
   * Begins a new session. An unknown address and a wrong password give the same error and take the
   * same time. A browser that signed in to this account before has a limit of its own, so that
   * attackers who guess from other browsers can't lock its user out
   * (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
   *
   * @throws `unauthenticated`, `rate_limited`, `permission_denied` when passwords are off
   */
  signIn(input: { email: string; password: string } & Entrant): Promise<SignedIn>;

  /** Ends the session with this secret, if there is one. */
  signOut(secret: string): Promise<void>;

  /**
   * The session with this secret and its user, or `null`. `renewedUntil` is set when the cookie
   * should be sent again with this expiry.
   */
  findSession(secret: string): Promise<FoundSession | null>;
}

/** Limits on attempts to sign in. */
export type SignInLimits = {
  /**
   * Attempts to sign in to one account, from all unknown browsers together and from each known one;
   * also password attempts within one session.
   */
  readonly signIns: RateLimit;
  /** Attempts to sign in from an unknown browser, or to sign up, from one network address. */
  readonly clientSignIns: RateLimit;
};

type AccountDeps = {
  readonly users: UserGateway;
  readonly sessions: SessionGateway;
  readonly devices: DeviceGateway;
  readonly passwords: PasswordHasher;
  readonly passwordStrength: PasswordStrength;
  readonly rateLimiter: RateLimiter;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly signUpOpen: boolean;
  readonly passwordSignIn: boolean;
  readonly host: string | null;
  readonly limits: SignInLimits;
};

/** Binds the use cases of signing up, in and out. */
export function createAccountUseCases(deps: AccountDeps): AccountUseCases {
  return {
    signUp: (input) => signUp(deps, input),
    signIn: (input) => signIn(deps, input),
    signOut: (secret) => deps.sessions.revoke(secret),
    findSession: (secret) => deps.sessions.validate(secret),
  };
}

async function signUp(
  deps: AccountDeps,
  input: Parameters<AccountUseCases["signUp"]>[0],
): Promise<SignedIn> {
  assertPasswords(deps);
  const { signUpOpen, limits, rateLimiter, passwords, passwordStrength, clock, newId } = deps;
  if (!signUpOpen) {
    throw new AppError("permission_denied", said`New accounts cannot be made on this server`);
  }
  await rateLimiter.take(`sign-up-from:${input.client}`, limits.clientSignIns);
  const name = normalizeName(input.name);
  const email = normalizeEmail(input.email);
  const password = normalizePassword(input.password);
  const owner = { name, email, host: deps.host };
  assertFields(said`Cannot make this account`, {
    name: checkName(name),
    email: checkEmail(email),
    password: await checkPassword(passwordStrength, password, owner),
  });
  const user: User = { id: newId(), name, email, settings: {}, createdAt: clock.now() };
  await deps.users.create(user, await passwords.hash(password, input));
  return await enter(deps, user, input);
}

async function signIn(
  deps: AccountDeps,
  input: Parameters<AccountUseCases["signIn"]>[0],
): Promise<SignedIn> {
  assertPasswords(deps);
  const { users, sessions } = deps;
  const email = normalizeEmail(input.email);
  const client = await countSignIn(deps, { ...input, email });
  const account = await users.findByEmail(email);
  const isRight = await verifyPassword(deps, account, { ...input, ...client });
  if (!account || !isRight) throw wrongCredentials();
  const session = await beginSession(deps, account.user, input);
  // The password may have been changed while this one was compared. That ended all sessions but
  // this.
  const now = await users.findByEmail(email);
  if (now?.passwordHash !== account.passwordHash) {
    await sessions.revoke(session.secret);
    throw wrongCredentials();
  }
  return await withDevice(deps, session, input);
}

/** @throws {AppError} `permission_denied` when people sign in through providers only. */
export function assertPasswords({ passwordSignIn }: Pick<AccountDeps, "passwordSignIn">): void {
  if (passwordSignIn) return;
  throw new AppError("permission_denied", said`On this server nobody signs in with a password`);
}

/**
 * Counts an attempt to sign in: only for the browser if it is known, else for the account and for
 * the client's address, whether or not the account exists.
 *
 * @returns The client to count in the queue of hashes.
 * @throws {AppError} `rate_limited`
 */
async function countSignIn(
  { limits, rateLimiter, devices }: AccountDeps,
  { email, client, device }: { email: string; client: string; device?: string },
): Promise<Required<Pick<HashClient, "client" | "isKnown">>> {
  // No account has a longer address, and rate limit keys have a bounded length.
  const address = email.slice(0, MAX_EMAIL_LENGTH);
  const known = device ? await devices.find(device, address) : null;
  if (known) {
    await rateLimiter.take(`sign-in-on:${known}:${address}`, limits.signIns);
    return { client: known, isKnown: true };
  }
  await rateLimiter.take(`sign-in-from:${client}`, limits.clientSignIns);
  await rateLimiter.take(`sign-in:${address}`, limits.signIns);
  return { client, isKnown: false };
}

/** Whether this is the account's password. Takes the same time without an account. */
export async function verifyPassword(
  { passwords }: Pick<AccountDeps, "passwords">,
  account: { readonly passwordHash: string } | null,
  { password, ...client }: HashClient & { readonly password: string },
): Promise<boolean> {
  if (!isPossiblePassword(password)) return false;
  const hash = account?.passwordHash ?? null;
  return await passwords.verify(normalizePassword(password), hash, client);
}

/** Signs in a user whose identity is proved. Ends the browser's old session. */
export async function enter(
  deps: Pick<AccountDeps, "sessions" | "devices">,
  user: User,
  entrant: Entrant,
): Promise<SignedIn> {
  return await withDevice(deps, await beginSession(deps, user, entrant), entrant);
}

type BegunSession = Omit<SignedIn, "device">;

async function beginSession(
  { sessions }: Pick<AccountDeps, "sessions">,
  user: User,
  { userAgent = "", oldSession }: Entrant,
): Promise<BegunSession> {
  if (oldSession) await sessions.revoke(oldSession);
  const session = await sessions.create(user.id, { userAgent: normalizeUserAgent(userAgent) });
  return { user, ...session };
}

async function withDevice(
  { devices }: Pick<AccountDeps, "devices">,
  session: BegunSession,
  { device }: Caller,
): Promise<SignedIn> {
  return { ...session, device: await devices.remember(session.user.id, device) };
}

function wrongCredentials(): AppError {
  return new AppError("unauthenticated", said`The e-mail address or the password is wrong`);
}
