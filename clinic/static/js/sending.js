// Sees to it that what staff send arrives, or that they are told; without this file the server's own pages say it.
//
// #trouble[data-failed][data-away][data-quiet][data-back]   the words, shown at the top of the page while they are true
//
// A form that is posted goes once the server has said that its person is signed in (signed_out.js). While the server or
// its database cannot be reached the page stays as it is and asks after 1, 2, 4, 5, 5 ... seconds; then what could not
// be sent is sent again. That is safe: each form says what it last saw, so nothing counts twice. Where somebody typed on
// meanwhile, a press of the button stays theirs.
(() => {
  "use strict";

  const trouble = document.getElementById("trouble");
  const session = window.footingSession;
  if (!trouble || !session) return;

  const say = (words) => {
    trouble.hidden = !words;
    if (words) trouble.textContent = trouble.dataset[words];
  };

  // What waits until the server is back, by what would send it: a form waits once, however often it was changed.
  const waiting = new Map();
  let tries = 0;
  let timer = 0;
  const later = (key, act) => {
    if (act) waiting.set(key, act);
    if (timer) return;
    const seconds = Math.min(2 ** tries, 5) * (0.8 + 0.4 * Math.random());
    tries += 1;
    timer = setTimeout(() => {
      timer = 0;
      session.check(back, () => later());
    }, seconds * 1000);
  };
  const back = () => {
    tries = 0;
    const all = [...waiting.values()];
    waiting.clear();
    say("");
    for (const act of all) act();
  };

  // Forms.
  let sure = null;
  let asking = false;
  let typed = 0;
  document.addEventListener("input", () => (typed += 1));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (event.defaultPrevented || form.getAttribute("method") !== "post" || form.closest("#again, .app-me")) return;
    if (sure === form) {
      sure = null;
      return;
    }
    event.preventDefault();
    if (asking) return;
    asking = true;
    const before = typed;
    const go = () => {
      asking = false;
      if (!form.isConnected) return;
      sure = form;
      const counted = form.elements.namedItem("number");
      if (counted) counted.value = number(form);
      form.requestSubmit(button);
      sure = null;
    };
    const whenBack = () => {
      asking = false;
      if (typed === before) go();
      else say("back");
    };
    session.check(go, () => {
      say("away");
      later(form, whenBack);
      asking = false;
    });
  });
  addEventListener("pageshow", () => (asking = false));

  // Saves carry a number, so that one which was stuck on its way never replaces a newer one.
  const counts = new WeakMap();
  const number = (form) => {
    if (!counts.has(form)) counts.set(form, window.footingCount(form));
    return String(counts.get(form).next());
  };
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form?.elements.namedItem("number")) event.detail.parameters.number = number(form);
  });

  // Requests of htmx.
  const again = ({ elt, triggeringEvent }) => {
    const kind = triggeringEvent?.type;
    if (!elt.isConnected) return;
    if (kind === "submit") elt.requestSubmit(triggeringEvent.submitter);
    else if (kind === "click") elt.click();
    else if (kind === "change" || kind === "input") htmx.trigger(elt, kind);
  };
  const isAway = (status) => status === 0 || status === 429 || (status > 500 && status < 600);
  let renewed = ""; // the token a refused request was sent again with: once is enough
  const failed = (event) => {
    const { xhr, requestConfig: config } = event.detail ?? {};
    if (!config) return;
    const reads = config.verb === "get";
    const act = reads ? null : () => again(config);
    const token = config.headers?.["X-CSRFToken"];
    if (xhr?.status === 401) session.signedOut(act ?? (() => {}));
    else if (isAway(xhr?.status ?? 0)) {
      say(reads && !waiting.size ? "quiet" : "away");
      if (act) later(config.elt, act);
    } else if (xhr.status === 400 && token !== renewed && !reads) {
      renewed = token; // signed in anew in another window: ask by which name, and whose
      session.check(act, () => say("failed"));
    } else say("failed");
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail?.successful && !waiting.size && !session.isOpen()) say("");
  });
})();
