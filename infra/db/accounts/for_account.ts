import { AppError } from "../../../domain/app_error.ts";
import { said } from "../../../domain/said.ts";
import { isMissingReference } from "../connection/database_error.ts";

/**
 * Waits until something is stored for an account that may be deleted meanwhile.
 *
 * @throws {AppError} `not_found` when the account was deleted.
 */
export async function forAccount<T>(stored: Promise<T>): Promise<T> {
  try {
    return await stored;
  } catch (error) {
    if (!isMissingReference(error)) throw error;
    throw new AppError("not_found", said`There is no such account`, { cause: error });
  }
}
