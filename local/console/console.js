// @ts-check
/**
 * Shows what left the building and what was decided, as it happens. What strangers wrote is put in as text, or
 * shown in a frame without rights; nothing here makes markup of it.
 *
 * @typedef {{ to: string[], from: string, replyTo: string[], subject: string, text: string, html: string, at: string }} Mail
 * @typedef {{ check: string, verdict: string, reason?: string, shadow?: true, degraded?: string, undone?: string, notes?: object, error?: { name: string, message: string }, tookMs: number }} Step
 * @typedef {{ function: string, outcome: string, reason: string, atMs: number, durationMs?: number, degraded?: string[], trail?: Step[] }} Decision
 */

const POLL_MS = 1_000;

const $ = (/** @type {string} */ id) => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page lacks #${id}`);
  return found;
};

/** @type {Mail[]} */
let mails = [];
/** The place of the chosen mail in the outbox; the newest, until somebody chooses. @type {number | undefined} */
let chosen;

/** @type {Record<string, (list: any[]) => void>} */
const VIEWS = { outbox: showInbox, decisions: showDecisions };
/** What each view shows now, as it came. @type {Record<string, string>} */
const shown = {};

async function poll() {
  for (const [path, show] of Object.entries(VIEWS)) {
    const list = await read(path);
    $("connection").textContent = list === undefined ? "Postern does not answer. Is it still running?" : "";
    if (list === undefined || list === shown[path]) continue;
    shown[path] = list;
    show(JSON.parse(list));
  }
}

/** Undefined when nobody answers. @param {string} path */
async function read(path) {
  try {
    return await (await fetch(path)).text();
  } catch {
    return undefined;
  }
}

/**
 * Adds what is new at the top and leaves the rest alone: it may be open, or have the focus.
 * @template T
 * @param {HTMLElement} container
 * @param {T[]} list oldest first
 * @param {(entry: T, place: number) => HTMLElement} draw
 */
function grow(container, list, draw) {
  const first = JSON.stringify(list[0]);
  const isLonger = container.dataset.first === first && list.length > container.children.length;
  if (!isLonger) container.replaceChildren();
  container.dataset.first = first ?? "";
  const known = container.children.length;
  container.prepend(
    ...list
      .slice(known)
      .map((entry, at) => draw(entry, known + at))
      .reverse(),
  );
}

/** @param {Mail[]} list oldest first */
function showInbox(list) {
  mails = list;
  if (chosen !== undefined && chosen >= mails.length) chosen = undefined;
  $("no-mail").hidden = mails.length > 0;
  $("empty").hidden = mails.length === 0;
  grow($("mails"), mails, listedMail);
  showMail();
}

/** @param {Mail} mail @param {number} place */
function listedMail(mail, place) {
  const button = element("button", {}, [
    element("span", { textContent: mail.subject, className: "subject" }),
    element("span", { textContent: mail.replyTo.join(", ") || mail.from, className: "from" }),
    timeOf(mail.at),
  ]);
  button.type = "button";
  button.dataset.place = String(place);
  button.addEventListener("click", () => {
    chosen = place;
    showMail();
  });
  return element("li", {}, [button]);
}

function showMail() {
  const place = chosen ?? mails.length - 1;
  const mail = mails[place];
  for (const button of $("mails").querySelectorAll("button")) {
    button.setAttribute("aria-current", String(button.dataset.place === String(place)));
  }
  $("mail").hidden = mail === undefined;
  if (mail === undefined) return;
  $("subject").textContent = mail.subject;
  $("envelope").replaceChildren(
    ...row("To", mail.to.join(", ")),
    ...row("From", mail.from),
    ...row("Reply to", mail.replyTo.join(", ") || "nobody"),
    ...row("Sent", new Date(mail.at).toLocaleString()),
  );
  $("text").textContent = mail.text;
  const frame = /** @type {HTMLIFrameElement} */ ($("html"));
  frame.src = `outbox/${place}/html`;
}

/** @param {Decision[]} list oldest first */
function showDecisions(list) {
  $("no-decision").hidden = list.length > 0;
  grow($("decisions"), list, listedDecision);
}

/** @param {Decision} decision */
function listedDecision({ function: name, outcome, reason, atMs, durationMs, degraded, trail = [] }) {
  const summary = element("summary", {}, [
    timeOf(atMs),
    element("span", { textContent: name }),
    element("strong", { textContent: whatOf(outcome, reason), className: toneOf(outcome) }),
    element("span", { textContent: degraded ? `degraded: ${degraded.join("; ")}` : "", className: "bad" }),
    element("span", { textContent: durationMs === undefined ? "" : inMs(durationMs), className: "took" }),
  ]);
  const table = element("table", {}, [element("tbody", {}, trail.map(trailRow))]);
  return element("li", {}, [element("details", {}, trail.length > 0 ? [summary, table] : [summary])]);
}

/** @param {Step} step */
function trailRow({ check, verdict, reason, shadow, degraded, undone, notes, error, tookMs }) {
  const said = [
    shadow && "in shadow",
    reason,
    degraded && `degraded: ${degraded}`,
    undone && `undone: ${undone}`,
    notes && JSON.stringify(notes),
    error && `${error.name}: ${error.message}`,
  ];
  const name = element("th", { textContent: check });
  name.scope = "row";
  return element("tr", {}, [
    name,
    element("td", { textContent: verdict, className: verdict === "passed" ? "good" : "bad" }),
    element("td", { textContent: said.filter(Boolean).join(", ") }),
    element("td", { textContent: inMs(tookMs) }),
  ]);
}

/** @param {string} outcome @param {string} reason */
const whatOf = (outcome, reason) => (reason.toLowerCase() === outcome ? outcome : `${outcome} ${reason}`);

/** @param {string} outcome */
const toneOf = (outcome) => (outcome === "sent" ? "good" : outcome === "answered" ? "" : "bad");

/** @param {number} ms */
const inMs = (ms) => `${ms.toFixed(1)} ms`;

/** @param {string | number} at */
function timeOf(at) {
  const time = new Date(at);
  return element("time", { dateTime: time.toISOString(), textContent: time.toLocaleTimeString() });
}

/** @param {string} name @param {string} value */
function row(name, value) {
  return [element("dt", { textContent: name }), element("dd", { textContent: value })];
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Partial<HTMLElementTagNameMap[K]>} properties
 * @param {Node[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
function element(tag, properties, children = []) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

$("empty").addEventListener("click", async () => {
  await fetch("outbox", { method: "DELETE" });
  await poll();
});
document.addEventListener("visibilitychange", () => document.hidden || poll());
setInterval(() => document.hidden || poll(), POLL_MS);
poll();
