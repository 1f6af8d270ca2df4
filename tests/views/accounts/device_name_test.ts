import assert from "node:assert/strict";
import { deviceName } from "../../../views/accounts/device_name.ts";
import { accountTexts } from "../../../views/texts/account.ts";

const webKit = "AppleWebKit/537.36 (KHTML, like Gecko)";
const safari = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";
const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const android = "Mozilla/5.0 (Linux; Android 10; K)";
const iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X)";

const devices: readonly [string, string][] = [
  [`${windows} ${webKit} Chrome/150.0.0.0 Safari/537.36`, "Chrome on Windows"],
  [`${windows} ${webKit} Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0`, "Edge on Windows"],
  [`${mac} ${webKit} Chrome/150.0.0.0 Safari/537.36 OPR/130.0.0.0`, "Opera on Mac"],
  [`${mac} ${safari} Version/26.0 Safari/605.1.15`, "Safari on Mac"],
  [`${iPhone} ${safari} Version/26.0 Mobile/15E148 Safari/604.1`, "Safari on iPhone"],
  [`${iPhone} ${safari} CriOS/150.0.0.0 Mobile/15E148 Safari/604.1`, "Chrome on iPhone"],
  [`${android} ${webKit} Chrome/150.0.0.0 Mobile Safari/537.36`, "Chrome on Android"],
  [
    `${android} ${webKit} SamsungBrowser/30.0 Chrome/140.0.0.0 Safari/537.36`,
    "Samsung Internet on Android",
  ],
  ["Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0", "Firefox on Android"],
  ["Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/150.0.0.0 Safari/537.36", "Chrome on ChromeOS"],
  ["Mozilla/5.0 (Strange; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox"],
  ["curl/8.15.0", "A browser or program"],
  ["<script>alert(1)</script>", "A browser or program"],
  ["", "A browser or program"],
];

for (const [userAgent, name] of devices) {
  Deno.test(`deviceName() returns "${name}" for "${userAgent.slice(0, 40)}"`, () => {
    assert.equal(deviceName(accountTexts.en, userAgent), name);
  });
}

Deno.test("deviceName() uses the user's language", () => {
  assert.equal(deviceName(accountTexts["pt-BR"], devices[0]![0]), "Chrome no Windows");
});
