/** The questions of the staged chats, and the model's answers. */
export const stagedAnswers = {
  /** An answer with everything that Markdown has. */
  "How do I debounce a function?":
    `A **debounced** function waits until it has been left alone for a while:

\`\`\`ts
export function debounce<T extends unknown[]>(run: (...args: T) => void, wait: number) {
  let timer: number | undefined;
  return (...args: T) => {
    clearTimeout(timer);
    timer = setTimeout(() => run(...args), wait); // starts over with each call
  };
}
\`\`\`

| Pattern  | Runs                  | Good for            |
| -------- | --------------------- | ------------------- |
| debounce | after the last call   | a search field      |
| throttle | every \`wait\` at most | scrolling, dragging |

With calls at times \\(t_1 \\le \\dots \\le t_n\\) it runs at

$$T = t_n + w \\quad \\text{if } t_{i+1} - t_i < w$$

- [x] drops what came too early
- [ ] keeps the order of *different* functions

> Call it once per component: each call makes a timer of its own. See the
> [documentation](https://example.com/timers).`,
  /** An answer that breaks off. */
  "How do I make sourdough?": "Begin two days ahead: stir **50 g of rye** into",
  /** An answer that never ends. */
  "Why are there tides?":
    "Let’s see. A tide has **two** causes:\n\n1. the Moon, which pulls at the near side more\n2. and",
} as const;

/** One of these questions. */
export type StagedQuestion = keyof typeof stagedAnswers;

/** Other chats, for the list. */
export const stagedTitles = [
  "A birthday poem for Marta",
  "Names for a bakery",
  "What is a monad, really?",
  "Packing list for Patagonia",
  "Translate the lease into plain English",
  "SQL: the newest row of each group",
  "Ideas for a rainy Sunday",
] as const;
