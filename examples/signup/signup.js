// @ts-check
/**
 * Signs up with every `form[data-signup]` without leaving the page. Before anything is sent it offers the address that
 * was probably meant, and whatever is wrong with an address stands beside the field.
 *
 * @typedef {{ success: boolean, status: number, message?: string, error?: string, retryAfterSeconds: number }} Answer
 */
import { suggestAddress } from "./email-suggestion.js";

/** Every word that this script shows. Change or translate them here. */
const WORDS = {
  missing: "Please give your e-mail address.",
  invalid: "Please check this address. It should look like name@example.com.",
  /** By what the function answers, see its 422. */
  refused: new Map([
    [
      "Valid email required",
      "We cannot take this address. Please check it, and use plain letters before the @.",
    ],
    ["Disposable emails not accepted", "This is a throw-away address. Please give one that you will keep."],
    ["That email isn't deliverable", "Mail to this address does not arrive. Please look for a slip in it."],
  ]),
  didYouMean: (/** @type {string} */ email) => `Did you mean ${email}?`,
  asTyped: "No, it is right",
  unanswered:
    "Not sent yet: please look at the question about your address. To leave it as it is, sign up again.",
  notYet: "Not sent yet. Please look at the marked field.",
  sending: "Sending…",
  thanks: "Thank you",
  written: (/** @type {string} */ email) => `We have written to ${email}.`,
  nothingCame: "Nothing there soon? Look among your unwanted mail.",
  again: "Use another address",
  rateLimited: (/** @type {string} */ when) =>
    `Not signed up: too many sign-ups came from your network or for this address. Please try again ${when}.`,
  ourFault: "Not signed up: something went wrong on our side. Please try again in a few minutes.",
  noAnswer: "No answer came, so you are probably not signed up. Please check your connection and try again.",
  kept: "What you typed is still here.",
};

/** A little more than the 30 seconds after which API Gateway itself gives up. */
const ANSWER_TIMEOUT_MS = 35_000;

/** @type {NodeListOf<HTMLFormElement>} */
const forms = document.querySelectorAll("form[data-signup]");
forms.forEach(enhance);

/** @param {HTMLFormElement} form */
function enhance(form) {
  const button = form.querySelector("button") ?? lacks("a button");
  const email = emailFieldOf(form);
  const offer = offerFor(email.input, () => {
    button.focus(); // The offer, which had the focus, is gone.
    button.click();
  });
  const status = element("div", { className: "form-status", tabIndex: -1 });
  const alert = element("div", { className: "form-status" });
  // Attributes, here and below: not every browser has the properties, and without them nothing is read out.
  status.setAttribute("role", "status");
  alert.setAttribute("role", "alert");
  email.notes.append(offer.region);
  form.append(alert, status);
  form.noValidate = true; // From here on the messages stand beside the field.
  button.disabled = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.state === "sending") return;
    try {
      await send();
    } catch (error) {
      // A fault of this script, or something that the browser lacks, is not one of the visitor's line.
      say(alert, paragraph(`${WORDS.ourFault} ${WORDS.kept}`));
      throw error; // For the console.
    }
  });

  async function send() {
    if (refuse(email.problem())) return;
    if (offer.holds()) return say(status, paragraph(WORDS.unanswered));
    const data = filledIn(form);
    const answer = await whileSending(() => post(form.action, data));
    if (answer?.success) thank(String(data.email));
    else if (!refuse(problemIn(answer))) say(alert, paragraph(`${failureIn(answer)} ${WORDS.kept}`));
  }

  email.input.addEventListener("input", () => empty(status));
  email.input.addEventListener("change", () => email.problem() || offer.make());

  // Neither half of a double click nor a key held down insists on an address that nobody has looked at yet.
  button.addEventListener("click", (event) => event.detail > 1 && event.preventDefault());
  form.addEventListener("keydown", (event) => {
    const sends = event.key === "Enter" && !(event.target instanceof HTMLTextAreaElement);
    if (sends && event.repeat) event.preventDefault();
  });

  /** Complains about the address and goes there. @param {string | undefined} problem @returns {boolean} if there is one */
  function refuse(problem) {
    email.mark(problem);
    if (!problem) return false;
    say(status, paragraph(WORDS.notYet));
    email.input.focus();
    return true;
  }

  /** @template T @param {() => Promise<T>} send */
  async function whileSending(send) {
    const label = button.textContent;
    form.dataset.state = "sending";
    button.setAttribute("aria-disabled", "true"); // Not `disabled`, which would drop the keyboard's focus.
    button.textContent = WORDS.sending;
    lock(true); // What is typed now would be lost when the form is emptied.
    try {
      say(status, paragraph(WORDS.sending));
      return await send();
    } finally {
      lock(false);
      delete form.dataset.state;
      button.removeAttribute("aria-disabled");
      button.textContent = label;
      say(status);
    }
  }

  /** @param {boolean} locked */
  function lock(locked) {
    for (const input of form.querySelectorAll("input")) input.readOnly = locked;
  }

  /** @param {string} address */
  function thank(address) {
    const again = element("button", { type: "button", textContent: WORDS.again });
    again.addEventListener("click", () => {
      delete form.dataset.state;
      say(status);
      email.input.focus();
    });
    form.reset();
    form.dataset.state = "sent";
    // A visitor who mistyped the address sees it here.
    say(
      status,
      element("h2", { textContent: WORDS.thanks }),
      paragraph(WORDS.written(address)),
      paragraph(WORDS.nothingCame),
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

/** The field with the place for its problem. @param {HTMLFormElement} form */
function emailFieldOf(form) {
  const input = form.elements.namedItem("email");
  if (!(input instanceof HTMLInputElement)) return lacks('an input named "email"');
  const notes = form.querySelector(".form-notes") ?? lacks("a .form-notes");
  const problemText = element("p", { className: "form-problem", id: `${input.id || "email"}-problem` });
  notes.prepend(problemText);
  input.setAttribute("aria-describedby", `${problemText.id} ${input.getAttribute("aria-describedby") ?? ""}`);

  const field = {
    input,
    notes,
    /** What is surely wrong. The function knows the whole rule. @returns {string | undefined} */
    problem: () => {
      if (input.value.trim() === "") return WORDS.missing;
      return /^[^\s@]+@[^\s@]+$/.test(input.value.trim()) ? undefined : WORDS.invalid;
    },
    /** @param {string | undefined} problem */
    mark: (problem) => {
      if (problem) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      problemText.textContent = problem ?? "";
    },
  };
  input.addEventListener("input", () => input.hasAttribute("aria-invalid") && field.mark(field.problem())); // Complain late, forgive at once.
  return field;
}

/**
 * The offer of the address that was probably meant. Each is made once: an address that somebody stands by is left alone.
 * @param {HTMLInputElement} input @param {() => void} goOn what had waited for the answer
 */
function offerFor(input, goOn) {
  const region = element("div", { className: "form-offer" });
  region.setAttribute("role", "status");
  /** As somebody typed it and stands by it. @type {string | undefined} */
  let kept;
  /** Sending has been held up for this offer. */
  let isHolding = false;

  const close = () => {
    isHolding = false;
    empty(region);
  };
  const decline = () => {
    kept = input.value;
    close();
  };
  /** @returns {boolean} whether an offer stands there */
  const make = () => {
    if (region.hasChildNodes()) return true;
    const meant = input.value === kept ? undefined : suggestAddress(input.value);
    if (meant === undefined) return false;
    const yes = element("button", { type: "button", textContent: WORDS.didYouMean(meant) });
    const no = element("button", { type: "button", textContent: WORDS.asTyped });
    yes.addEventListener("click", () => {
      input.value = meant;
      close();
      input.focus(); // Where it can be read once more before it is sent.
    });
    no.addEventListener("click", () => {
      const hasHeld = isHolding;
      decline();
      if (hasHeld) goOn();
      else input.focus();
    });
    region.append(yes, no);
    return true;
  };
  input.addEventListener("input", close); // It was made for what stood there before.

  return {
    region,
    make,
    /** Whether sending has to wait for an answer. Whoever sends a second time has answered: it is right as typed. */
    holds: () => {
      if (!make()) return false;
      if (!isHolding) {
        isHolding = true;
        return true;
      }
      decline();
      return false;
    },
  };
}

/** Whatever has a name in the form travels along; what was left empty stays away. @param {HTMLFormElement} form */
function filledIn(form) {
  return Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
}

/**
 * @param {string} url @param {object} data @returns {Promise<Answer | undefined>} nothing when no answer came
 * @throws {Error} when it cannot even leave
 */
async function post(url, data) {
  const answering = fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(data),
    signal: AbortSignal.timeout?.(ANSWER_TIMEOUT_MS) ?? null, // Older browsers wait as long as it takes.
  });
  const response = await answering.catch(() => undefined);
  // Something on the way may have answered with a page of its own. That, too, is a failure.
  return response && answerOf(response.status, await response.json().catch(() => undefined));
}

/** What came back, as far as it is an answer of the function. @param {number} status @param {unknown} body @returns {Answer} */
function answerOf(status, body) {
  const { success, error, message, retryAfterSeconds } = Object(body);
  const text = (/** @type {unknown} */ value) => (typeof value === "string" ? value : undefined);
  return {
    status,
    success: success === true,
    error: text(error),
    message: text(message),
    retryAfterSeconds: Number(retryAfterSeconds) || 0,
  };
}

/** @param {Answer | undefined} answer @returns {string | undefined} what the function has against the address */
function problemIn(answer) {
  if (answer?.status !== 422 || !answer.error) return undefined;
  return WORDS.refused.get(answer.error) ?? answer.error;
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
  throw new Error(`form[data-signup] needs ${what}`);
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
