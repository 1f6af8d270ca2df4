/**
 * The text of a response, at most so many bytes of it. The connection closes when there are more.
 *
 * @param most In bytes.
 */
export async function readStart({ body }: Response, most: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let left = most;
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true });
    left -= chunk.length;
    if (left <= 0) break;
  }
  return text;
}
