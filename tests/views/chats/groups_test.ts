import assert from "node:assert/strict";
import type { ChatCursor } from "../../../domain/chats/gateway.ts";
import { type ChatGroup, groupChats } from "../../../views/chats/groups.ts";
import { createTexts } from "../../../views/texts/texts.ts";

const now = new Date("2026-03-10T01:30:00Z");

function at(time: string, pinned = false) {
  return { id: time, updatedAt: new Date(time), pinned };
}

function namesOf(groups: readonly ChatGroup<ChatCursor>[]): [string, string[]][] {
  return groups.map(({ name, chats }) => [name, chats.map(({ id }) => id)]);
}

const chats = [
  at("2025-01-01T00:00:00Z", true),
  at("2026-03-10T01:29:00Z"),
  at("2026-03-10T00:00:00Z"),
  at("2026-03-09T23:59:59Z"),
  at("2026-03-09T02:59:59Z"),
  at("2026-03-08T12:00:00Z"),
  at("2026-03-02T12:00:00Z"),
  at("2026-03-01T12:00:00Z"),
  at("2026-02-28T12:00:00Z"),
  at("2026-02-01T12:00:00Z"),
  at("2025-02-28T12:00:00Z"),
];

Deno.test("groupChats() groups by day, then by month", () => {
  const t = createTexts("en", "UTC");
  assert.deepEqual(namesOf(groupChats(chats, { t, now })), [
    ["Pinned", ["2025-01-01T00:00:00Z"]],
    ["Today", ["2026-03-10T01:29:00Z", "2026-03-10T00:00:00Z"]],
    ["Yesterday", ["2026-03-09T23:59:59Z", "2026-03-09T02:59:59Z"]],
    ["Previous 7 days", ["2026-03-08T12:00:00Z", "2026-03-02T12:00:00Z"]],
    ["March 2026", ["2026-03-01T12:00:00Z"]],
    ["February 2026", ["2026-02-28T12:00:00Z", "2026-02-01T12:00:00Z"]],
    ["February 2025", ["2025-02-28T12:00:00Z"]],
  ]);
});

Deno.test("groupChats() uses the user's time zone and language", () => {
  const t = createTexts("pt-BR", "America/Sao_Paulo");
  const names = namesOf(groupChats(chats.slice(1), { t, now }));
  assert.deepEqual(names.slice(0, 2), [
    ["Hoje", ["2026-03-10T01:29:00Z", "2026-03-10T00:00:00Z", "2026-03-09T23:59:59Z"]],
    ["Ontem", ["2026-03-09T02:59:59Z", "2026-03-08T12:00:00Z"]],
  ]);
  assert.equal(names.at(-1)?.[0], "fevereiro de 2025");
});

Deno.test("groupChats() continues the last group of the previous page", () => {
  const t = createTexts("en", "UTC");
  for (let cut = 1; cut < chats.length; cut++) {
    const pages = [chats.slice(0, cut), chats.slice(cut)];
    const groups = [
      ...groupChats(pages[0]!, { t, now }),
      ...groupChats(pages[1]!, { t, now, after: pages[0]!.at(-1) }),
    ];
    const headings = groups.filter(({ isContinued }) => !isContinued).map(({ name }) => name);
    assert.deepEqual(headings, [...new Set(headings)]);
    assert.equal(headings.length, 7);
  }
});

Deno.test("groupChats() begins days at midnight in any time zone", () => {
  for (const timeZone of ["Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns", "UTC"]) {
    const { format } = createTexts("en", timeZone);
    const plain = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone });
    for (let time = now.getTime(); time < now.getTime() + 2 * 86_400_000; time += 60_000) {
      assert.equal(format.day(new Date(time)), plain.format(time));
    }
  }
});

Deno.test("groupChats() puts a time in the future under today", () => {
  const t = createTexts("en", "UTC");
  const [group] = groupChats([at("2026-03-10T23:00:00Z")], { t, now });
  assert.equal(group?.name, "Today");
  assert.deepEqual(groupChats([], { t, now }), []);
});
