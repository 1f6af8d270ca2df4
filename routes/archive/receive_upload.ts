import { AppError } from "../../domain/app_error.ts";
import { MAX_FILE_BYTES } from "../../domain/archive/imports.ts";
import { said } from "../../domain/said.ts";
import type { Bytes } from "../http/bytes.ts";
import { type BodyPace, bodyParts, UPLOAD_PACE } from "../http/body_parts.ts";

/** How a body is received. */
export type ReceiveOptions = {
  /** Most bytes of the body besides its file. */
  readonly around?: number;
  /** Called with the size of each part before it is kept; throws if there is no room for it. */
  readonly keep: (bytes: number) => void;
  /** {@link UPLOAD_PACE} by default. */
  readonly pace?: BodyPace;
};

/**
 * Receives the body of a request, a file to import, into memory. The limit is on the bytes that
 * arrive, whatever `Content-Length` says.
 *
 * @throws {AppError} `payload_too_large`, `request_timeout` when the body arrives too slowly,
 * `malformed_request` when it breaks off, or what `keep` throws.
 */
export async function receiveUpload(request: Request, options: ReceiveOptions): Promise<Blob> {
  const { around = 0, keep, pace = UPLOAD_PACE } = options;
  const maxSize = MAX_FILE_BYTES + around;
  if (Number(request.headers.get("Content-Length")) > maxSize) throw tooLarge();
  if (!request.body) return new Blob();
  const parts: Bytes[] = [];
  let size = 0;
  for await (const part of bodyParts(request.body, pace)) {
    size += part.length;
    if (size > maxSize) throw tooLarge();
    keep(part.length);
    parts.push(part);
  }
  return new Blob(parts);
}

function tooLarge(): AppError {
  return new AppError(
    "payload_too_large",
    said`Cannot read more than ${MAX_FILE_BYTES} bytes of a file; pack conversations.json alone into a ZIP archive`,
  );
}
