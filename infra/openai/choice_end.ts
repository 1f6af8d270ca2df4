import type { FinishReason } from "../../domain/models/finish_reason.ts";
import { meaningOf } from "./finish_reasons.ts";

/**
 * How one choice of a completion ends. Most servers send a finish reason once, at the end. Some
 * send one with every chunk, or with a thought before the first text: such a reason ends nothing,
 * so the last one stands, and text after it still counts.
 */
export class ChoiceEnd {
  /** The last reason; `null`: the model failed; `undefined`: none has come. */
  #reason: FinishReason | null | undefined = undefined;
  #hasText = false;
  /** Whether the last reason came too early to end anything. */
  #isEarly = false;
  /** Whether text came before the last reason. */
  #isAfterText = false;
  /** Whether more text came after a reason with text, so that no reason ends anything. */
  #isRepeated = false;
  #isOutdated = false;

  /** The reason that stands when nothing more comes; `null`: the model failed. */
  get reason(): FinishReason | null | undefined {
    return this.#reason;
  }

  /** Whether text came after the last reason. */
  get isOutdated(): boolean {
    return this.#isOutdated;
  }

  /** The reason, if it is certain that nothing more would come. */
  get certainReason(): FinishReason | null {
    const isPlausible = this.#hasText || this.#reason !== "stop";
    return isPlausible && !this.#isEarly ? this.#reason ?? null : null;
  }

  /** Text came. */
  addText(): void {
    if (this.#reason !== undefined) {
      this.#isEarly = true;
      this.#isOutdated = true;
      this.#isRepeated ||= this.#isAfterText;
    }
    this.#hasText = true;
  }

  /** A finish reason came. @param isThinking Whether a thought came with it. */
  addReason(reason: string, isThinking: boolean): void {
    this.#reason = meaningOf(reason);
    this.#isOutdated = false;
    this.#isAfterText = this.#hasText;
    this.#isEarly = this.#isRepeated || isThinking && !this.#hasText;
  }
}
