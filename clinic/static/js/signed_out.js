// Signs a person in again on the page they are on, when the session has ended: nothing typed is lost.
//
// <meta name="person" content="...">   whose page this is
// <template id="sign-in-again">        the dialog; data-here says who is signed in, data-out signs out, its form signs in.
//                                      While it is open it hides the page, whoever looks at the screen.
// A form that is posted first asks who is signed in, and goes when that is the person of the page. What htmx could not
// send is sent once more. Should somebody else be signed in by then, they are asked before anything goes in their name.
// Nothing is put into the browser's storage: what was typed stays where it was typed.
// Offers `window.footingSession` to outage.js.
(() => {
  "use strict";

  const template = document.getElementById("sign-in-again");
  let own = document.querySelector('meta[name="person"]')?.content;
  if (!template || !own) return;
  const AWHILE = 5 * 60_000;
  const IDLE = 14 * 60_000;
  let dialog = null;
  let afterwards = [];
  let heard = Date.now(); // when the server last knew this person
  let asked = 0;

  // {id, name, token}, or "out", or "away" while the server or its database cannot be reached.
  const whoIsHere = async () => {
    try {
      const answer = await fetch(template.dataset.here, {
        headers: { Accept: "application/json" },
        cache: "no-store",
        redirect: "manual",
        signal: AbortSignal.timeout(10_000),
      });
      if (answer.status === 401 || answer.status === 403) return "out";
      return answer.ok ? await answer.json() : "away";
    } catch {
      return "away";
    }
  };

  const takeToken = (token) => {
    heard = Date.now();
    document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", token);
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    for (const box of document.querySelectorAll('input[name="csrf_token"]')) box.value = token;
  };

  const goOn = (who) => {
    takeToken(who.token);
    const all = afterwards;
    afterwards = [];
    if (dialog) {
      const closing = dialog;
      dialog = null;
      closing.close(); // the focus goes back by itself
      closing.remove();
    }
    for (const act of all) act();
  };

  const part = (name) => dialog.querySelector(`[data-${name}]`);
  const refuse = (words) => {
    part("refused").textContent = words;
    part("refused").hidden = false;
    part("password").value = "";
    part("password").focus();
  };

  const askOther = (who) => {
    open();
    dialog.dataset.token = who.token;
    for (const place of dialog.querySelectorAll("[data-other-name]")) place.textContent = who.name;
    part("sign-in").hidden = true;
    part("other").hidden = false;
    part("other").querySelector("h2").focus();
    part("in-their-name").onclick = () => {
      own = who.id;
      const shown = document.querySelector(".app-me summary");
      if (shown) shown.textContent = who.name;
      goOn(who);
    };
  };

  const meet = (who) => (who.id === own ? goOn(who) : askOther(who));

  const signIn = async (event) => {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("button");
    part("refused").hidden = true;
    button.disabled = true;
    try {
      const read = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
      const before = await fetch(form.action, { redirect: "manual", cache: "no-store" });
      let answer = before;
      if (before.type !== "opaqueredirect") {
        const token = (await read(before)).querySelector('main input[name="csrf_token"]')?.value ?? "";
        const sent = new URLSearchParams(new FormData(form));
        sent.set("csrf_token", token);
        answer = await fetch(form.action, { method: "POST", body: sent, redirect: "manual" });
      }
      const who = answer.type === "opaqueredirect" ? await whoIsHere() : null; // sent on: signed in
      if (who?.id) meet(who);
      else if (answer.status >= 500 || who === "away") refuse(form.dataset.away);
      else refuse((await read(answer)).querySelector(".nhsuk-error-summary li")?.textContent.trim() || form.dataset.away);
    } catch {
      refuse(form.dataset.away);
    } finally {
      button.disabled = false;
    }
  };

  const open = () => {
    if (dialog) return;
    document.body.append(template.content.cloneNode(true));
    dialog = document.getElementById("again");
    part("idle").hidden = Date.now() - heard < IDLE;
    part("ended").hidden = !part("idle").hidden;
    dialog.querySelector("form").addEventListener("submit", signIn);
    // It hides what a signed-out screen must not show, so Escape does not take it away.
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("close", () => dialog?.showModal());
    part("another").onclick = async () => {
      const body = new URLSearchParams({ csrf_token: dialog.dataset.token });
      await fetch(template.dataset.out, { method: "POST", body, redirect: "manual" }).catch(() => {});
      part("other").hidden = true;
      part("sign-in").hidden = false;
      part("username").value = "";
      part("username").focus();
    };
    dialog.showModal();
    part(part("username").value ? "password" : "username").focus();
  };

  // `act` once the person of this page is known to be signed in; `away` when nobody can tell just now.
  const check = async (act, away) => {
    const who = await whoIsHere();
    if (who === "away") return away?.(act);
    if (act) afterwards.push(act);
    if (who === "out") open();
    else if (!dialog || who.id === own) meet(who);
  };

  window.footingSession = {
    check,
    isOpen: () => Boolean(dialog),
    signedOut: (act) => {
      afterwards.push(act);
      open();
    },
  };

  // A person at work is not idle, and who comes back after a while is asked before they type on.
  const touched = async () => {
    const now = Date.now();
    if (dialog || document.hidden || now - heard < AWHILE || now - asked < 30_000) return;
    asked = now;
    const who = await whoIsHere();
    if (who === "away" || dialog) return;
    if (who === "out") open();
    else meet(who);
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touched, { passive: true });
  document.addEventListener("visibilitychange", touched);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail?.successful && event.detail.requestConfig?.verb !== "get") heard = Date.now();
  });
})();
