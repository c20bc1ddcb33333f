// Keeps each answer as it is given. The page works without it: the button sends the whole form.
//
// <form data-save-url="..." data-state-url="..."> with a hidden input `seen` that holds, as JSON, what its controls
// showed when the page was made. Each change is posted as {field, foot, value, seen, unit}. Answers:
//   200 {saved, stop?, urgent?}   kept; `stop` is a page to go to now, `urgent` reloads
//   409 {current} or {stop}       somebody else changed it first: what stands is shown instead
//   422 {error}                   not readable yet; the button's own check will say what to do
// The state is asked every 4 seconds: {values: {name: value}} or {stop} or {closed: true}.
// #saved[data-saving][data-saved][data-unsaved] says how it stands. Controls with data-no-save are left alone.
// "footing:lock" on the document, before an idle page goes: cancelled while an answer is still not kept.
// "footing:leave" on the document, before a button sends a form: its detail takes a promise to wait for.
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
  let busy = null;
  let leaving = false;
  let pause = 1;
  let timer = 0;

  try {
    seen = JSON.parse(kept?.value || form.dataset.seen || "{}");
  } catch {
    seen = {};
  }

  const controls = (name) => [...form.elements].filter((c) => c.name === name && c.type !== "hidden");

  const valueOf = (name) => {
    const found = controls(name);
    const boxes = found.filter((c) => c.type === "checkbox");
    if (boxes.length > 1 || Array.isArray(seen[name])) return boxes.filter((c) => c.checked).map((c) => c.value);
    if (boxes.length) return boxes[0].checked ? boxes[0].value : "";
    if (found[0]?.type === "radio") return found.find((c) => c.checked)?.value ?? "";
    return found[0]?.value ?? "";
  };

  const show = (name, value) => {
    for (const c of controls(name)) {
      if (c.type === "checkbox") c.checked = Array.isArray(value) ? value.includes(c.value) : c.value === value;
      else if (c.type === "radio") c.checked = c.value === String(value ?? "");
      else c.value = value ?? "";
    }
    form.dispatchEvent(new CustomEvent("footing:shown", { bubbles: true }));
  };

  const same = (a, b) => JSON.stringify(a ?? "") === JSON.stringify(b ?? "");

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
    timer = setTimeout(send, pause * 1000);
    pause = Math.min(pause * 2, 30);
  };

  const settle = (name, value, answer, body) => {
    const ours = unanswered.get(name) ?? [];
    unanswered.delete(name);
    if (body.stop || body.urgent || body.closed) return go(body.stop);
    if (answer.ok) {
      remember(name, value);
      unread.delete(name);
    } else if (answer.status === 409 && "current" in body && ours.some((sent) => same(sent, body.current))) {
      remember(name, body.current); // no other side: an answer of this page was kept, and only its reply was lost
      if (!waiting.has(name)) waiting.set(name, value);
    } else if (answer.status === 409 && "current" in body) {
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
    busy = name;
    if (pause === 1) say("saving");
    const foot = /^([rl])-/.exec(name)?.[1] ?? "";
    const unit = controls(`${name}-unit`).find((c) => c.checked || c.tagName === "SELECT")?.value ?? "";
    const sent = { field: name, foot, value, unit };
    if (name in seen) sent.seen = seen[name];
    let answer;
    let body;
    const stop = new AbortController();
    const slow = [setTimeout(() => say("unsaved"), 4000), setTimeout(() => stop.abort(), 10000)];
    try {
      answer = await fetch(form.dataset.saveUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: JSON.stringify(sent),
        keepalive: last === true,
        signal: stop.signal,
      });
      if (answer.status >= 500 || answer.status === 429) throw new Error("later");
      if (!(answer.headers.get("Content-Type") ?? "").includes("json")) return go(answer.redirected ? answer.url : "");
      body = await answer.json();
    } catch {
      busy = null;
      if (!waiting.has(name)) waiting.set(name, value);
      unanswered.set(name, [...(unanswered.get(name) ?? []), value]);
      retry();
      return;
    } finally {
      slow.forEach(clearTimeout);
    }
    busy = null;
    pause = 1;
    settle(name, value, answer, body);
  };

  const note = (control) => {
    if (!control.name || control.type === "hidden" || control.closest("[data-no-save]")) return;
    const name = control.name.endsWith("-unit") ? control.name.slice(0, -5) : control.name;
    const value = valueOf(name);
    if (name === control.name && same(value, seen[name]) && busy !== name) {
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
    if (waiting.size && pause === 1) say("saving"); // what is being typed is not saved yet
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
    pause = 1;
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
    if (document.hidden || leaving || busy || waiting.size) return;
    try {
      const answer = await fetch(form.dataset.stateUrl, { headers: { Accept: "application/json" } });
      if (!form.isConnected) return; // the idle page is going already, and knows where to
      if (answer.redirected) return go(answer.url);
      if (answer.status === 401 || answer.status === 403) return go("");
      if (!answer.ok) return;
      const body = await answer.json();
      if (body.stop || body.closed) return go(body.stop);
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
