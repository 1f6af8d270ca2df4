import type { LoadGenerator } from "./load_generator.ts";
import { type ScriptProcess, startScript } from "../processes/script_process.ts";

type LoadMethod = keyof LoadGenerator;
type Input<M extends LoadMethod> = Parameters<LoadGenerator[M]>[0];
type Result<M extends LoadMethod> = Awaited<ReturnType<LoadGenerator[M]>>;

/** A call of the load generator as sent to its process. */
export type LoadCall = { readonly method: LoadMethod; readonly input: unknown };

/** The load generator in another process. */
export class LoadClient implements AsyncDisposable {
  readonly #worker: ScriptProcess = startScript("../load/load_worker.ts");

  /** Calls a method of {@link LoadGenerator}, one at a time. @throws what the method throws. */
  async run<M extends LoadMethod>(method: M, input: Input<M>): Promise<Result<M>> {
    await this.#worker.writeLine(JSON.stringify({ method, input }));
    const { result, error } = JSON.parse(await this.#worker.readLine());
    if (error) throw new Error(error);
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker[Symbol.asyncDispose]();
  }
}
