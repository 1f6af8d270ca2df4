import { z } from "zod";

/** Positions up to which a client has received an answer's text and its thinking. */
export type Place = { readonly position: number; readonly thinkingPosition: number };

/** How much of an answer a client has received: both parts up to a position, or its end. */
export type Progress = Place | "end";

const ONE = "(\\d{1,9}(t\\d{1,9})?|end)";

const POSITION = new RegExp(`^${ONE}(,${ONE})*$`);

/**
 * The id of an event: for each answer of the stream, in their order, the position in its text after
 * this event, or `end`; such as `120`, or `120,end` with two answers. If the model has thought,
 * `t` and the position in its thinking follow, as in `0t350`.
 */
export function eventId(progress: readonly Progress[]): string {
  return progress.map((place) => place === "end" ? place : placeId(place)).join(",");
}

function placeId({ position, thinkingPosition }: Place): string {
  return thinkingPosition === 0 ? `${position}` : `${position}t${thinkingPosition}`;
}

/** `Last-Event-ID`: the id of the last event that a client received. */
export const lastEventIdField = z.string()
  .regex(POSITION, "Must be the id of an event of this stream, such as 120")
  .transform((id) => id.split(",").map(progressFrom));

function progressFrom(id: string): Progress {
  if (id === "end") return id;
  const [position, thinkingPosition = 0] = id.split("t").map(Number);
  return { position: position!, thinkingPosition };
}
