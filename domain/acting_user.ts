import { AppError, invalidArgument } from "./app_error.ts";
import type { Principal } from "./user.ts";
import { said } from "./said.ts";

/** Longest user id that is stored, in characters. */
const MAX_USER_ID_LENGTH = 255;

/**
 * Whom a call acts for.
 *
 * @param principal Who calls.
 * @param userId The `user_id` of the request. The service must name somebody. A user's token acts
 * for its owner alone: naming somebody else is refused rather than overruled, since the caller would
 * otherwise believe that it wrote into that other user's chat.
 * @throws {AppError} `invalid_argument`, `permission_denied`
 */
export function actingUser(principal: Principal, userId: string): string {
  if (principal.kind === "user") {
    if (userId === "" || userId === principal.userId) return principal.userId;
    throw new AppError("permission_denied", said`This API token acts for its own user only`);
  }
  if (userId.trim() === "") throw invalidArgument("user_id", said`user_id is empty`);
  if (userId.length > MAX_USER_ID_LENGTH) {
    throw invalidArgument("user_id", said`user_id is longer than ${MAX_USER_ID_LENGTH} characters`);
  }
  if (/\p{Cc}/u.test(userId)) {
    throw invalidArgument("user_id", said`user_id has a control character`);
  }
  return userId;
}
