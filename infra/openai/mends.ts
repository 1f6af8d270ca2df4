import type { PublicName } from "../../domain/models/settings.ts";

/** A parameter of a request that a server may refuse, by its name in OpenAI's API. */
export type Parameter = PublicName | "stream_options" | "stream" | "system";

/** A change with which a refused request can be sent again. */
export type Mend = {
  readonly parameter: Parameter;
  /** The value that was refused; absent if it was the parameter, or its name. */
  readonly value?: unknown;
  /** The limit to send in place of the value; `null`: it is left out. */
  readonly limit: number | null;
};

/** Most refusals that are remembered for a model; then they are forgotten, and tried again. */
const MAX_REMEMBERED = 1_000;

/**
 * What a model's server has refused, which it is not asked for again until the next start. Of a
 * setting only the value is remembered, so that another value is tried.
 */
export class Mends {
  readonly #limits = new Map<string, number | null>();

  /** Remembers a refusal. */
  add({ parameter, value, limit }: Mend): void {
    if (this.#limits.size >= MAX_REMEMBERED) this.#limits.clear();
    this.#limits.set(keyOf(parameter, value), limit);
  }

  /** Whether the parameter itself was refused, or for `max_tokens` its name. */
  has(parameter: Parameter): boolean {
    return this.#limits.has(keyOf(parameter));
  }

  /** The value to send for a setting: its own, or a limit below it; `null`: none. */
  valueOf(parameter: Parameter, value: unknown): unknown {
    const limit = this.#limits.get(keyOf(parameter, value));
    if (limit === undefined) return value;
    // Limits become lower, so this ends.
    return limit === null ? null : this.valueOf(parameter, limit);
  }
}

function keyOf(parameter: Parameter, value?: unknown): string {
  return `${parameter} ${JSON.stringify(value) ?? ""}`;
}
