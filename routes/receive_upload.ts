import { AppError } from "../domain/app_error.ts";
import { said } from "../domain/said.ts";
import { MAX_IMPORT } from "../views/transfer_section.tsx";
import { brokenOff } from "./limit_body.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** How slowly a body may come. */
export type UploadPace = {
  /** How long it may take besides, in milliseconds. */
  readonly grace: number;
  /** Bytes that must come in each further second, on the average. */
  readonly bytesPerSecond: number;
};

/** What becomes of a body's parts. */
export type ReceiveOptions = {
  /** Most bytes that the body has besides its file. */
  readonly around?: number;
  /** Called with the size of each part before it is kept; throws where there is no room for it. */
  readonly keep: (bytes: number) => void;
  /** {@link UPLOAD_PACE} by default. */
  readonly pace?: UploadPace;
};

/** As web servers have it (Apache's `RequestReadTimeout body=20,MinRate=…`); 256 kbit/s. */
export const UPLOAD_PACE: UploadPace = { grace: 20_000, bytesPerSecond: 32 * 1024 };

/**
 * Receives the body of a request, a file to import, into memory, no matter what its client claims of its size, and no longer
 * than a client that really sends something needs.
 *
 * @throws {AppError} `payload_too_large`, `request_timeout` when it comes too slowly, `malformed_request`
 * when it breaks off, or what `keep` throws.
 */
export async function receiveUpload(request: Request, options: ReceiveOptions): Promise<Blob> {
  const { around = 0, keep, pace = UPLOAD_PACE } = options;
  const maxSize = MAX_IMPORT + around;
  if (Number(request.headers.get("Content-Length")) > maxSize) throw tooLarge();
  const reader = request.body?.getReader();
  if (!reader) return new Blob();
  const parts: Bytes[] = [];
  const begun = performance.now();
  let size = 0;
  try {
    for (;;) {
      const end = begun + pace.grace + size / pace.bytesPerSecond * 1000;
      const { done, value } = await read(reader, end - performance.now());
      if (done) return new Blob(parts);
      size += value.length;
      if (size > maxSize) throw tooLarge();
      keep(value.length);
      parts.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  }
}

async function read(
  reader: ReadableStreamDefaultReader<Bytes>,
  patience: number,
): Promise<ReadableStreamReadResult<Bytes>> {
  const { promise: tooSlow, reject } = Promise.withResolvers<never>();
  const giveUp = () => {
    const words = said`Cannot wait longer for the rest of the file: it comes too slowly`;
    reject(new AppError("request_timeout", words));
  };
  // Timers that are due run before sockets are read: what has come meanwhile counts first.
  let timer = setTimeout(() => timer = setTimeout(giveUp, 0), Math.max(0, patience));
  try {
    return await Promise.race([
      reader.read().catch((cause) => {
        throw brokenOff(cause);
      }),
      tooSlow,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

function tooLarge(): AppError {
  return new AppError(
    "payload_too_large",
    said`Cannot read more than ${MAX_IMPORT} bytes of a file; pack conversations.json alone into a ZIP archive`,
  );
}
