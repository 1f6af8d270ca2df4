import type { Language } from "../../domain/accounts/user.ts";
import type { ModelSettings, SettingName } from "../../domain/models/settings.ts";

/** Texts of a setting. `hint` takes the ends of its range. */
type SettingText = {
  readonly label: string;
  readonly hint: (least: string, most: string) => string;
};

/** Texts of all settings. A setting that may be `null` also has a text for that. */
type SettingTexts = {
  readonly [Name in SettingName]: null extends ModelSettings[Name]
    ? SettingText & { readonly none: string }
    : SettingText;
};

const fromTo = (least: string, most: string) => `From ${least} to ${most}.`;

const english = {
  settings: "Settings",
  ofThisChat: "Settings of this chat",
  open: "Open the settings of this chat",
  defaults: "Defaults for new chats",
  defaultsMean: "Your new chats begin with these. Empty fields use this server’s defaults.",
  fromNextQuestion: "Changes apply from the next question on. Empty fields use the default.",
  save: "Save settings",
  reset: "Reset to the server’s defaults",
  saved: "The settings are saved",
  wrong: "Some settings are not valid; see the message at each",
  backToChat: "Back to the chat",
  model: "Model",
  modelMeans: "The model that answers, with the number of tokens it can read.",
  modelOption: (name: string, tokens: string) => `${name} · ${tokens} tokens`,
  perhaps: (tokens: string) => `perhaps ${tokens}`,
  serverDefault: (name: string) => `The server’s default: ${name}`,
  gone: (name: string, instead: string) =>
    `${name} is no longer available; ${instead} answers instead.`,
  system: "System prompt",
  systemMeans: "Instructions for the model, before all messages: a role, a tone, rules.",
  of: {
    temperature: {
      label: "Temperature",
      hint: (least, most) =>
        `How freely words are chosen: low is matter-of-fact, high is inventive. ${
          fromTo(least, most)
        }`,
    },
    topP: {
      label: "Top P",
      hint: (least, most) =>
        `Leaves out unlikely words; change this or the temperature, not both. ${
          fromTo(least, most)
        }`,
    },
    n: {
      label: "Answers to each question",
      hint: (least, most) =>
        `Several are written at once, as versions to switch between; each costs tokens. ${
          fromTo(least, most)
        }`,
    },
    stop: {
      label: "Stop sequences",
      hint: (_, most) =>
        `An answer ends before any of these texts: up to ${most}, one per line; \\n stands for a line break.`,
    },
    maxTokens: {
      label: "Longest answer",
      hint: (least, most) =>
        `In tokens, each about ¾ of a word. From ${least} to ${most}; 0 for no limit.`,
      none: "no limit",
    },
    presencePenalty: {
      label: "Presence penalty",
      hint: (least, most) =>
        `Above 0, the model turns to new topics sooner. ${fromTo(least, most)}`,
    },
    frequencyPenalty: {
      label: "Frequency penalty",
      hint: (least, most) =>
        `Above 0, the model repeats the same words less often. ${fromTo(least, most)}`,
    },
    reasoningEffort: {
      label: "Thinking",
      hint: () => "How much the model thinks before it answers, if it can. More takes longer.",
    },
  } satisfies SettingTexts as SettingTexts,
  efforts: {
    default: "the model’s own",
    none: "none",
    minimal: "minimal",
    low: "low",
    medium: "medium",
    high: "high",
  } as Readonly<Record<string, string>>,
  used: (prompt: string, completion: string) =>
    `This chat has used ${prompt} prompt tokens and ${completion} answer tokens so far.`,
  contextWindow: "Context window",
  contextUse: (used: string, all: string, share: string) => `${used} of ${all} tokens (${share})`,
};

/** Texts on models and their settings. */
export type SettingsTexts = typeof english;

const deAte = (least: string, most: string) => `De ${least} a ${most}.`;

const portuguese: SettingsTexts = {
  settings: "Configurações",
  ofThisChat: "Configurações desta conversa",
  open: "Abrir as configurações desta conversa",
  defaults: "Padrões para novas conversas",
  defaultsMean:
    "Suas novas conversas começam com estes valores. Campos vazios usam os padrões deste servidor.",
  fromNextQuestion: "As mudanças valem a partir da próxima pergunta. Campos vazios usam o padrão.",
  save: "Salvar configurações",
  reset: "Voltar aos padrões do servidor",
  saved: "As configurações foram salvas",
  wrong: "Algumas configurações não são válidas; veja o aviso em cada uma",
  backToChat: "Voltar à conversa",
  model: "Modelo",
  modelMeans: "O modelo que responde, com o número de tokens que ele consegue ler.",
  modelOption: (name, tokens) => `${name} · tokens: ${tokens}`,
  perhaps: (tokens) => `talvez ${tokens}`,
  serverDefault: (name) => `O padrão do servidor: ${name}`,
  gone: (name, instead) => `${name} não está mais disponível; ${instead} responde no lugar dele.`,
  system: "Prompt de sistema",
  systemMeans: "Instruções para o modelo, antes de todas as mensagens: um papel, um tom, regras.",
  of: {
    temperature: {
      label: "Temperatura",
      hint: (least, most) =>
        `A liberdade na escolha das palavras: baixa é objetiva, alta é criativa. ${
          deAte(least, most)
        }`,
    },
    topP: {
      label: "Top P (corte)",
      hint: (least, most) =>
        `Deixa de fora palavras improváveis; mude isto ou a temperatura, não os dois. ${
          deAte(least, most)
        }`,
    },
    n: {
      label: "Respostas para cada pergunta",
      hint: (least, most) =>
        `Várias são escritas ao mesmo tempo, como versões entre as quais se alterna, e cada uma custa tokens. ${
          deAte(least, most)
        }`,
    },
    stop: {
      label: "Sequências de parada",
      hint: (_, most) =>
        `Uma resposta termina antes de qualquer um destes textos: até ${most}, um por linha; \\n é uma quebra de linha.`,
    },
    maxTokens: {
      label: "Resposta mais longa",
      hint: (least, most) =>
        `Em tokens, cada um cerca de ¾ de uma palavra. De ${least} a ${most}; 0 para não ter limite.`,
      none: "sem limite",
    },
    presencePenalty: {
      label: "Penalidade de presença",
      hint: (least, most) =>
        `Acima de 0, o modelo passa mais cedo a novos assuntos. ${deAte(least, most)}`,
    },
    frequencyPenalty: {
      label: "Penalidade de frequência",
      hint: (least, most) =>
        `Acima de 0, o modelo repete menos as mesmas palavras. ${deAte(least, most)}`,
    },
    reasoningEffort: {
      label: "Pensar",
      hint: () => "Quanto o modelo pensa antes de responder, se puder. Mais leva mais tempo.",
    },
  },
  efforts: {
    default: "o do modelo",
    none: "nada",
    minimal: "mínimo",
    low: "pouco",
    medium: "médio",
    high: "muito",
  },
  used: (prompt, completion) =>
    `Esta conversa já gastou ${prompt} tokens de prompts e ${completion} de respostas.`,
  contextWindow: "Janela de contexto",
  contextUse: (used, all, share) => `${used} de ${all} tokens (${share})`,
};

/** {@link SettingsTexts} in every language. */
export const settingsTexts: Readonly<Record<Language, SettingsTexts>> = {
  en: english,
  "pt-BR": portuguese,
};
