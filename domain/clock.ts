/** The time, passed in so that tests can control it. */
export interface Clock {
  /** The time now, in whole milliseconds. */
  now(): Date;

  /**
   * Waits.
   *
   * @param milliseconds How long.
   * @param signal Ends the wait early. The promise resolves either way.
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
