import type { Language } from "../../domain/accounts/user.ts";

/** Translations by the English template; `{0}` and so on are its values (see `domain/said.ts`). */
const portuguese: Readonly<Record<string, string>> = {
  // A message from elsewhere, and messages that are joined.
  "{0}": "{0}",
  "{0}: {1}": "{0}: {1}",

  // Accounts
  "Enter a name": "Informe um nome",
  "Enter an e-mail address like {0}": "Informe um endereço de e-mail como {0}",
  "Leave out the character {0}, which cannot be seen": "Tire o caractere {0}, que não se vê",
  "Leave out the character {0} ({1}), which looks like another":
    "Tire o caractere {0} ({1}), que parece outro",
  "Write {0} in letters of one alphabet; letters of different alphabets look alike":
    "Escreva {0} com letras de um só alfabeto; letras de alfabetos diferentes se parecem",
  "Leave out the mark {0}, which makes a letter look like another":
    "Tire o sinal {0}; com ele uma letra parece outra",
  "Write {0} in Latin letters; its own only look like them":
    "Escreva {0} com letras latinas; as letras usadas só se parecem com elas",
  "Use at least {0} characters": "Use pelo menos {0} caracteres",
  "Use at most {0} characters": "Use no máximo {0} caracteres",
  "This password is among the first that attackers try; choose another":
    "Esta senha está entre as primeiras que um invasor tenta; escolha outra",
  "This password is little more than your name, your e-mail address or the name of this site; add several unrelated words":
    "Esta senha é pouco mais que seu nome, seu endereço de e-mail ou o nome deste site; acrescente várias palavras sem relação com eles",
  "This password repeats itself; choose several unrelated words":
    "Esta senha se repete; escolha várias palavras que não combinem entre si",
  "This password follows a simple order, such as 1234, a row of keys or a date; choose several unrelated words":
    "Esta senha segue uma ordem simples, como 1234, uma fileira de teclas ou uma data; escolha várias palavras que não combinem entre si",
  "This password is too easy to guess; choose several unrelated words":
    "Esta senha é fácil demais de adivinhar; escolha várias palavras que não combinem entre si",
  "Leave out control characters; they cannot be typed on every keyboard":
    "Tire os caracteres de controle; nem todo teclado consegue digitá-los",
  "Another account uses {0}": "Outra conta usa {0}",
  "No account has the e-mail address {0}": "Nenhuma conta tem o endereço de e-mail {0}",
  "Cannot make this account": "Não foi possível criar esta conta",
  "New accounts cannot be made on this server": "Não é possível criar contas neste servidor",
  "The e-mail address or the password is wrong": "O endereço de e-mail ou a senha está errada",
  "There is no such way to sign in": "Esta forma de entrar não existe",
  "{0} may be used here only with an address at {1} that it has verified":
    "{0} só pode ser usado aqui com um endereço de {1} que ele tenha verificado",
  "{0} has not verified your e-mail address, which a new account needs; verify it there and try again":
    "{0} não verificou seu endereço de e-mail, o que uma conta nova exige; verifique-o lá e tente de novo",
  "An account with the address {0} already exists; sign in with its password, then link {1} on the account page":
    "Já existe uma conta com o endereço {0}; entre com a senha dela e depois vincule {1} na página da conta",
  "An account with the address {0} already exists; sign in to it as before, then link {1} on the account page, or ask who runs this server":
    "Já existe uma conta com o endereço {0}; entre nela como antes e depois vincule {1} na página da conta, ou fale com quem mantém este servidor",
  "On this server nobody signs in with a password": "Neste servidor ninguém entra com senha",
  "This account at the provider already opens another account here":
    "Esta conta do provedor já abre outra conta aqui",
  "Nothing else opens your account; first link another provider or set a password":
    "Nada mais abre sua conta; antes, vincule outro provedor ou crie uma senha",
  "Sign out and in again, and do this within {0} minutes: without a password, that shows that it is you":
    "Saia e entre de novo, e faça isto em até {0} minutos: sem senha, é o que mostra que é você",
  "The sign-in at {0} was cancelled": "A entrada por {0} foi cancelada",
  "{0} did not confirm this sign-in; try again": "{0} não confirmou esta entrada; tente de novo",
  "{0} does not answer; try again later or sign in another way":
    "{0} não está respondendo; tente de novo mais tarde ou entre de outra forma",
  "This sign-in was begun in another browser or tab, or too long ago; try again":
    "Esta entrada foi iniciada em outro navegador ou aba, ou há tempo demais; tente de novo",
  "Sign in to continue": "Entre para continuar",
  "Cannot change your name": "Não foi possível mudar seu nome",
  "Cannot change your e-mail address": "Não foi possível mudar seu endereço de e-mail",
  "Cannot change your password": "Não foi possível mudar sua senha",
  "This is not your current password": "Esta não é sua senha atual",
  "Cannot make this token": "Não foi possível criar este token",
  "You already have {0} tokens; revoke one that you no longer use":
    "Você já tem {0} tokens; revogue um que não usa mais",
  "Must be one or more of {0}": "Precisa ser um ou mais de {0}",
  "Must be a whole number of days from 1 to {0}":
    "Precisa ser um número inteiro de dias de 1 a {0}",
  "There is no such user": "Este usuário não existe",
  "There is no such session": "Esta sessão não existe",
  "There is no such token": "Este token não existe",

  // Messages and answers
  "Cannot send a blank message": "Não é possível enviar uma mensagem em branco",
  "Cannot send message: its {0} characters exceed the {1} allowed":
    "Não foi possível enviar a mensagem: seus {0} caracteres passam dos {1} permitidos",
  "Cannot send message: its {0} tokens exceed the {1} that {2} can read here":
    "Não foi possível enviar a mensagem: seus {0} tokens passam dos {1} que {2} consegue ler aqui",
  "Cannot send message: the system message and the space kept for the answer take all {0} tokens that {1} reads":
    "Não foi possível enviar a mensagem: a mensagem de sistema e o espaço da resposta ocupam todos os {0} tokens que {1} lê",
  "Cannot continue answer: with its question, its {0} tokens exceed the {1} that {2} can read here":
    "Não foi possível continuar a resposta: com a pergunta, seus {0} tokens passam dos {1} que {2} consegue ler aqui",
  "Cannot continue answer: it is complete":
    "Não foi possível continuar a resposta: ela está completa",
  "Cannot continue answer: it has no text":
    "Não foi possível continuar a resposta: ela não tem texto",
  "Cannot continue answer at {0}: it ends at {1}":
    "Não foi possível continuar a resposta em {0}: ela termina em {1}",
  "Cannot continue this answer: newer messages follow it":
    "Não foi possível continuar esta resposta: há mensagens mais novas depois dela",
  "This chat is answering another message; wait until it is done, or stop it":
    "Esta conversa está respondendo a outra mensagem; espere terminar ou pare a resposta",
  "This chat has ended and takes no more messages":
    "Esta conversa foi encerrada e não recebe mais mensagens",
  "This chat has ended, and its settings can't be changed any more":
    "Esta conversa foi encerrada, e suas configurações não podem mais ser mudadas",
  "This chat has changed meanwhile; check it and try again":
    "Esta conversa mudou nesse meio-tempo; confira e tente de novo",
  "There is no such answer": "Esta resposta não existe",
  "There is no such question": "Esta pergunta não existe",
  "There is no such message": "Esta mensagem não existe",
  "There is no such chat": "Esta conversa não existe",
  "These chats can no longer be restored": "Estas conversas não podem mais ser recuperadas",
  "Select at least one chat": "Selecione pelo menos uma conversa",
  "Cannot change {0} chats at once: {1} are allowed":
    "Não é possível alterar {0} conversas de uma vez: são permitidas {1}",
  "Cannot list chats: this cursor is not valid; use one that the list returned":
    "Não é possível listar conversas: este cursor não é válido; use um que a lista retornou",

  // Search
  "Cannot search for {0} characters; at most {1} are allowed":
    "Não é possível buscar {0} caracteres; são permitidos no máximo {1}",
  "Cannot search for {0} words; at most {1} are allowed":
    "Não é possível buscar {0} palavras; são permitidas no máximo {1}",
  // Archives
  "Cannot read the form": "Não foi possível ler o formulário",
  "Choose a file that is not empty": "Escolha um arquivo que não esteja vazio",
  "Cannot read more than {0} bytes of a file; pack conversations.json alone into a ZIP archive":
    "Não é possível ler mais de {0} bytes de um arquivo; compacte só o conversations.json em um ZIP",
  "This chat has no messages": "Esta conversa não tem mensagens",
  "Two messages of this chat have the same id": "Duas mensagens desta conversa têm o mesmo id",
  "The active leaf {0} is not a message": "A folha ativa {0} não é uma mensagem",
  "The message before {0} is missing": "Falta a mensagem anterior a {0}",
  "Question {0} follows another question": "A pergunta {0} vem depois de outra pergunta",
  "Answer {0} follows no question": "A resposta {0} não vem depois de uma pergunta",
  "Message {0} follows itself": "A mensagem {0} vem depois de si mesma",
  "The server is reading other files; try again in {0} seconds":
    "O servidor está lendo outros arquivos; tente de novo em {0} segundos",
  "The server is receiving other files; try again in {0} seconds":
    "O servidor está recebendo outros arquivos; tente de novo em {0} segundos",
  "{0} of your uploads are still running; wait for one to finish, or cancel one, and try again":
    "{0} dos seus envios ainda estão em andamento; espere um terminar, ou cancele um, e tente de novo",
  "Your running uploads exceed {0} bytes in total; send one file at a time":
    "Seus envios em andamento passam de {0} bytes no total; envie um arquivo por vez",
  "The request timed out: the rest of its body arrived too slowly":
    "A requisição expirou: o resto do corpo chegou devagar demais",
  "This chat and those after it were not read: a file has at most {0} chats; import the others from separate files":
    "Esta conversa e as seguintes não foram lidas: um arquivo tem no máximo {0} conversas; importe as outras em arquivos separados",
  "This chat and those after it were not read: the file has more than {0} new messages; import it again for the others":
    "Esta conversa e as seguintes não foram lidas: o arquivo tem mais de {0} mensagens novas; importe-o de novo para as outras",
  "Its id must be 1 to 36 printable ASCII characters":
    "Seu id precisa ter de 1 a 36 caracteres ASCII imprimíveis",
  "A chat with this id already exists, deleted or owned by another user":
    "Já existe uma conversa com este id, excluída ou de outro usuário",
  "It changed after it was copied: {0} of its messages are missing here":
    "Ela mudou depois de ser copiada: {0} das suas mensagens faltam aqui",
  "It cannot be stored: {0}": "Não é possível guardá-lo: {0}",
  "Its status is {0}; it must be one of {1}": "Seu status é {0}; precisa ser um de {1}",
  "Its role is {0}; it must be one of {1}": "Seu papel é {0}; precisa ser um de {1}",
  "Your storage is full: this needs {0} bytes, and you have used {1} of {2} bytes; delete chats that you no longer need. They stop counting about an hour later":
    "Seu armazenamento está cheio: isto precisa de {0} bytes, e você já usou {1} de {2} bytes; exclua conversas de que não precisa mais. Elas deixam de contar cerca de uma hora depois",
  "It is still being deleted; try again in a while":
    "Ela ainda está sendo excluída; tente de novo daqui a um tempo",
  "This link does not lead to a shared chat, or no longer does":
    "Este link não leva a uma conversa compartilhada, ou não leva mais",
  "Cannot read this file: choose a ZIP archive or a JSON file that Parley or ChatGPT exported":
    "Não foi possível ler este arquivo: escolha um ZIP ou um JSON exportado pelo Parley ou pelo ChatGPT",
  "There are no chats in this archive: neither chats/….json nor conversations.json":
    "Não há conversas neste arquivo: nem chats/….json nem conversations.json",
  "Cannot unpack this archive: its {0} bytes unpack to more than {1} bytes; import its files one by one":
    "Não é possível descompactar este arquivo: seus {0} bytes ocupam mais de {1} bytes descompactados; importe seus arquivos um a um",
  "The branches of this conversation repeat too much text":
    "Os ramos desta conversa repetem texto demais",
  "This chat has more than {0} bytes": "Esta conversa tem mais de {0} bytes",
  "This is not a chat: it is nested too deeply":
    "Isto não é uma conversa: o aninhamento é profundo demais",
  "This is not JSON": "Isto não é JSON",
  "This is neither a chat of Parley nor a conversation of ChatGPT":
    "Isto não é uma conversa do Parley nem do ChatGPT",
  "This conversation has no id": "Esta conversa não tem id",
  "This conversation has no text": "Esta conversa não tem texto",
  "This conversation is too long": "Esta conversa é longa demais",
  "Cannot read files with a password": "Não é possível ler arquivos com senha",
  "Cannot read this kind of compression; use an ordinary ZIP archive":
    "Não é possível ler esta forma de compactação; use um ZIP comum",
  "This ZIP archive is damaged or incomplete": "Este arquivo ZIP está danificado ou incompleto",

  // Titles and settings
  "A chat's title cannot be blank": "O título de uma conversa não pode ficar em branco",
  "A chat's title has at most {0} characters":
    "O título de uma conversa tem no máximo {0} caracteres",
  "Cannot change this chat. {0}": "Não foi possível mudar esta conversa. {0}",
  "Cannot use these settings. {0}": "Não é possível usar estas configurações. {0}",
  "Must be one of: {0}": "Precisa ser um destes: {0}",
  "Must be a number from {0} to {1}": "Precisa ser um número de {0} a {1}",
  "Must be a whole number from {0} to {1}": "Precisa ser um número inteiro de {0} a {1}",
  "Must be at most {0} sequences of 1 to {1} characters":
    "Precisam ser no máximo {0} sequências de 1 a {1} caracteres",
  "Must have at most {0} characters": "Precisa ter no máximo {0} caracteres",
  "Must leave room for messages: its {0} tokens and the answer's take all {1} that {2} reads":
    "Precisa deixar espaço para mensagens: seus {0} tokens e os da resposta ocupam todos os {1} que {2} lê",
  "There is no model {0}; choose one from the list": "Não há um modelo {0}; escolha um da lista",
  "There is no such account": "Esta conta não existe",
  "There is no model {0}; available: {1}": "Não há um modelo {0}; disponíveis: {1}",

  // Limits, and states that pass by themselves
  "Too many requests; try again in {0} seconds":
    "Requisições demais; tente de novo em {0} segundos",
  "Cannot answer more than {0} of your questions at once; wait for an answer to end, or stop one":
    "Não é possível responder a mais de {0} perguntas suas ao mesmo tempo; espere uma resposta terminar ou pare uma",
  "Cannot follow more than {0} answers at a time; close some of those that are open":
    "Não é possível acompanhar mais de {0} respostas ao mesmo tempo; feche algumas das que estão abertas",
  "Cannot read a request of more than {0} bytes":
    "Não é possível ler uma requisição de mais de {0} bytes",
  "Cannot read a request of more than {0} bytes before you sign in":
    "Não é possível ler uma requisição de mais de {0} bytes antes de você entrar",
  "All your {0} connections are busy; close some of them and try again":
    "Suas {0} conexões estão todas ocupadas; feche algumas delas e tente de novo",
  "The server is stopping; please try again": "O servidor está parando; tente de novo",
  "Cannot reach the database; try again in a moment":
    "O banco de dados não está acessível; tente de novo daqui a pouco",
  "The database is too busy; try again in a moment":
    "O banco de dados está ocupado demais; tente de novo daqui a pouco",
  "Cannot store this: the server's storage is full or fails; try again later":
    "Não foi possível guardar: o armazenamento do servidor está cheio ou falha; tente mais tarde",

  "Too many passwords are being checked; try again in {0} seconds":
    "Há senhas demais sendo verificadas; tente de novo em {0} segundos",
  "The client left before its turn came": "O cliente saiu antes da sua vez",

  // Requests that our own pages never send
  "Internal error": "Erro interno",
  "There is nothing here": "Não há nada aqui",
  "Cannot {0} this path; it accepts {1}": "Não é possível usar {0} neste caminho; ele aceita {1}",
  "Cannot use these fields: {0}": "Não é possível usar estes campos: {0}",
  "Cannot tell which {0} to use: it was sent twice, or has a comma":
    "Não é possível saber qual {0} usar: ele foi enviado duas vezes, ou tem uma vírgula",
  "Cannot use this input": "Não é possível usar estes dados",
  "Cannot use a key of {0} characters; at most {1} are allowed":
    "Não é possível usar uma chave de {0} caracteres; são permitidos no máximo {1}",
  "Cannot read the body: it is not JSON": "Não foi possível ler o corpo: não é JSON",
  "Cannot read the body: it is incomplete": "Não foi possível ler o corpo: ele está incompleto",
  "Cannot read the body: it is not UTF-8": "Não foi possível ler o corpo: não é UTF-8",
  "Cannot read a body of this type; Content-Type must be {0}":
    "Não é possível ler um corpo deste tipo; Content-Type precisa ser {0}",
  "Cannot read a body with a Content-Encoding":
    "Não é possível ler um corpo com um Content-Encoding",
  "Cannot respond in a format that Accept names; available: {0}":
    "Não é possível responder em um formato que Accept pede; disponível: {0}",
  field: "campo",
  parameter: "parâmetro",
  "There is no such {0}": "Este {0} não existe",
  "There is no such {0}; there is only {1}": "Este {0} não existe; há só {1}",
  "There is no such {0}; there are {1}": "Este {0} não existe; há {1}",
  "There is no such {0}; did you mean {1}?": "Este {0} não existe; você quis dizer {1}?",
  "There is no such {0}; it is called {1} here": "Este {0} não existe; aqui se chama {1}",
  "There is no such {0}; put {1} into the object {2}":
    "Este {0} não existe; ponha {1} no objeto {2}",
  "There is no such {0} here; it belongs in {1}": "Este {0} não existe aqui; ele fica em {1}",
  "There is no such {0} here; it belongs at the top level":
    "Este {0} não existe aqui; ele fica no nível superior",
  "There is no such {0}; send only the newest as {1}; the chat keeps the others":
    "Este {0} não existe; envie só a mais nova como {1}; a conversa guarda as outras",
  "There is no such {0}; {1}": "Este {0} não existe; {1}",
  "for events, send the header Accept: text/event-stream":
    "para eventos, envie o cabeçalho Accept: text/event-stream",
  "the header X-Parley-User says for whom the service token acts":
    "o cabeçalho X-Parley-User diz por quem o token de serviço age",
  "the path names the chat: /api/v1/chats/{chat_id}/messages":
    "o caminho diz qual é a conversa: /api/v1/chats/{chat_id}/messages",
  "send the header Idempotency-Key": "envie o cabeçalho Idempotency-Key",
  "it belongs to the chat: PATCH /api/v1/chats/{chat_id} changes it":
    "ele pertence à conversa: PATCH /api/v1/chats/{chat_id} o muda",
  "Parley has nothing like it": "o Parley não tem nada parecido",
  "{0} more are wrong": "mais {0} estão errados",
  "x-parley-user must be printable ASCII": "x-parley-user precisa ser ASCII imprimível",
  "Cannot use {0}: {1}": "Não é possível usar {0}: {1}",
  "Is missing": "Está faltando",
  "Is missing; you sent {0}": "Está faltando; você enviou {0}",
  "This text has a broken character, often half of an emoji; remove it and try again":
    "Este texto tem um caractere quebrado, muitas vezes meio emoji; remova-o e tente de novo",
  "Must be a text": "Precisa ser um texto",
  "Must be a number": "Precisa ser um número",
  "Must be a whole number": "Precisa ser um número inteiro",
  "Must be true or false": "Precisa ser true ou false",
  "Must be a list": "Precisa ser uma lista",
  "Must be an object": "Precisa ser um objeto",
  "This is not an event of this stream; number of its answers: {0}":
    "Este não é um evento deste fluxo; número de suas respostas: {0}",
  "Cannot list messages: this cursor is not valid; use one that the list returned":
    "Não é possível listar mensagens: este cursor não é válido; use um que a lista retornou",
  "This request comes from another site": "Esta requisição vem de outro site",
  "The authorization token is missing or wrong": "O token de autorização falta ou está errado",
  "The authorization token was revoked, or has expired":
    "O token de autorização foi revogado ou expirou",
  "This API token acts for its own user only": "Este token de API age apenas por seu dono",
  "{0} is empty; it must name the user to act for":
    "{0} está vazio; ele precisa dizer por qual usuário agir",
  "{0} names an account; AUTH_TOKEN acts only for users that programs made here":
    "{0} é uma conta; aqui AUTH_TOKEN só age por usuários criados por programas",
  "{0} begins or ends with white space": "{0} começa ou termina com espaço em branco",
  "{0} has a broken character (an unpaired surrogate)":
    "{0} tem um caractere quebrado (um surrogate sem par)",
  "{0} has a control character": "{0} tem um caractere de controle",
  "{0} is longer than {1} characters": "{0} tem mais de {1} caracteres",
  "chat is missing; its id must name the chat to change":
    "chat está faltando; seu id precisa dizer qual conversa mudar",
  "update_mask names nothing to change; it may name {0}":
    "update_mask não nomeia nada a mudar; pode nomear {0}",
  "Cannot change {0}; {1}": "Não é possível mudar {0}; {1}",
  "A path of update_mask is empty; {0}": "Um caminho de update_mask está vazio; {0}",
  "update_mask calls it {0}": "update_mask o chama de {0}",
  "update_mask may name {0}": "update_mask pode nomear {0}",
  "page_size is {0}; it must be from 0 to {1}": "page_size é {0}; deve ser de 0 a {1}",
  "{0} is {1}; it must be 0 or the position of a delta":
    "{0} é {1}; deve ser 0 ou a posição de um delta",
  "{0} must be a time that DeleteChat returned": "{0} deve ser um instante que DeleteChat retornou",
  "Cannot list results: this cursor is not valid; use one that the search returned":
    "Não é possível listar resultados: este cursor não é válido; use um que a busca devolveu",
  "There is nothing to search for": "Não há nada para buscar",
  "format must be EXPORT_FORMAT_MARKDOWN or EXPORT_FORMAT_JSON":
    "format deve ser EXPORT_FORMAT_MARKDOWN ou EXPORT_FORMAT_JSON",
  "Cannot send this chat in a message: it has more than 4 MiB; export it over HTTP":
    "Não é possível enviar esta conversa em uma mensagem: ela tem mais de 4 MiB; exporte-a por HTTP",
  "This API token lacks the scope {0}": "Este token de API não tem o escopo {0}",
  "Cannot follow answer from {0}: it ends at {1}":
    "Não é possível acompanhar a resposta a partir de {0}: ela termina em {1}",
  "Cannot follow answer from {0}: that is in the middle of a character":
    "Não é possível acompanhar a resposta a partir de {0}: isso fica no meio de um caractere",
  "Cannot use this key: it was sent with another request; use a new key":
    "Não é possível usar esta chave: ela já foi enviada com outra requisição; use uma nova",
};

/** Error messages by the English template. Without a translation the message stays in English. */
export const errorTexts: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {},
  "pt-BR": portuguese,
};
