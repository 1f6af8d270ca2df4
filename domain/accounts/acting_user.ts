import { AppError, invalidArgument } from "../app_error.ts";
import { normalizeId } from "../id.ts";
import { type Said, said } from "../said.ts";
import type { ErasureGateway } from "./erasure_gateway.ts";
import type { Right } from "./right_gateway.ts";
import type { Principal, Scope } from "./user.ts";
import type { UserGateway } from "./user_gateway.ts";

/** Longest user id that is stored, in characters. */
const MAX_USER_ID_LENGTH = 255;

/** The user and the scope of a program's call. */
export type Acting = {
  /** The user id exactly as the call gives it; empty when it gives none. */
  readonly userId: string;
  /** The scope that the called method needs. */
  readonly scope: Scope;
  /** The field's name in the API, for errors; `user_id` by default. */
  readonly field?: string;
};

/** The use case that every call of a program begins with. */
export interface ActingUseCases {
  /**
   * The user that a call acts for, see {@link actingUser}. The service can't act for an account
   * that was ever deleted. With `serviceUsers` "programs" it can't act for accounts at all, only
   * for users that programs made.
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
 * The user that a call acts for.
 *
 * @param principal The caller. The service must name a user. A user's token acts for its owner
 * only: a different name is refused rather than ignored, since the caller would otherwise believe
 * that it wrote into that other user's chat.
 * @returns The user's id as it is stored: UUIDs in lower case.
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

/** HTTP drops white space around a header's value, so no id may begin or end with any. */
function userIdProblem(userId: string, field: string): Said | null {
  if (userId.trim() === "") return said`${field} is empty; it must name the user to act for`;
  if (userId !== userId.trim()) return said`${field} begins or ends with white space`;
  if (userId.length > MAX_USER_ID_LENGTH) {
    return said`${field} is longer than ${MAX_USER_ID_LENGTH} characters`;
  }
  if (!userId.isWellFormed()) return said`${field} has a broken character (an unpaired surrogate)`;
  return /\p{Cc}/u.test(userId) ? said`${field} has a control character` : null;
}

/** The right under which a caller's streams are open. @param userId The user it acts for. */
export function rightOf(principal: Principal, userId: string): Right {
  return principal.kind === "service"
    ? { kind: "account", id: userId }
    : { kind: "apiToken", id: principal.apiTokenId };
}

/**
 * Whether a caller has this scope. A token that reads and writes may also share: it publishes
 * nothing that it could not copy elsewhere anyway.
 */
export function allows(principal: Principal, scope: Scope): boolean {
  if (principal.kind === "service") return true;
  const { scopes } = principal;
  return scopes.includes(scope) ||
    scope === "chat:share" && scopes.includes("chat:read") && scopes.includes("chat:write");
}

/**
 * The id of the caller's token, when it may learn only of calls made with that token.
 *
 * @returns `undefined` for callers who may read all of the user's chats.
 */
export function ownCallsOf(principal: Principal): string | undefined {
  if (principal.kind === "service" || allows(principal, "chat:read")) return undefined;
  return principal.apiTokenId;
}

/** @throws {AppError} `permission_denied` when the caller lacks this scope. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (allows(principal, scope)) return;
  throw new AppError("permission_denied", said`This API token lacks the scope ${scope}`);
}
