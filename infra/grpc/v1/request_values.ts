import { invalidArgument } from "../../../domain/app_error.ts";
import { said } from "../../../domain/said.ts";

/**
 * The maximum number of items of a page.
 *
 * @param size The request's value; 0 means `usual`, more than `most` means `most`.
 * @throws {AppError} `invalid_argument` on field `page_size` when it is negative.
 */
export function pageSizeFrom(
  size: number,
  { usual, most }: { usual: number; most: number },
): number {
  if (size >= 0) return size === 0 ? usual : Math.min(size, most);
  throw invalidArgument("page_size", said`page_size is ${size}; it must be from 0 to ${most}`);
}

/**
 * Reads a position in an answer's text or thinking.
 *
 * @param position A 64-bit number as text.
 * @throws {AppError} `invalid_argument` on this field when it is negative or beyond any text.
 */
export function positionFrom(position: string, field = "position"): number {
  const value = Number(position);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw invalidArgument(
    field,
    said`${field} is ${position}; it must be 0 or the position of a delta`,
  );
}
