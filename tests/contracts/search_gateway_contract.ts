import assert from "node:assert/strict";
import fc from "fast-check";
import { createSearchUseCases, type HitPage, type SearchHit } from "../../domain/search/search.ts";
import { contract, type GatewayKind, type Gateways } from "./gateway_kind.ts";
import {
  answeredTurn,
  ended,
  firstTurn,
  idleInstance,
  nextTurn,
  regeneration,
  resumption,
  sampleTime,
} from "./sample_turns.ts";

/** What every {@link SearchGateway} does, tested through the use case. */
export function searchGatewayContract(kind: GatewayKind): void {
  lookupContract(kind);
  ownershipContract(kind);
  lifeContract(kind);
}

/** The part about how a database finds words. */
export function lookupContract(kind: GatewayKind): void {
  wordContract(kind);
  scriptContract(kind);
  hostileContract(kind);
  pageContract(kind);
}

function wordContract(kind: GatewayKind): void {
  searchFinds(kind, "words in any case, with or without accents, by their beginnings", [
    "How do I deploy the server?\nUse Docker, then press **Deploy**.",
    "Configuração do servidor: São João, naïve ÉCOLE",
    "A list of node.js and C++ projects; snake_case, 10.0.0.1, me@example.com",
    "the and of to in",
  ], {
    "a word in any case": { deploy: [0], DOCKER: [0], "École": [1], "école": [1] },
    "a word with or without accents": {
      configuracao: [1],
      "sao joao": [1],
      "SÃO": [1],
      "ecole naive": [1],
      // The same with combining marks.
      "Configurac\u0327a\u0303o": [1],
    },
    "words by their beginnings": {
      dep: [0],
      "serv pres": [0],
      conf: [1],
      eploy: [],
      ocker: [],
    },
    "texts with all of the words, in any order": {
      "docker deploy": [0],
      "press server how": [0],
      "deploy servidor": [],
      "docker absent": [],
    },
    "common and short words": {
      "the": [0, 2 + 1],
      to: [3],
      of: [2, 3],
      a: [2],
      i: [0],
      I: [0],
    },
    "words with symbols in them": {
      "node.js": [2],
      "node.j": [2],
      "c++": [2],
      "C++ list": [2],
      "c#": [],
      snake_case: [2],
      case: [2],
      "10.0.0": [2],
      "me@example.com": [2],
      "node js": [2],
      "js.node": [],
    },
    "a phrase in quotation marks": {
      '"the server"': [0],
      '"server the"': [],
      '"do servidor" naïve': [1],
      "“São João”": [1],
      '"deploy': [0],
      'deploy"': [0],
    },
  });
}

function scriptContract(kind: GatewayKind): void {
  searchFinds(kind, "words of any script, and symbols", [
    "你好世界，今天天气很好。",
    "東京タワーへ行きました。 iPhone手机",
    "Привет, как дела? Γειά σου Κόσμος",
    "안녕하세요 세계",
    "สวัสดีชาวโลก",
    "Party 🎉 with 👩‍🚀, cost: 5 €, a => b, 50 %",
  ], {
    "scripts without spaces, from one character on": {
      世界: [0],
      界: [0],
      天气: [0],
      "好 世": [0],
      世天: [],
      タワー: [1],
      東京: [1],
      手机: [1],
      iphone: [1],
      "iPhone手": [1],
      "โลก": [4],
    },
    "Cyrillic, Greek and Hangul": {
      привет: [2],
      ДЕЛА: [2],
      "прив как": [2],
      κοσμος: [2],
      "ΚΌΣΜΟΣ": [2],
      안녕: [3],
      세계: [3],
    },
    "emoji and other symbols": {
      "🎉": [5],
      "👩‍🚀": [5],
      "🚀": [5],
      "🙂": [],
      "€": [5],
      "5 €": [5],
      "=>": [5],
      "%": [5],
      "party =>": [5],
      "=> ->": [],
      "，": [0],
    },
  });
}

function hostileContract(kind: GatewayKind): void {
  searchFinds(kind, "what is syntax elsewhere as text", [
    'The word OR near AND NOT: title* (a+b) "quoted" -x ^y \\ \'',
  ], {
    "what is syntax elsewhere as text": {
      OR: [0],
      "AND NOT": [0],
      "word NOT quoted": [0],
      "title*": [0],
      "NEAR(the word)": [],
      "-the": [],
      "+the": [],
      "(a+b)": [0],
      "a+b": [0],
      "the*": [],
      "words:the": [],
      "'": [0],
      "\\": [0],
      '"': [0],
      '""': [],
      "%": [],
      "_": [],
      "@4": [],
      "~the >word <or": [],
      "quoted OR absent": [],
    },
  });

  contract(kind, "search accepts any text", async (gateways) => {
    await answeredTurn(gateways.turns, { content: "Some words: (a+b)* \"c\" 'd' 世界 🎉" });
    const signs = [
      ..."\"'`*()+-<>~@^:;\\/%_{}[]?&|!#$,.= \n\0",
      "\ud83d",
      "AND",
      "OR",
      "NEAR(",
      "a",
    ];
    const typed = fc.oneof(
      fc.string({ unit: fc.constantFrom(...signs), maxLength: 40 }),
      fc.string({ unit: "binary", maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(typed, async (query) => {
        // Only as phrases in quotation marks can these be more than ten words.
        await searchAll(gateways, query).catch((error) => {
          assert.equal(error.code, "invalid_argument");
        });
      }),
      { numRuns: 100 },
    );
  });

  contract(
    kind,
    "search finds a message by the beginning of any of its words",
    async (gateways) => {
      const word = fc.string({
        unit: fc.constantFrom(..."aábçÀ1_-.+%'世界й🎉한"),
        minLength: 1,
        maxLength: 8,
      });
      await fc.assert(
        fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), async (words) => {
          const content = words.join(" ");
          const { question } = await answeredTurn(gateways.turns, { content });
          for (const query of new Set([content, words[0]!, content.toUpperCase()])) {
            const hits = await searchAll(gateways, query);
            const ids = hits.map(({ messageId }) => messageId);
            assert.ok(ids.includes(question.id), `${query} in ${content}`);
          }
        }),
        { numRuns: 30 },
      );
    },
  );
}

function ownershipContract(kind: GatewayKind): void {
  contract(kind, "search finds nothing of other users", async (gateways) => {
    const { turns } = gateways;
    // These two share a shelf.
    const users = ["user", "user 1613375"];
    for (const userId of [...users, "somebody else", "User", "user "]) {
      await answeredTurn(turns, { userId, content: `secret of ${userId} => 世界` });
    }
    for (const userId of users) {
      for (const query of ["secret", "sec", "=>", "世界", "an answer", "a chat"]) {
        const hits = await searchAll(gateways, query, userId);
        assert.equal(hits.length, 1, query);
        assert.ok(!hits.some(({ snippet }) => textOf(snippet).includes("else")));
      }
    }
    assert.deepEqual(await searchAll(gateways, "secret", "nobody"), []);
  });
}

function lifeContract(kind: GatewayKind): void {
  contract(kind, "search finds answers once they have ended", async (gateways) => {
    const turn = firstTurn({ content: "questionable" });
    const answerId = turn.answers[0]!.id;
    await gateways.turns.begin(turn);
    await gateways.turns.appendChunks([{ answerId, position: 0, text: "halfway" }]);
    assert.deepEqual(await searchAll(gateways, "halfway"), []);
    await gateways.turns.finish(ended(turn, { content: "halfway there" }));
    const [hit, ...more] = await searchAll(gateways, "halfway");
    assert.deepEqual(hit, {
      chatId: turn.chat.id,
      chatTitle: turn.chat.title,
      messageId: answerId,
      snippet: [{ text: "halfway", isMatch: true }, { text: " there", isMatch: false }],
      at: sampleTime,
    });
    assert.deepEqual(more, []);
    assert.equal((await searchAll(gateways, "questionable")).length, 1);
  });

  contract(kind, "search finds the text of an interrupted answer", async (gateways) => {
    const { turns } = gateways;
    const turn = firstTurn({ content: "questionable" });
    await turns.begin(turn);
    await turns.appendChunks([{ answerId: turn.answers[0]!.id, position: 0, text: "halfway" }]);
    await turns.interruptStale(idleInstance, { staleAfter: 0, now: sampleTime });
    assert.equal((await searchAll(gateways, "halfway")).length, 1);
    assert.equal((await searchAll(gateways, "questionable")).length, 1);
    // The process is alive after all, and has the whole text.
    await turns.finish(ended(turn, { content: "halfway and more" }));
    assert.equal((await searchAll(gateways, "halfway more")).length, 1);
    assert.equal((await searchAll(gateways, "halfway")).length, 1);
  });

  contract(kind, "search finds a continued answer by its whole text, once", async (gateways) => {
    const { turns } = gateways;
    const turn = firstTurn();
    await turns.begin(turn);
    const end = ended(turn, { content: "The beginning", finishReason: "length" });
    await turns.finish(end);
    await turns.resume(resumption(end.answers[0]!));
    assert.equal((await searchAll(gateways, "beginning")).length, 1);
    await turns.finish(ended(turn, { content: "The beginning and the end" }));
    assert.equal((await searchAll(gateways, "beginning end")).length, 1);
    assert.equal((await searchAll(gateways, "beginning")).length, 1);
  });

  contract(kind, "search finds every branch, and each question once", async (gateways) => {
    const { turns } = gateways;
    const turn = firstTurn({ content: "questionable" });
    await turns.begin(turn);
    await turns.finish(ended(turn, { content: "first" }));
    const again = regeneration(turn);
    await turns.begin(again);
    await turns.finish(ended(again, { content: "second" }));
    assert.equal((await searchAll(gateways, "first")).length, 1);
    assert.equal((await searchAll(gateways, "second")).length, 1);
    assert.equal((await searchAll(gateways, "questionable")).length, 1);
  });

  contract(kind, "search finds only a chat's present title", async (gateways) => {
    const { chats, turns } = gateways;
    const { chat } = await answeredTurn(turns);
    const [hit] = await searchAll(gateways, "chat");
    assert.equal(hit?.messageId, null);
    assert.equal(hit.chatId, chat.id);
    await chats.update("user", chat.id, { title: "Férias na praia" });
    assert.deepEqual(await searchAll(gateways, "chat"), []);
    assert.equal((await searchAll(gateways, "ferias")).length, 1);
    await chats.update("somebody else", chat.id, { title: "Hijacked" });
    assert.equal((await searchAll(gateways, "ferias")).length, 1);
    assert.deepEqual(await searchAll(gateways, "hijacked"), []);
  });

  contract(kind, "search leaves out deleted chats, not archived ones", async (gateways) => {
    const { bin, chats, turns } = gateways;
    const { chat } = await answeredTurn(turns, { content: "one => word" });
    const { chat: other } = await answeredTurn(turns, { content: "one => more" });
    const found = async (query: string) =>
      (await searchAll(gateways, query)).map(({ chatId }) => chatId);
    await chats.update("user", other.id, { archived: true });
    const removals = [
      () => bin.put("user", { ids: [chat.id] }, sampleTime),
      () => bin.purge(new Date(sampleTime.getTime() + 1), 1),
      () => bin.purge(new Date(sampleTime.getTime() + 1), 9),
    ];
    for (const remove of removals) {
      await remove();
      for (const query of ["one", "=>", "chat", "answer"]) {
        assert.deepEqual(await found(query), [other.id], query);
      }
      await bin.restore("somebody else", sampleTime);
    }
  });

  contract(kind, "search finds restored chats again, and the model's titles", async (gateways) => {
    const { bin, chats, turns } = gateways;
    const { chat } = await answeredTurn(turns, { content: "one word" });
    await bin.put("user", { ids: [chat.id] }, sampleTime);
    await bin.restore("user", sampleTime);
    assert.equal((await searchAll(gateways, "one")).length, 1);
    await chats.retitle("user", chat.id, { from: chat.title, to: "Better" });
    assert.equal((await searchAll(gateways, "better")).length, 1);
    assert.deepEqual(await searchAll(gateways, chat.title), []);
  });
}

function pageContract(kind: GatewayKind): void {
  contract(kind, "search returns titles first, then messages, newest first", async (gateways) => {
    const { turns } = gateways;
    const chats = [];
    for (const word of ["old", "newer", "newest"]) {
      const turn = firstTurn({ content: `${word} chat` });
      const titled = { ...turn, chat: { ...turn.chat, title: `Chat: ${word}` } };
      await turns.begin(titled);
      await turns.finish(ended(turn));
      chats.push(turn);
    }
    const expected = [
      ...chats.map(({ chat }) => `${chat.id} null`).reverse(),
      ...chats.map(({ chat, question }) => `${chat.id} ${question.id}`).reverse(),
    ];
    for (const limit of [1, 2, 3, 4, 5, 6, 7]) {
      const hits = await searchAll(gateways, "chat", "user", limit);
      assert.deepEqual(hits.map(({ chatId, messageId }) => `${chatId} ${messageId}`), expected);
    }
    assert.deepEqual((await search(gateways, "", {})).hits, []);
  });

  contract(kind, "search pages through hundreds of messages, for symbols too", async (gateways) => {
    const { turns } = gateways;
    const ids: string[] = [];
    let { chat } = await answeredTurn(turns, { content: "nothing" });
    for (let i = 0; i < 60; i++) {
      const turn = nextTurn(chat, { content: i % 2 ? "some => words" : "others" });
      await turns.begin(turn);
      await turns.finish(ended(turn, { content: "" }));
      if (i % 2) ids.unshift(turn.question.id);
      chat = { ...turn.chat };
    }
    for (const query of ["words", "wor", "=>", "some =>", "s"]) {
      const hits = await searchAll(gateways, query, "user", 7);
      const expected = query === "s" ? [] : ids;
      assert.deepEqual(hits.map(({ messageId }) => messageId), expected, query);
    }
  });

  contract(kind, "search finds a beginning of any number of words", async (gateways) => {
    const { turns } = gateways;
    const ids: string[] = [];
    for (let first = 100; first < 300; first += 20) {
      const content = Array.from({ length: 20 }, (_, i) => `begun${first + i}`).join(" ");
      ids.unshift((await answeredTurn(turns, { content })).question.id);
    }
    const queries = { beg: ids, begun: ids, begun1: ids.slice(5), begun10: [ids[9]], begun3: [] };
    for (const [query, expected] of Object.entries(queries)) {
      const hits = await searchAll(gateways, query);
      assert.deepEqual(hits.map(({ messageId }) => messageId), expected, query);
    }
  });
}

/** For each query, the indexes of the texts it finds. */
type Expectations = Readonly<Record<string, readonly number[]>>;

/** Declares a test on a chat of these questions, with groups of queries. */
function searchFinds(
  kind: GatewayKind,
  name: string,
  contents: readonly string[],
  groups: Readonly<Record<string, Expectations>>,
): void {
  contract(kind, `search finds ${name}`, async (gateways) => {
    const ids: string[] = [];
    for (const content of contents) {
      const turn = firstTurn({ content });
      await gateways.turns.begin({ ...turn, chat: { ...turn.chat, title: "…" } });
      await gateways.turns.finish(ended(turn, { content: "" }));
      ids.push(turn.question.id);
    }
    for (const [group, expected] of Object.entries(groups)) {
      for (const [query, indexes] of Object.entries(expected)) {
        const hits = await searchAll(gateways, query);
        const found = hits.map(({ messageId }) => ids.indexOf(messageId ?? "")).sort();
        assert.deepEqual(found, indexes, `${group}: ${query}`);
        for (const { snippet } of hits) assert.ok(snippet.some(({ isMatch }) => isMatch), query);
      }
    }
  });
}

/** Every hit of all that was stored before, read in pages. */
async function searchAll(
  gateways: Gateways,
  query: string,
  userId = "user",
  limit = 20,
): Promise<SearchHit[]> {
  await gateways.enterQueued();
  const hits: SearchHit[] = [];
  let before: string | undefined;
  do {
    const page = await search(gateways, query, { userId, before, limit });
    hits.push(...page.hits);
    before = page.next ?? undefined;
  } while (before !== undefined);
  return hits;
}

function search(
  gateways: Gateways,
  query: string,
  { userId = "user", before, limit = 20 }: { userId?: string; before?: string; limit?: number },
): Promise<HitPage> {
  return createSearchUseCases(gateways).searchChats({ userId, query, before, limit });
}

function textOf(snippet: SearchHit["snippet"]): string {
  return snippet.map(({ text }) => text).join("");
}
