import type { CompletionEvent } from "../../domain/models/completion_provider.ts";

/** Starts the completion of one choice. */
type Complete = (signal: AbortSignal) => AsyncIterator<CompletionEvent, void>;

/** One of the completions, with the index that its choice gets. */
type Choice = { readonly index: number; readonly events: AsyncIterator<CompletionEvent, void> };

/**
 * Asks for each of several choices by itself, at the same time, and gives their events as they
 * come. If one of them fails, the others go on.
 *
 * @param indexes Those of the choices.
 * @throws the first failure, at the end.
 */
export async function* sideBySide(
  indexes: readonly number[],
  complete: Complete,
  signal: AbortSignal,
): AsyncGenerator<CompletionEvent, void> {
  const closing = new AbortController();
  const all = AbortSignal.any([signal, closing.signal]);
  const failures: unknown[] = [];
  const waiting = new Map(
    indexes.map((index) => [index, nextOf({ index, events: complete(all) }, failures)]),
  );
  try {
    while (waiting.size > 0) {
      const { choice, event } = await Promise.race(waiting.values());
      if (!event) {
        waiting.delete(choice.index);
        continue;
      }
      waiting.set(choice.index, nextOf(choice, failures));
      yield "index" in event ? { ...event, index: choice.index } : event;
    }
  } finally {
    closing.abort();
    await Promise.all(waiting.values());
  }
  if (failures.length > 0) throw failures[0];
}

async function nextOf(
  choice: Choice,
  failures: unknown[],
): Promise<{ choice: Choice; event: CompletionEvent | null }> {
  try {
    const { done, value } = await choice.events.next();
    return { choice, event: done ? null : value };
  } catch (error) {
    failures.push(error);
    return { choice, event: null };
  }
}
