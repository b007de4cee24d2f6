// @ts-check
/**
 * Sends every `form[data-postern]` without leaving the page, and says beside each field what is wrong with it.
 * Without this script the same form still works: the browser checks the fields, posts them and goes on to a
 * thank-you page.
 *
 * @typedef {{ success: boolean, message?: string, error?: string, fields?: string[], retryAfterSeconds?: number }} Answer
 * @typedef {Record<string, string | undefined>} Problems by the name of the field
 */

/** Every word that this script shows. Change or translate them here. */
const WORDS = {
  missing: /** @type {Problems} */ ({
    name: "Please tell us your name.",
    email: "Please give your e-mail address, so that we can answer.",
    message: "Please write a message.",
  }),
  invalidEmail: "Please check this address. It should look like name@example.com.",
  disposableEmail: "This is a throw-away address, and our answer would be lost. Please give another one.",
  undeliverableEmail: "This address takes no mail, so we could not answer. Please check it.",
  tooLong: "This is too long. Please shorten it.",
  left: (/** @type {number} */ count) => (count === 1 ? "1 character left" : `${count} characters left`),
  over: (/** @type {number} */ count) =>
    count === 1 ? "1 character too many" : `${count} characters too many`,
  notYet: "Not sent yet. Please look at the marked fields.",
  sending: "Sending…",
  thanks: "Thank you",
  sent: "Your message has been sent.",
  answerTo: (/** @type {string} */ email) => `Our answer will come to ${email}.`,
  again: "Write another message",
  rateLimited: (/** @type {string} */ when) =>
    `Not sent: too many messages came from your network. Please try again ${when}.`,
  ourFault: "Not sent: something went wrong on our side. Please try again in a few minutes.",
  noAnswer:
    "No answer came, so your message has probably not arrived. Please check your connection and try again.",
  textKept: "Your text is still here.",
};

/** The function refuses any other field, so that nothing a visitor wrote gets lost. */
const FIELDS = ["name", "email", "message"];

/** The counter appears when at most this part of a field's `data-limit` is left. */
const COUNTER_FROM = 0.1;

/** A little more than the 29 seconds after which API Gateway itself gives up. */
const ANSWER_TIMEOUT_MS = 35_000;

/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll("form[data-postern]");
forms.forEach(enhance);

/** @param {HTMLFormElement} form */
function enhance(form) {
  const fields = FIELDS.map((name) => fieldOf(form, name));
  const button = form.querySelector("button") ?? lacks("a button");
  const status = element("div", { className: "form-status", tabIndex: -1 });
  const alert = element("div", { className: "form-status" });
  // Attributes, here and below: not every browser has the properties, and without them nothing is read out.
  status.setAttribute("role", "status");
  alert.setAttribute("role", "alert");
  form.append(alert, status);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.state === "sending") return;
    const request = { hasLeft: false };
    try {
      await send(request);
    } catch (error) {
      // A fault of this script, or something that the browser lacks: the form posts itself, as it does without script.
      if (!request.hasLeft) HTMLFormElement.prototype.submit.call(form);
      throw error; // For the console.
    }
  });

  form.addEventListener("input", () => {
    if (!form.querySelector("[aria-invalid]")) empty(status);
  });
  form.noValidate = true; // From here on the messages stand beside the fields.

  /** @param {{ hasLeft: boolean }} request */
  async function send(request) {
    if (refuse(Object.fromEntries(fields.map((field) => [field.name, field.problem()])))) return;
    const values = Object.fromEntries(fields.map((field) => [field.name, field.value()]));
    const answer = await whileSending(() => post(form, values, request));
    if (answer?.success) thank(values.email ?? "");
    else if (!refuse(problemsIn(answer))) say(alert, paragraph(`${failureIn(answer)} ${WORDS.textKept}`));
  }

  /** Complains about these fields and goes to the first. @param {Problems} problems @returns {boolean} if there is any */
  function refuse(problems) {
    for (const field of fields) field.mark(problems[field.name]);
    const first = fields.find((field) => problems[field.name]);
    if (first) say(status, paragraph(WORDS.notYet));
    first?.focus();
    return first !== undefined;
  }

  /** @template T @param {() => Promise<T>} send */
  async function whileSending(send) {
    const label = button.textContent;
    form.dataset.state = "sending";
    button.setAttribute("aria-disabled", "true"); // Not `disabled`, which would drop the keyboard's focus.
    button.textContent = WORDS.sending;
    for (const field of fields) field.lock(true); // What is typed now would be lost when the form is emptied.
    try {
      say(status, paragraph(WORDS.sending));
      return await send();
    } finally {
      for (const field of fields) field.lock(false);
      delete form.dataset.state;
      button.removeAttribute("aria-disabled");
      button.textContent = label;
      say(status);
    }
  }

  /** @param {string} email */
  function thank(email) {
    const again = element("button", { type: "button", textContent: WORDS.again });
    again.addEventListener("click", () => {
      delete form.dataset.state;
      say(status);
      fields[0]?.focus();
    });
    form.reset();
    for (const field of fields) field.count();
    form.dataset.state = "sent";
    // A visitor who mistyped the address sees it here.
    say(
      status,
      element("h2", { textContent: WORDS.thanks }),
      paragraph(WORDS.sent),
      paragraph(WORDS.answerTo(email)),
      again,
    );
    status.focus(); // The button that had the focus is gone.
  }

  /** Fills one of the two live regions and empties the other. @param {HTMLElement} region @param {HTMLElement[]} content */
  function say(region, ...content) {
    empty(status);
    empty(alert);
    region.append(...content);
    region.scrollIntoView?.({ block: "nearest" });
  }
}

/**
 * One field with the places for its problem and its counter.
 * @param {HTMLFormElement} form @param {string} name
 */
function fieldOf(form, name) {
  const input = form.elements.namedItem(name);
  if (!(input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement)) {
    return lacks(`a text field named "${name}"`);
  }
  const problemText = element("p", { className: "form-problem", id: `${input.id || name}-problem` });
  const counter = element("p", { className: "form-counter", id: `${input.id || name}-counter` });
  const limit = Number(input.dataset.limit ?? Number.POSITIVE_INFINITY);
  input.after(problemText, counter);
  input.setAttribute("aria-describedby", `${problemText.id} ${counter.id}`);
  /** Code points, as the function counts them: an emoji is one character. */
  const left = () => limit - [...input.value.trim()].length;

  const field = {
    name,
    value: () => input.value,
    focus: () => input.focus(),
    /** @param {boolean} locked */
    lock: (locked) => {
      input.readOnly = locked;
    },
    /** What is surely wrong. The function knows the whole rule. @returns {string | undefined} */
    problem: () => {
      if (input.value.trim() === "") return WORDS.missing[name];
      if (left() < 0) return WORDS.tooLong;
      if (input.type === "email" && !/^[^\s@]+@[^\s@]+$/.test(input.value.trim())) return WORDS.invalidEmail;
      return undefined;
    },
    /** @param {string | undefined} problem */
    mark: (problem) => {
      if (problem) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      problemText.textContent = problem ?? "";
    },
    count: () => {
      if (left() > limit * COUNTER_FROM) counter.textContent = "";
      else counter.textContent = left() < 0 ? WORDS.over(-left()) : WORDS.left(left());
    },
  };
  input.addEventListener("input", () => {
    field.count();
    if (input.hasAttribute("aria-invalid")) field.mark(field.problem()); // Complain late, forgive at once.
  });
  field.count(); // A browser may have brought back what was typed before.
  return field;
}

/**
 * @param {HTMLFormElement} form @param {Record<string, string>} values
 * @param {{ hasLeft: boolean }} request told when it has left: from then on the message may have arrived
 * @returns {Promise<Answer | undefined>} nothing when no answer came
 * @throws {Error} when it cannot even leave
 */
async function post(form, values, request) {
  const trap = /** @type {HTMLInputElement | null} */ (form.querySelector('[name^="hp_"]'));
  const answering = fetch(form.action, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...values, ...(trap && { [trap.name]: trap.value }) }),
    signal: AbortSignal.timeout?.(ANSWER_TIMEOUT_MS) ?? null, // Older browsers wait as long as it takes.
  });
  request.hasLeft = true;
  const response = await answering.catch(() => undefined);
  // Something on the way may have answered with a page of its own. That, too, is a failure.
  return response && answerOf(await response.json().catch(() => undefined));
}

/** What came back, as far as it is an answer of the function. @param {unknown} body @returns {Answer} */
function answerOf(body) {
  const { success, error, message, fields, retryAfterSeconds } = Object(body);
  const text = (/** @type {unknown} */ value) => (typeof value === "string" ? value : undefined);
  return {
    success: success === true,
    error: text(error),
    message: text(message),
    fields: Array.isArray(fields) ? fields.filter((name) => text(name)) : [],
    retryAfterSeconds: Number(retryAfterSeconds) || 0,
  };
}

/** @param {Answer | undefined} answer @returns {Problems} what the function has against single fields */
function problemsIn({ error, fields = [] } = { success: false }) {
  if (error === "MISSING_FIELDS")
    return Object.fromEntries(fields.map((name) => [name, WORDS.missing[name]]));
  if (error === "FIELD_TOO_LONG") return Object.fromEntries(fields.map((name) => [name, WORDS.tooLong]));
  if (error === "INVALID_EMAIL") return { email: WORDS.invalidEmail };
  if (error === "DISPOSABLE_EMAIL") return { email: WORDS.disposableEmail };
  if (error === "UNDELIVERABLE_EMAIL") return { email: WORDS.undeliverableEmail };
  return {};
}

/** @param {Answer | undefined} answer */
function failureIn(answer) {
  if (!answer) return WORDS.noAnswer;
  if (answer.retryAfterSeconds) return WORDS.rateLimited(inWords(answer.retryAfterSeconds));
  return (answer.error && answer.message) || WORDS.ourFault;
}

/** @param {number} seconds */
function inWords(seconds) {
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "in about a minute" : `in about ${minutes} minutes`;
}

/** The form then stays as it is without script. @param {string} what @returns {never} */
function lacks(what) {
  throw new Error(`form[data-postern] needs ${what}`);
}

/** @param {HTMLElement} region */
function empty(region) {
  region.textContent = "";
}

/** @param {string} text */
function paragraph(text) {
  return element("p", { textContent: text });
}

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Partial<HTMLElementTagNameMap[T]>} properties */
function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
