// The plan builder; it works without this file, with a page for every step.
//
// What is typed is saved by htmx as it changes. Here nothing that is typed while an answer is on its way is lost, and
// Sign waits until everything on the screen is saved, so that what is signed is what was seen.
// The drawer beside the plan is the page of the library, fetched when it is first opened (data-shelf on a link to it).
(() => {
  "use strict";

  const plan = () => document.getElementById("plan");
  const busy = () => document.querySelector("form.htmx-request, button.htmx-request");
  const quiet = async () => {
    for (let tries = 0; busy() && tries < 400; tries += 1) await new Promise((done) => setTimeout(done, 15));
  };
  const says = (box) => (box.type === "checkbox" ? (box.checked ? "y" : "") : box.value.replace(/\r\n/g, "\n").trim());

  // The controls that do not say what the page says it showed.
  const touched = () => {
    const was = document.querySelector("#plan-state [name=was]");
    if (!was || !plan()) return [];
    const shown = JSON.parse(was.value);
    return [...plan().elements].filter((box) => box.name in shown && says(box) !== shown[box.name]);
  };

  document.addEventListener(
    "submit",
    async (event) => {
      if (event.target.id !== "plan" || event.submitter?.id !== "sign-button") return;
      if (!busy() && !touched().length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      await quiet();
      if (touched().length) {
        htmx.trigger(plan(), "change");
        await quiet();
      }
      // Still not as saved: the page says why, and nothing is signed.
      if (!touched().length) document.getElementById("sign-button")?.click();
    },
    true,
  );

  // The page is replaced while somebody types: what was typed after it was asked for goes on in the new one.
  let late = [];
  let sent = new FormData();
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "plan") return;
    sent = event.detail.requestConfig.formData;
    late = touched()
      .filter((box) => sent.has("was") && box.type !== "checkbox" && says(box) !== String(sent.get(box.name) ?? "").trim())
      .map((box) => [box.name, box.value]);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "plan") return;
    const kept = late;
    late = [];
    if (document.getElementById("plan-stale")) document.querySelector("dialog[open]")?.close();
    // What was refused stays as it was typed.
    const held = [...document.querySelectorAll("#plan-note [data-typed]")].map((one) => [one.dataset.refused, one.dataset.typed]);
    for (const [name, value] of [...held, ...kept]) {
      const box = plan()?.elements.namedItem(name);
      if (box) box.value = value;
    }
    asRead([...held, ...kept].map(([name]) => name));
    if (kept.length) htmx.trigger(plan(), "change");
  });

  // "9:30" is kept as 9:30 AM and "08" as 8: the box then shows what was read, and counts as saved.
  const asRead = (others) => {
    const was = JSON.parse(document.querySelector("#plan-state [name=was]")?.value || "{}");
    for (const box of touched()) {
      const isSaved = sent.has("was") && says(box) === String(sent.get(box.name) ?? "").trim();
      if (isSaved && box.type !== "checkbox" && !others.includes(box.name)) box.value = was[box.name];
    }
  };

  // The bar is drawn anew; what was typed in it for the signature goes on.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target.id !== "sign") return;
    for (const box of target.querySelectorAll("input[maxlength]")) {
      const again = fragment.getElementById(box.id);
      if (again) again.value = box.value;
    }
  });

  const drawer = document.getElementById("shelf-drawer");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-shelf]");
    if (!link || !drawer || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    drawer.showModal();
    htmx.ajax("GET", link.href, { source: drawer, target: "#shelf", select: "#shelf", swap: "outerHTML" });
  });

  const search = () => drawer?.querySelector("#q");
  document.addEventListener("htmx:afterSettle", () => {
    if (!drawer?.open) return;
    const asked = drawer.querySelector("[data-asked] [name=reason]");
    if (asked && !asked.dataset.met) {
      asked.dataset.met = "y";
      asked.focus();
    } else if (!drawer.contains(document.activeElement) || document.activeElement === drawer) search()?.focus();
  });
  // Enter in the search goes on to the first that can be added: its reason, or its button.
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "search" || !drawer?.contains(event.target)) return;
    event.preventDefault();
    drawer.querySelector("#books form :is([name=reason], button)")?.focus();
  });
})();
