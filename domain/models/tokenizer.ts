/** Counts tokens in a model's own encoding. */
export interface Tokenizer {
  /**
   * Counts `text` as plain text (special tokens count as ordinary characters). Yields to the event
   * loop when the text is long.
   *
   * @param model A model's name; unknown models count as o200k_base.
   * @returns The exact number of tokens.
   */
  count(text: string, model: string): Promise<number>;

  /** Loads what counting for this model needs, so that the first count doesn't wait for it. */
  warm(model: string): Promise<void>;
}
