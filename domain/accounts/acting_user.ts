import { AppError, invalidArgument } from "../app_error.ts";
import { normalizeId } from "../id.ts";
import { type Said, said } from "../said.ts";
import type { ErasureGateway } from "./erasure_gateway.ts";
import type { Right } from "./right_gateway.ts";
import type { Principal, Scope } from "./user.ts";
import type { UserGateway } from "./user_gateway.ts";

/** Longest user id that is stored, in characters. */
const MAX_USER_ID_LENGTH = 255;

/** For whom, and for what, a program calls. */
export type Acting = {
  /** The user that the call names, as it names it; empty when it names none. */
  readonly userId: string;
  /** What the call's method needs. */
  readonly scope: Scope;
  /** What the contract calls the user's name, for errors; `user_id` by default. */
  readonly field?: string;
};

/** The use case that every call of a program begins with. */
export interface ActingUseCases {
  /**
   * Whom a call acts for, as {@link actingUser} reads it. The service acts for no account that was deleted,
   * at whatever time, and for none at all where the operator keeps it to users that programs made.
   *
   * @throws `invalid_argument`, `permission_denied`, `not_found` when the account was deleted
   */
  actFor(principal: Principal, acting: Acting): Promise<string>;
}

type ActingDeps = {
  readonly users: UserGateway;
  readonly erasures: ErasureGateway;
  readonly serviceUsers: "any" | "programs";
};

/** Binds the use case that every call of a program begins with. */
export function createActingUseCases(
  { users, erasures, serviceUsers }: ActingDeps,
): ActingUseCases {
  return {
    async actFor(principal, acting) {
      const userId = actingUser(principal, acting);
      if (principal.kind === "user") return userId;
      if (await erasures.isErased(userId)) {
        throw new AppError("not_found", said`There is no such account`);
      }
      if (serviceUsers === "programs" && await users.find(userId)) {
        const { field = "user_id" } = acting;
        throw new AppError(
          "permission_denied",
          said`${field} names an account; AUTH_TOKEN acts only for users that programs made here`,
        );
      }
      return userId;
    },
  };
}

/**
 * Whom a call names to act for.
 *
 * @param principal Who calls. The service must name somebody. A user's token acts for its owner alone:
 * naming somebody else is refused rather than overruled, since the caller would otherwise believe that
 * it wrote into that other user's chat.
 * @returns The user's id as it is stored: where it is a UUID, in lower case.
 * @throws {AppError} `invalid_argument`, `permission_denied`
 */
export function actingUser(
  principal: Principal,
  { userId: name, scope, field = "user_id" }: Acting,
): string {
  requireScope(principal, scope);
  if (principal.kind === "user" && name === "") return principal.userId;
  const userId = normalizeId(name);
  const problem = userIdProblem(userId, field);
  if (problem) throw invalidArgument(field, problem);
  if (principal.kind === "service" || userId === principal.userId) return userId;
  throw new AppError("permission_denied", said`This API token acts for its own user only`);
}

/** White space around a name is lost on its way in a header, so no name may have any. */
function userIdProblem(userId: string, field: string): Said | null {
  if (userId.trim() === "") return said`${field} is empty; it must name the user to act for`;
  if (userId !== userId.trim()) return said`${field} begins or ends with white space`;
  if (userId.length > MAX_USER_ID_LENGTH) {
    return said`${field} is longer than ${MAX_USER_ID_LENGTH} characters`;
  }
  if (!userId.isWellFormed()) return said`${field} has a broken character (an unpaired surrogate)`;
  return /\p{Cc}/u.test(userId) ? said`${field} has a control character` : null;
}

/** What a caller's streams are opened with. @param userId For whom it acts. */
export function rightOf(principal: Principal, userId: string): Right {
  return principal.kind === "service"
    ? { kind: "account", id: userId }
    : { kind: "token", id: principal.tokenId };
}

/**
 * Whether a caller may do what wants this scope. A token that reads and writes may share: it publishes
 * nothing that it could not pass on by itself.
 */
export function allows(principal: Principal, scope: Scope): boolean {
  if (principal.kind === "service") return true;
  const { scopes } = principal;
  return scopes.includes(scope) ||
    scope === "chat:share" && scopes.includes("chat:read") && scopes.includes("chat:write");
}

/**
 * What tells a caller's calls from others', where it may be told of its own alone: its token.
 *
 * @returns `undefined` for callers who may read all that the user has.
 */
export function ownCallsOf(principal: Principal): string | undefined {
  if (principal.kind === "service" || allows(principal, "chat:read")) return undefined;
  return principal.tokenId;
}

/** @throws {AppError} `permission_denied` to callers who may not do what wants this scope. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (allows(principal, scope)) return;
  throw new AppError("permission_denied", said`This API token lacks the scope ${scope}`);
}
