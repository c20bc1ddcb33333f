// Small comforts of the tablet pages. Nothing here is needed to answer a question.
//
// [data-exclusive]           a tick list; its input with data-none shuts out the others, and they it
// <dialog data-idle data-after="120" data-warn="60" data-ended="...">  warns when nobody touched the page for `after`
//                            seconds, counts `warn` seconds down in [data-left], then leaves for `ended`
// <body data-state="...">    a page that waits for staff: asks every 5 seconds where this tablet should be, and goes there
(() => {
  "use strict";

  // A page taken from the browser's memory may show what another person answered: ask the server again.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  document.addEventListener("change", (event) => {
    const list = event.target.closest("[data-exclusive]");
    if (!list || event.target.type !== "checkbox" || !event.target.checked) return;
    const alone = event.target.hasAttribute("data-none");
    for (const box of list.querySelectorAll('input[type="checkbox"]')) {
      if (box === event.target || !box.checked || alone === box.hasAttribute("data-none")) continue;
      box.checked = false;
      if (box.name !== event.target.name) box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  const waits = document.body.dataset.state;
  const ask = async () => {
    if (document.hidden) return;
    try {
      const body = await (await fetch(waits, { headers: { Accept: "application/json" } })).json();
      if (!body.stop) return location.reload();
      // The way leads back here as long as nothing has changed; only another page is worth the trip.
      const there = await fetch(body.stop);
      if (new URL(there.url).pathname !== location.pathname) location.assign(body.stop);
    } catch {
      // The next round asks again.
    }
  };
  if (waits) setInterval(ask, 5000);

  const dialog = document.querySelector("dialog[data-idle]");
  if (!dialog) return;
  const after = Number(dialog.dataset.after) * 1000;
  const warn = Number(dialog.dataset.warn);
  const left = dialog.querySelector("[data-left]");
  let touched = Date.now();
  let told = touched;

  const here = () => {
    if (!dialog.open) touched = Date.now();
  };
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, here, { passive: true });

  dialog.addEventListener("close", () => {
    touched = told = Date.now();
    fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => {});
  });

  setInterval(() => {
    const quiet = Date.now() - touched;
    if (quiet < after) return;
    const seconds = Math.ceil(warn - (quiet - after) / 1000);
    if (seconds <= 0) {
      document.body.replaceChildren();
      location.replace(dialog.dataset.ended);
      return;
    }
    if (!dialog.open) dialog.showModal();
    if (left && Math.abs(told - Date.now()) >= 1000) {
      told = Date.now();
      left.textContent = String(seconds);
    }
  }, 500);
})();
