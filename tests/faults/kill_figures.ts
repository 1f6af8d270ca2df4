/** Results of killing a program. */
export type KillFigures = {
  kills: number;
  /** Acknowledged questions. */
  acknowledged: number;
  /**
   * Questions whose process was killed before it acknowledged them, and how many of them were
   * stored.
   */
  unacknowledged: number;
  storedUnacknowledged: number;
  /** Answers cut off by kills. */
  cutOff: number;
  /** Age of the oldest text shown and lost, in milliseconds. */
  oldestLost: number;
  /** Longest time from a kill until nothing streamed, in milliseconds. */
  slowestRecovery: number;
};

/** Figures before the first kill. */
export function noFigures(): KillFigures {
  return {
    kills: 0,
    acknowledged: 0,
    unacknowledged: 0,
    storedUnacknowledged: 0,
    cutOff: 0,
    oldestLost: 0,
    slowestRecovery: 0,
  };
}

/** The figures as one line. */
export function summarizeKills(figures: KillFigures): string {
  return [
    `${figures.kills} kills cut off ${figures.cutOff} answers`,
    `${figures.acknowledged} questions were acknowledged and are there`,
    `${figures.unacknowledged} were not (${figures.storedUnacknowledged} stored) and were sent again`,
    `text lost was at most ${figures.oldestLost} ms old`,
    `recovery took at most ${figures.slowestRecovery} ms`,
  ].join("; ");
}
