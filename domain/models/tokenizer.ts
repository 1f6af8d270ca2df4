/** Counts tokens in a model's own encoding. */
export interface Tokenizer {
  /**
   * Counts `text` as plain text (special tokens count as the characters they are written with),
   * giving way to other work when the text is long.
   *
   * @param model A model's name; unknown ones count as o200k_base.
   * @returns The exact number of tokens.
   */
  count(text: string, model: string): Promise<number>;

  /** Loads what counting for this model needs, so that the first count needn't wait for it. */
  warm(model: string): Promise<void>;
}
