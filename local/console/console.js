// @ts-check
/**
 * Shows what left the building, what was decided and what API keys have used, as it happens. A mail's HTML is shown in a frame without rights.
 *
 * @import { Decision, Mail, Text, Usage } from "./drawing.js"
 */
import { $, element, grow, inMs, providerOf, timeOf, trailTable, watch } from "./drawing.js";

/** @type {(Mail | Text)[]} */
let messages = [];
/** The place of the chosen message in the outbox; the newest, until somebody chooses. @type {number | undefined} */
let chosen;

/** @param {(Mail | Text)[]} list oldest first */
function showInbox(list) {
  messages = list;
  if (chosen !== undefined && chosen >= messages.length) chosen = undefined;
  $("no-message").hidden = messages.length > 0;
  $("empty").hidden = messages.length === 0;
  grow($("messages"), messages, listedMessage);
  showMessage();
}

/** @param {Mail | Text} message @param {number} place */
function listedMessage(message, place) {
  const { title, who } = inWords(message);
  const button = element("button", {}, [
    element("span", { textContent: title, className: "title" }),
    element("span", { textContent: who, className: "who" }),
    timeOf(message.at),
  ]);
  button.type = "button";
  button.dataset.place = String(place);
  button.addEventListener("click", () => {
    chosen = place;
    showMessage();
  });
  return element("li", {}, [button]);
}

function showMessage() {
  const place = chosen ?? messages.length - 1;
  const message = messages[place];
  for (const button of $("messages").querySelectorAll("button")) {
    button.setAttribute("aria-current", String(button.dataset.place === String(place)));
  }
  $("message").hidden = message === undefined;
  if (message === undefined) return;
  const { title, envelope, text } = inWords(message);
  $("title").textContent = title;
  const rows = Object.entries({ ...envelope, Sent: new Date(message.at).toLocaleString() });
  $("envelope").replaceChildren(...rows.flatMap(([name, value]) => row(name, value)));
  $("text").textContent = text;
  $("html-part").hidden = message.channel !== "email";
  const frame = /** @type {HTMLIFrameElement} */ ($("html"));
  if (message.channel === "email") frame.src = `outbox/${place}/html`;
  else frame.removeAttribute("src");
}

/** @param {Mail | Text} message */
function inWords(message) {
  if (message.channel === "sms") {
    const { to, body, source } = message;
    const provider = providerOf(message);
    const envelope = { To: to, Through: provider, ...(source && { Source: source }) };
    return { title: `Text to ${to}`, who: provider, envelope, text: body };
  }
  const { to, from, replyTo, subject, text } = message;
  const envelope = { To: to.join(", "), From: from, "Reply to": replyTo.join(", ") || "nobody" };
  return { title: subject, who: replyTo.join(", ") || from, envelope, text };
}

/** @param {Decision[]} list oldest first */
function showDecisions(list) {
  $("no-decision").hidden = list.length > 0;
  grow($("decisions"), list, listedDecision);
}

/** @param {Decision} decision */
function listedDecision({ function: name, outcome, reason, probe, atMs, durationMs, degraded, trail = [] }) {
  const summary = element("summary", {}, [
    timeOf(atMs),
    element("span", { textContent: name }),
    element("strong", { textContent: whatOf(outcome, reason), className: toneOf(outcome) }),
    element("span", { textContent: probe ? `trial of the ${probe}` : "" }),
    element("span", { textContent: degraded ? `degraded: ${degraded.join("; ")}` : "", className: "bad" }),
    element("span", { textContent: durationMs === undefined ? "" : inMs(durationMs), className: "took" }),
  ]);
  const details = element("details", {}, trail.length > 0 ? [summary, trailTable(trail)] : [summary]);
  return element("li", {}, [details]);
}

/** @param {Usage[]} list */
function showUsage(list) {
  $("no-key").hidden = list.length > 0;
  $("keys").hidden = list.length === 0;
  $("usage").replaceChildren(...list.map(usageRow));
}

/** @param {Usage} usage */
function usageRow({ name, plan, used, limit, period, resetAt, lastUsedOn }) {
  const header = element("th", { textContent: name });
  header.scope = "row";
  const cells = [
    plan,
    limit === null ? "not counted" : `${used} of ${limit} this ${period}`,
    resetAt === null ? "–" : new Date(resetAt).toLocaleString(),
    lastUsedOn ?? "never",
  ];
  return element("tr", {}, [header, ...cells.map((textContent) => element("td", { textContent }))]);
}

/** @param {string} outcome @param {string} reason */
const whatOf = (outcome, reason) => (reason.toLowerCase() === outcome ? outcome : `${outcome} ${reason}`);

/** @param {string} outcome */
const toneOf = (outcome) => (outcome === "sent" ? "good" : outcome === "answered" ? "" : "bad");

/** @param {string} name @param {string} value */
function row(name, value) {
  return [element("dt", { textContent: name }), element("dd", { textContent: value })];
}

const look = watch({ outbox: showInbox, decisions: showDecisions, usage: showUsage });
$("empty").addEventListener("click", async () => {
  await fetch("outbox", { method: "DELETE" });
  await look();
});
