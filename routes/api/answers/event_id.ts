import { z } from "zod";

/** How much of an answer a client has received: its text up to a position, or its end. */
export type Progress = number | "end";

const POSITION = /^(\d{1,9}|end)(,(\d{1,9}|end))*$/;

/**
 * The id of an event: for each answer of the stream, in their order, the position in its text after
 * this event, or `end`; such as `120`, or `120,end` with two answers.
 */
export function eventId(progress: readonly Progress[]): string {
  return progress.join(",");
}

/** `Last-Event-ID`: the id of the last event that a client received. */
export const lastEventIdField = z.string()
  .regex(POSITION, "Must be the id of an event of this stream, such as 120")
  .transform((id) => id.split(",").map((part) => part === "end" ? part : Number(part)));
