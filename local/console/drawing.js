// @ts-check
/**
 * What the pages of the console share. What strangers wrote is put in as text; nothing here makes markup of it.
 *
 * @typedef {{ channel: "email", to: string[], from: string, replyTo: string[], subject: string, text: string, html: string, at: string }} Mail
 * @typedef {{ channel: "sms", provider: "clicksend" | "sns", to: string, body: string, source: string, at: string }} Text
 * @typedef {{ check: string, verdict: string, reason?: string, shadow?: true, degraded?: string, undone?: string, notes?: object, error?: { name: string, message: string }, tookMs: number }} Step
 * @typedef {{ function: string, requestId?: string, outcome: string, reason: string, atMs: number, durationMs?: number, degraded?: string[], trail?: Step[] }} Decision
 * @typedef {{ id: string, name: string, plan: string, used: number | null, limit: number | null, remaining: number | null, period: string | null, resetAt: string | null, lastUsedOn: string | null }} Usage
 */

const POLL_MS = 1_000;

export const $ = (/** @type {string} */ id) => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page lacks #${id}`);
  return found;
};

/**
 * Shows each list of the console API now, and again whenever it has changed.
 * @param {Record<string, (list: any[]) => void>} views by the name of the list
 * @returns {() => Promise<void>} looks at once
 */
export function watch(views) {
  /** What each view shows now, as it came. @type {Record<string, string>} */
  const shown = {};
  const poll = async () => {
    let trouble = "";
    for (const [name, show] of Object.entries(views)) {
      const { list, problem } = await read(`/_postern/${name}`);
      trouble ||= problem;
      if (list === undefined || list === shown[name]) continue;
      shown[name] = list;
      show(JSON.parse(list));
    }
    $("connection").textContent = trouble;
  };
  document.addEventListener("visibilitychange", () => document.hidden || poll());
  setInterval(() => document.hidden || poll(), POLL_MS);
  poll();
  return poll;
}

/**
 * @param {string} path
 * @returns {Promise<{ list?: string, problem: string }>}
 */
async function read(path) {
  try {
    const answer = await fetch(path);
    return answer.ok
      ? { list: await answer.text(), problem: "" }
      : { problem: (await answer.json()).message };
  } catch {
    return { problem: "Postern does not answer. Is it still running?" };
  }
}

/**
 * Adds what is new at the top and leaves the rest alone: it may be open, or have the focus.
 * @template T
 * @param {HTMLElement} container
 * @param {T[]} list oldest first
 * @param {(entry: T, place: number) => HTMLElement} draw
 */
export function grow(container, list, draw) {
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

/** Every check that ran, and what it said. @param {Step[]} trail */
export const trailTable = (trail) =>
  element("table", { className: "trail" }, [element("tbody", {}, trail.map(trailRow))]);

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

export const inMs = (/** @type {number} */ ms) => `${ms.toFixed(1)} ms`;

/** Whoever sent it, for people. @param {Text} text */
export const providerOf = ({ provider }) => (provider === "sns" ? "SNS" : "ClickSend");

/** @param {string | number} at */
export function timeOf(at) {
  const time = new Date(at);
  return element("time", { dateTime: time.toISOString(), textContent: time.toLocaleTimeString() });
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Partial<HTMLElementTagNameMap[K]>} properties
 * @param {Node[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, properties, children = []) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
