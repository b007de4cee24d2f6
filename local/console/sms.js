// @ts-check
/**
 * Sends a text the way other code does, by the Lambda Invoke API, and shows the answer, the decision behind it and what
 * arrived. That API answers pages of this origin on this machine alone, so no stranger's page can skip a limit by it.
 *
 * @import { Decision, Mail, Text } from "./drawing.js"
 */
import { $, element, grow, providerOf, timeOf, trailTable, watch } from "./drawing.js";

const form = /** @type {HTMLFormElement} */ ($("form"));
const message = /** @type {HTMLTextAreaElement} */ ($("body"));

/** The request whose decision is waited for. @type {string | null} */
let requestId = null;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  button.disabled = true;
  try {
    await send();
  } catch {
    showOutcome("Postern does not answer. Is it still running?", "bad");
  } finally {
    button.disabled = false;
    button.focus();
  }
});

async function send() {
  const { phone, message, skipRateLimit } = Object.fromEntries(new FormData(form));
  const payload = { phone, message, ...(skipRateLimit && { skipRateLimit: true }) };
  const response = await post("/2015-03-31/functions/postern-sms-dev/invocations", payload);
  const answer = await response.json();
  requestId = response.headers.get("x-amzn-requestid");
  $("no-answer").hidden = true;
  $("answer").hidden = false;
  $("json").textContent = JSON.stringify(answer, undefined, 2);
  $("checks").replaceChildren();
  if (answer.success) showOutcome(`Sent through ${answer.provider}`, "good");
  else
    showOutcome(`${answer.error ?? "The function broke"}: ${answer.message ?? answer.errorMessage}`, "bad");
  await look();
}

/** @param {string} text @param {"good" | "bad"} tone */
const showOutcome = (text, tone) =>
  $("outcome").replaceChildren(element("p", { textContent: text, className: tone }));

/** @param {string} path @param {unknown} value */
const post = (path, value) => fetch(path, { method: "POST", body: JSON.stringify(value) });

/** @param {Decision[]} list oldest first */
function showChecks(list) {
  const decision = list.find((each) => each.requestId === requestId);
  if (decision?.trail !== undefined) $("checks").replaceChildren(trailTable(decision.trail));
}

/** @param {(Mail | Text)[]} list oldest first */
function showTexts(list) {
  const texts = list.filter((sent) => sent.channel === "sms");
  $("no-text").hidden = texts.length > 0;
  grow($("texts"), texts, arrivedText);
}

/** @param {Text} text */
function arrivedText(text) {
  return element("li", {}, [
    timeOf(text.at),
    element("span", { textContent: text.to, className: "to" }),
    element("span", { textContent: providerOf(text), className: "through" }),
    element("span", { textContent: text.body, className: "body" }),
  ]);
}

async function count() {
  const text = message.value;
  const response = await post("/_postern/message-parts", text);
  if (!response.ok || text !== message.value) return;
  const { parts, encoding } = await response.json();
  $("parts").textContent =
    `${text.length} characters, ${encoding}: ${parts === 1 ? "1 part" : `${parts} parts`}`;
}

// Who cannot reach Postern is told by the lists, which ask every second.
const countQuietly = () => count().catch(() => {});

const look = watch({ decisions: showChecks, outbox: showTexts });
message.addEventListener("input", countQuietly);
countQuietly();
