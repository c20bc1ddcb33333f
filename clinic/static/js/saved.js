// Keeps each answer as it is given. The page works without it: the button sends the whole form.
//
// <form data-save-url="..." data-state-url="..."> with two hidden inputs: `seen` holds, as JSON, what its controls
// showed when the page was made, `number` the number the page counts its saves from. Each change is posted as
// {field, foot, value, seen, unit, number}; trying again repeats the number. Answers:
//   200 {saved, stop?}            kept; `stop` is a page to go to now
//   200 {late, current}           a newer save was there already: what stands is shown
//   409 {current} or {stop}       somebody else changed it first: what stands is shown instead
//   409 as a page, 429 or 5xx     tried again
//   422 {error}                   not readable yet; the button's own check will say what to do
// The state is asked every 4 seconds: {values: {name: value}, number} or {stop} or {closed: true}. While an answer waits
// to be tried again, after 1, 2, 4, 5, 5 ... seconds, any answer to that ends the pause.
// #saved[data-saving][data-saved][data-unsaved] says how it stands. Controls with data-no-save are left alone.
// "footing:lock" on the document, before an idle page goes: cancelled while an answer is still not kept.
// "footing:leave" on the document, before a button sends a form: its detail takes a promise to wait for.
// Reading and showing controls, and counting, is controls.js.
(() => {
  "use strict";
  const form = document.querySelector("form[data-save-url]");
  if (!form) return;

  const status = document.getElementById("saved");
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  const kept = form.elements.namedItem("seen");
  const waiting = new Map();
  const unread = new Set();
  const unanswered = new Map(); // by name: what was sent without a reply, so that it may be kept or not
  let seen = {};
  let busy = null; // what is on its way: {name, stop, since}
  let leaving = false;
  let tries = 0;
  let timer = 0;

  try {
    seen = JSON.parse(kept?.value || form.dataset.seen || "{}");
  } catch {
    seen = {};
  }

  const { controls, valueOf, show, same, count } = window.footingControls(form, () => seen);

  // As the server keeps words: composed letters, and no space around them.
  const tidy = (value) => (typeof value === "string" ? value.normalize("NFC").trim() : value);

  const remember = (name, value) => {
    seen[name] = value;
    if (kept) kept.value = JSON.stringify(seen);
  };

  const say = (state) => {
    if (!status || status.dataset.state === state) return;
    status.dataset.state = state;
    status.textContent = status.dataset[state] ?? "";
    document.querySelector("[data-offline]")?.toggleAttribute("hidden", state !== "unsaved");
  };

  const go = (address) => {
    leaving = true;
    if (address) location.assign(address);
    else location.reload();
  };

  const retry = () => {
    say("unsaved");
    clearTimeout(timer);
    timer = setTimeout(send, Math.min(2 ** tries, 5) * (0.8 + 0.4 * Math.random()) * 1000);
    tries += 1;
  };

  // The server answers again: nothing waits any longer, and what has been on its way for long is sent anew.
  const goOn = () => {
    if (!tries || (busy && Date.now() - busy.since < 2000)) return;
    clearTimeout(timer);
    if (!busy) return send();
    busy.isAnew = true;
    busy.stop.abort();
  };

  const settle = (name, value, answer, body) => {
    const ours = unanswered.get(name) ?? [];
    unanswered.delete(name);
    if (body.stop || body.urgent || body.closed) return go(body.stop);
    count.from(body.number);
    const isCrossed = body.late && !same(value, body.current) && !waiting.has(name);
    if (answer.ok && body.late && !isCrossed) {
      remember(name, body.current);
    } else if (answer.ok && !isCrossed) {
      remember(name, value);
      unread.delete(name);
    } else if (answer.status === 409 && "current" in body && ours.some((sent) => same(tidy(sent.value), body.current))) {
      remember(name, body.current); // no other side: an answer of this page was kept, and only its reply was lost
      if (!waiting.has(name)) waiting.set(name, value);
    } else if ((answer.status === 409 || isCrossed) && "current" in body) {
      waiting.delete(name);
      show(name, body.current);
      remember(name, body.current);
      if (status && body.error) {
        status.dataset.state = "unsaved";
        status.textContent = body.error;
        timer = setTimeout(send, 2000); // the next answer waits, so that this can be read
        return;
      }
    } else if (answer.status === 422 || answer.status === 404) {
      unread.add(name);
    } else {
      return go("");
    }
    if (waiting.size) send();
    else if (answer.ok) say("saved");
    else {
      status?.removeAttribute("data-state");
      if (status) status.textContent = "";
    }
  };

  const send = async (last = false) => {
    if (busy || leaving || !waiting.size) return;
    const [name, value] = waiting.entries().next().value;
    waiting.delete(name);
    if (!tries) say("saving");
    const foot = /^([rl])-/.exec(name)?.[1] ?? "";
    const unit = controls(`${name}-unit`).find((c) => c.checked || c.tagName === "SELECT")?.value ?? "";
    const before = unanswered.get(name) ?? [];
    const tried = before.at(-1);
    const number = tried?.unit === unit && same(tried.value, value) ? tried.number : count.next();
    const sent = { field: name, foot, value, unit, number };
    if (name in seen) sent.seen = seen[name];
    let answer;
    let body;
    const stop = new AbortController();
    const mine = (busy = { name, stop, since: Date.now(), isAnew: false });
    const slow = [setTimeout(() => say("unsaved"), 4000), setTimeout(() => stop.abort(), 10000)];
    try {
      answer = await fetch(form.dataset.saveUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: JSON.stringify(sent),
        keepalive: last === true,
        signal: stop.signal,
      });
      const isOurs = (answer.headers.get("Content-Type") ?? "").includes("json");
      if (answer.status >= 500 || answer.status === 429) throw new Error("later");
      if (answer.status === 409 && !isOurs) throw new Error("later"); // two saves met: nothing of this one was kept
      if (!isOurs) return go(answer.redirected ? answer.url : "");
      body = await answer.json();
    } catch {
      busy = null;
      if (!waiting.has(name)) waiting.set(name, value);
      unanswered.set(name, [...before, { value, unit, number }]);
      return mine.isAnew ? send() : retry();
    } finally {
      slow.forEach(clearTimeout);
    }
    busy = null;
    tries = 0;
    settle(name, value, answer, body);
  };

  const note = (control) => {
    if (!control.name || control.type === "hidden" || control.closest("[data-no-save]")) return;
    const name = control.name.endsWith("-unit") ? control.name.slice(0, -5) : control.name;
    const value = valueOf(name);
    const isUnsure = busy?.name === name || unanswered.has(name); // what was sent may yet be kept
    if (name === control.name && same(value, seen[name]) && !isUnsure) {
      waiting.delete(name);
      return;
    }
    if (name !== control.name && value === "") return;
    waiting.set(name, value);
  };

  let typing = 0;
  form.addEventListener("input", (event) => {
    if (/^(radio|checkbox)$/.test(event.target.type)) return;
    note(event.target);
    if (waiting.size && !tries) say("saving"); // what is being typed is not saved yet
    clearTimeout(typing);
    typing = setTimeout(() => (waiting.size || busy || status?.dataset.state !== "saving" ? send() : say("saved")), 800);
  });
  form.addEventListener("change", (event) => {
    note(event.target);
    clearTimeout(typing);
    send();
  });
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target !== form) return;
    leaving = true;
    clearTimeout(timer);
    const counted = form.elements.namedItem("number");
    if (counted) counted.value = count.next();
    if (waiting.size || busy) return;
    // Should the session be over, the server must not call lost what it has already.
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "kept", value: "y" }));
  });
  document.addEventListener("footing:leave", (event) => {
    // A form that overtakes its own last answer would look like somebody else's change. It has everything, so it
    // does not wait long.
    const end = Date.now() + 3000;
    clearTimeout(typing);
    send();
    event.detail.push(
      new Promise((resolve) => {
        const look = () => ((waiting.size || busy) && Date.now() < end ? setTimeout(look, 25) : resolve());
        look();
      }),
    );
  });
  document.addEventListener("footing:lock", (event) => {
    if (waiting.size || busy) event.preventDefault();
  });
  addEventListener("online", () => {
    tries = 0;
    send();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") send(true);
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && (waiting.size || busy)) event.preventDefault();
  });

  const typingIn = (name) =>
    controls(name).some((c) => c === document.activeElement && !/^(radio|checkbox)$/.test(c.type));

  const look = async () => {
    const isLate = tries > 0 && (busy || waiting.size);
    if (document.hidden || leaving || ((busy || waiting.size) && !isLate)) return;
    try {
      const signal = AbortSignal.timeout(3900);
      const answer = await fetch(form.dataset.stateUrl, { headers: { Accept: "application/json" }, signal });
      if (isLate) return answer.status < 500 ? goOn() : undefined;
      if (!form.isConnected) return; // the idle page is going already, and knows where to
      if (answer.redirected) return go(answer.url);
      if (answer.status === 401 || answer.status === 403) return go("");
      if (!answer.ok) return;
      const body = await answer.json();
      if (body.stop || body.closed) return go(body.stop);
      count.from(body.number);
      if (busy || waiting.size) return;
      for (const [name, value] of Object.entries(body.values ?? body.changed ?? {})) {
        if (same(value, seen[name]) || unread.has(name) || typingIn(name)) continue;
        show(name, value);
        remember(name, value);
      }
    } catch {
      // The next round asks again; only an answer that could not be kept is worth a word.
    }
  };
  if (form.dataset.stateUrl) setInterval(look, 4000);
})();
