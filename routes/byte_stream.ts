type Bytes = Uint8Array<ArrayBuffer>;

/**
 * A body that is made at the pace at which it is read, and no longer than somebody reads it.
 *
 * @param parts Text or bytes.
 */
export function byteStream(parts: AsyncIterable<string | Bytes>): ReadableStream<Bytes> {
  const iterator = parts[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Bytes>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
