import type { Bytes } from "./bytes.ts";

/**
 * A body that is made at the pace at which it is read. It ends when the reader hangs up or loses
 * its right. A body that is cut off fails, so that no client takes a part for the whole.
 *
 * @param parts Text or bytes.
 * @param holdRight Watches the reader's right; calls `end` with the reason when it is lost. Returns
 * a function that stops watching.
 */
export function byteStream(
  parts: AsyncIterable<string | Bytes>,
  holdRight: (end: (reason: unknown) => void) => () => void,
): ReadableStream<Bytes> {
  const iterator = parts[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let leave: (() => void) | undefined;
  let isBrokenOff = false;
  return new ReadableStream<Bytes>({
    async pull(controller) {
      leave ??= holdRight((reason) => {
        leave?.();
        isBrokenOff = true;
        controller.error(reason);
        iterator.return?.();
      });
      try {
        const { done, value } = await iterator.next();
        if (isBrokenOff) return;
        if (!done) {
          return controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
        }
        leave();
        controller.close();
      } catch (error) {
        leave?.();
        throw error;
      }
    },
    async cancel() {
      leave?.();
      await iterator.return?.();
    },
  }, { highWaterMark: 0 });
}
