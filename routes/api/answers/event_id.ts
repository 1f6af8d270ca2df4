import { z } from "zod";

/** How much of an answer a client has: its text up to a position, or all of it and its end. */
export type Progress = number | "end";

const POSITION = /^(\d{1,9}|end)(,(\d{1,9}|end))*$/;

/**
 * What names the events of a stream: for each of its answers, in their order, the position in its text
 * to which the events so far lead, or `end`; such as `120`, or `120,end` with two answers.
 */
export function eventId(progress: readonly Progress[]): string {
  return progress.join(",");
}

/** `Last-Event-ID`: the id of the last event that a client got. */
export const lastEventIdField = z.string()
  .regex(POSITION, "Must be the id of an event of this stream, such as 120")
  .transform((id) => id.split(",").map((part) => part === "end" ? part : Number(part)));
