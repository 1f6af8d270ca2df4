/** Does jobs one after the other, where the event loop need not wait for them. */
export interface JobRunner {
  /**
   * Does a job.
   *
   * @throws {DOMException} a `TimeoutError` when it took too long and was stopped. What jobs before it have left
   * behind is gone then, as when the runner has failed.
   */
  run(job: unknown): Promise<unknown>;
}
