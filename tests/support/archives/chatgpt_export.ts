/** A node of a made-up conversation: id, parent, role and text. */
export type Node = readonly [id: string, parent: string | null, role: string, text: string];

/** A conversation of plain text, as ChatGPT exports it. */
export function conversationOf(nodes: readonly Node[], facts: Record<string, unknown> = {}) {
  return {
    id: "c-2",
    title: "Made up",
    create_time: 1_704_164_645,
    update_time: 1_704_165_000,
    current_node: nodes.at(-1)?.[0],
    mapping: Object.fromEntries(
      nodes.map(([id, parent, role, text], index) => [
        id,
        node(id, parent, message(role, [text], { create_time: 1_704_164_646 + index })),
      ]),
    ),
    ...facts,
  };
}

/** A message of an export: author, content and other fields. */
export type Said = {
  readonly role: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly recipient?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
};

/** A conversation of these messages, one after the other. */
export function talkOf(said: readonly Said[], facts: Record<string, unknown> = {}) {
  const nodes = said.map(({ role, content, recipient, metadata }, index) =>
    node(`n${index}`, index > 0 ? `n${index - 1}` : null, {
      ...message(role, [], { recipient: recipient ?? "all", create_time: 1_704_164_646 + index }),
      content,
      metadata: metadata ?? {},
    })
  );
  return {
    id: "c-3",
    title: "Made up",
    create_time: 1_704_164_645,
    current_node: nodes.at(-1)?.id,
    mapping: Object.fromEntries(nodes.map((node) => [node.id, node])),
    ...facts,
  };
}

/**
 * A conversation with everything in exports: branches, tools, hidden and empty messages, pictures.
 */
export const conversation = {
  title: "Bread",
  create_time: 1_704_164_645.6789,
  update_time: 1_704_165_000,
  moderation_results: [],
  current_node: "a3",
  conversation_id: "c-1",
  id: "c-1",
  is_archived: true,
  default_model_slug: "gpt-4o",
  mapping: Object.fromEntries([
    node("client-created-root", null, null),
    node("s1", "client-created-root", message("system", [""])),
    node(
      "s2",
      "s1",
      message("user", ["Custom instructions"], {}, {
        is_visually_hidden_from_conversation: true,
      }),
    ),
    node("q1", "s2", message("user", ["How is bread made?"], { create_time: 1_704_164_650 })),
    node("a1", "q1", message("assistant", ["With flour."], { create_time: 1_704_164_651.5 })),
    node("a2a", "q1", message("assistant", ["Let me look."], { create_time: 1_704_164_660 })),
    node("a2b", "a2a", {
      ...message("assistant", [], { recipient: "browser" }),
      content: { content_type: "code", language: "unknown", text: "search('bread')" },
    }),
    node("t1", "a2b", {
      ...message("tool", []),
      content: { content_type: "tether_browsing_display", result: "L0: bread" },
    }),
    node(
      "a2",
      "t1",
      message("assistant", ["With yeast\ue200cite\ue202turn0search0\ue201."], {}, {
        model_slug: "gpt-4o-mini",
      }),
    ),
    node("q2", "a2", {
      ...message("user", [], { create_time: 1_704_164_670 }),
      content: {
        content_type: "multimodal_text",
        parts: [
          { content_type: "image_asset_pointer", asset_pointer: "file-service://x" },
          "Show me",
          { content_type: "audio_transcription", text: "please" },
        ],
      },
    }),
    node("th", "q2", {
      ...message("assistant", []),
      content: { content_type: "thoughts", thoughts: [{ summary: "Hmm", content: "Hmm" }] },
    }),
    node("a3", "th", {
      ...message("assistant", [], { create_time: 1_704_164_680 }),
      content: { content_type: "code", language: "python", text: "bake()" },
    }),
  ].map((node) => [node.id, node])),
};

function node(id: string, parent: string | null, message: unknown) {
  return { id, parent, children: [], message };
}

function message(
  role: string,
  parts: readonly unknown[],
  facts: Record<string, unknown> = {},
  metadata: Record<string, unknown> = {},
) {
  return {
    author: { role, name: null, metadata: {} },
    create_time: null,
    content: { content_type: "text", parts },
    status: "finished_successfully",
    recipient: "all",
    metadata,
    ...facts,
  };
}
