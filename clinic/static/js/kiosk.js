// Small comforts of the tablet pages. Nothing here is needed to answer a question.
//
// [data-exclusive]           a tick list; its input with data-none shuts out the others, and they it; of the two in a
//                            [data-pair] (true, not sure) one takes the other back
// <dialog data-idle data-after="120" data-warn="60" data-ended="...">  warns when nobody touched the page for `after`
//                            seconds, counts `warn` seconds down in [data-left], then leaves for `ended`
// [data-away]                shown when a button was pressed and the server cannot be reached: the page stays as it is
// <body data-state="...">    a page that waits for staff: asks every 4 seconds where this tablet should be, and goes there
(() => {
  "use strict";

  // A page taken from the browser's memory may show what another person answered: ask the server again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  // On the way down, so that what is kept of the list is kept as it then stands.
  const settle = (event) => {
    const list = event.target.closest("[data-exclusive]");
    if (!list || event.target.type !== "checkbox" || !event.target.checked) return;
    const alone = event.target.hasAttribute("data-none");
    const pair = event.target.closest("[data-pair]");
    for (const box of list.querySelectorAll('input[type="checkbox"]')) {
      if (box === event.target || !box.checked) continue;
      if (alone === box.hasAttribute("data-none") && !pair?.contains(box)) continue;
      box.checked = false;
      if (box.name !== event.target.name) box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  document.addEventListener("change", settle, true);

  // Without a network a form would be traded for the browser's error page. See that the server is there, then send it,
  // and once only, however often the button is tapped.
  const here = document.currentScript.src;
  const away = document.querySelector("[data-away]");
  let sent = -Infinity;
  let sure = false;
  const reached = async () => {
    try {
      await fetch(here, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(8000) });
      return true;
    } catch {
      return false;
    }
  };
  const isKept = () => document.dispatchEvent(new Event("footing:lock", { cancelable: true }));
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || !away) return;
    if (sure) {
      sure = false;
      return;
    }
    event.preventDefault();
    if (Date.now() - sent < 8000) return;
    sent = Date.now();
    const button = event.submitter;
    const isThere = await reached();
    away.hidden = isThere;
    // The page's own form carries every answer; any other button first lets the one be kept that is on its way.
    for (let n = 0; n < 40 && isThere && !form.dataset.saveUrl && !isKept(); n++) {
      await new Promise((go) => setTimeout(go, 100));
    }
    if (isThere) {
      const first = [];
      document.dispatchEvent(new CustomEvent("footing:leave", { detail: first }));
      await Promise.all(first);
      sure = true;
      form.requestSubmit(button);
    } else {
      sent = -Infinity;
    }
  });
  setInterval(async () => {
    if (away && !away.hidden && (await reached())) away.hidden = true;
  }, 3000);

  const waits = document.body.dataset.state;
  let isOver = false; // idle for too long: this page is going, and knows where to
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(waits, { headers: { Accept: "application/json" } });
      if (isOver) return;
      if (answer.redirected) return location.assign(answer.url); // this tablet was let go of
      const body = await answer.json();
      if (!body.stop) return location.reload();
      // The way leads back here as long as nothing has changed; only another page is worth the trip.
      const there = await fetch(body.stop);
      if (new URL(there.url).pathname !== location.pathname) location.assign(body.stop);
    } catch {
      // The next round asks again.
    }
  };
  if (waits) setInterval(ask, 4000);

  const dialog = document.querySelector("dialog[data-idle]");
  if (!dialog) return;
  const after = Number(dialog.dataset.after) * 1000;
  const warn = Number(dialog.dataset.warn);
  const left = dialog.querySelector("[data-left]");
  const status = document.getElementById("saved");
  let touched = Date.now();
  let told = touched;
  let heard = touched; // when the server last heard of a touch

  // Who reads, scrolls or types what cannot be kept yet is not idle: the server must not let go before the page does.
  const tellServer = () => {
    heard = Date.now();
    fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => {});
  };
  const touch = () => {
    if (dialog.open || isOver) return;
    touched = Date.now();
    if (touched - heard > 60_000) tellServer();
  };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, touch, { passive: true });

  dialog.addEventListener("close", () => {
    touched = told = Date.now();
    tellServer();
  });

  setInterval(() => {
    const quiet = Date.now() - touched;
    if (quiet < after) return;
    const seconds = Math.ceil(warn - (quiet - after) / 1000);
    if (seconds <= 0) {
      // What could not be saved yet keeps trying behind the blank screen, and only the word for it is left to see.
      isOver = true;
      const free = isKept();
      document.body.replaceChildren(...(free || !status ? [] : [status]));
      if (free) location.replace(dialog.dataset.ended);
      return;
    }
    if (!dialog.open) dialog.showModal();
    if (left && Math.abs(told - Date.now()) >= 1000) {
      told = Date.now();
      left.textContent = String(seconds);
    }
  }, 500);
})();
