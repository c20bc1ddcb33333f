// What helps on staff pages; every one of them works without it.
//
// data-opens="id"      a link or button that opens the <dialog id>; without this file the link leads to a page
// <dialog data-open>   opens with the page        data-closes   closes the dialog it stands in
// data-key="n"         Alt+N presses it, or puts the focus into it where it is a box to type in, a set of choices or a
//                      whole section; off for a person whose <body> carries data-no-keys
// data-row-key="x"     the same while the focus is in its [data-row]
// .seg                 while the focus is in the bar, - + n choose its .neg, its .pos and its radio of value "nt";
//                      data-press="x" on a radio gives it a key of its own
// data-step="1"        Up and Down change the number in the box by this much
(() => {
  "use strict";

  for (const dialog of document.querySelectorAll("dialog[data-open]")) dialog.showModal();

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog) {
        event.preventDefault();
        dialog.showModal();
      }
    }
    if (event.target.closest("[data-closes]")) {
      event.preventDefault();
      event.target.closest("dialog")?.close();
    }
    const menu = document.querySelector(".app-me[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });

  const pressed = (event) => {
    const bar = event.target.closest?.(".seg");
    if (!bar) return false;
    const key = event.key.toLowerCase();
    const usual = { "-": ".neg:not([value='nt'])", "+": ".pos", n: "[value='nt']" }[key];
    const radio = bar.querySelector(`[data-press="${CSS.escape(key)}"]`) ?? (usual && bar.querySelector(usual));
    if (!radio) return false;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  const stepped = (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const box = event.target;
    if (!by || !box.dataset?.step || box.type !== "text") return false;
    const least = Number(box.dataset.least ?? 0);
    const most = Number(box.dataset.most ?? Infinity);
    const next = Number(box.value.replace(",", ".")) + by * Number(box.dataset.step);
    if (Number.isNaN(next)) return false;
    box.value = String(Math.min(Math.max(next, least), most));
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  const shortcut = (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || "noKeys" in document.body.dataset) return false;
    const key = /^(?:Key|Digit)./.test(event.code) ? event.code.slice(-1).toLowerCase() : event.key.toLowerCase();
    const name = event.key.startsWith("Arrow") ? event.key.toLowerCase() : key;
    const row = document.activeElement?.closest("[data-row]")?.querySelector(`[data-row-key="${CSS.escape(name)}"]`);
    if (row) {
      row.click();
      return true;
    }
    const scope = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
    const target = [...scope.querySelectorAll("[data-key]")].find((e) => e.dataset.key === key && e.offsetParent && !e.disabled);
    if (target?.matches("input:not([type=checkbox], [type=radio]), select, textarea")) {
      target.focus();
      target.select?.();
    } else if (target?.matches("fieldset, section")) {
      target.querySelector("input:not([type=hidden]), select, textarea, button, a[href], summary")?.focus();
      target.scrollIntoView({ block: "nearest" });
    } else target?.click();
    return Boolean(target);
  };

  document.addEventListener("keydown", (event) => {
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (shortcut(event) || (plain && (pressed(event) || stepped(event)))) event.preventDefault();
    if (event.key === "Escape") document.querySelector(".app-me[open]")?.removeAttribute("open");
  });

  // The text of `data-copy` (an id) goes to the clipboard; the button's own `data-done` says so. Without a clipboard the
  // text is selected, ready to be copied by hand.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-copy]");
    const text = button && document.getElementById(button.dataset.copy);
    if (!text) return;
    text.focus();
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      if (!document.execCommand("copy")) return;
    }
    const said = document.getElementById(button.dataset.says);
    if (said) said.textContent = button.dataset.done;
  });

  // What could not be kept ([data-refused] names a control, data-words says what to do): the words stand beside the box,
  // and nobody leaves, goes on or signs before it is put right.
  const boxOf = (key) => document.getElementById(key) ?? document.querySelector(`[name="${CSS.escape(key)}"]`);
  const refused = () => [...document.querySelectorAll("[data-refused]")].map((one) => [one, boxOf(one.dataset.refused)]);
  const mark = () => {
    for (const old of document.querySelectorAll(".app-refused")) old.remove();
    for (const box of document.querySelectorAll("[data-was-refused]")) {
      box.removeAttribute("aria-invalid");
      box.removeAttribute("aria-describedby");
      delete box.dataset.wasRefused;
    }
    for (const [one, box] of refused()) {
      if (!box || document.getElementById(`${box.id}-error`)) continue;
      const words = document.createElement("span");
      words.className = "app-refused nhsuk-error-message";
      words.id = `${box.id}-error`;
      words.textContent = one.dataset.words;
      box.setAttribute("aria-invalid", "true");
      box.setAttribute("aria-describedby", words.id);
      box.dataset.wasRefused = "y";
      box.after(words);
      for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    }
  };
  document.addEventListener("htmx:oobAfterSwap", mark);
  document.addEventListener("htmx:afterSettle", mark);

  // The answer to a form speaks of the form's own values: what another one could not keep goes on being said.
  const formOf = (one) => one?.form ?? one?.closest?.("form");
  let others = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    const asked = formOf(event.detail.requestConfig?.elt);
    const owners = (said) => [...said.querySelectorAll("a[href*='#']")].map((link) => formOf(boxOf(link.hash.slice(1))));
    others = [...document.querySelectorAll("[data-unsaved]")]
      .filter((said) => owners(said).some((form) => form && form !== asked))
      .map((said) => [said, said.closest(".app-sign")?.cloneNode(false)]);
  });
  document.addEventListener("htmx:afterRequest", () => {
    for (const [said, bar] of others.filter(([one]) => !one.isConnected)) {
      const there = bar && document.querySelector("#sign [data-unsaved]");
      if (there) there.after(said);
      else if (bar) {
        bar.append(said);
        document.getElementById("sign")?.replaceChildren(bar);
      } else document.querySelector("#exam-note, #plan-note")?.append(said);
    }
    others = [];
    mark();
  });

  const held = () => {
    const first = refused().find(([, box]) => box);
    first?.[1].focus();
    first?.[1].scrollIntoView({ block: "center" });
    return Boolean(first);
  };
  const stays = (event) => {
    if (!held()) return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    return true;
  };

  // A box that is left by the click itself is saved first; only then is it known whether the page may be left. The
  // answer may have drawn what was clicked anew.
  const saving = () => document.querySelector("form[hx-trigger=change].htmx-request");
  const waits = (event, go) => {
    if (document.activeElement?.matches("form[hx-trigger=change] :is(input, select, textarea)")) document.activeElement.blur();
    if (!saving()) return false;
    event.preventDefault();
    event.stopImmediatePropagation();
    const look = (tries) => {
      if (!saving()) held() || go();
      else if (tries) setTimeout(look, 25, tries - 1);
    };
    look(400);
    return true;
  };
  const leave = (link) => (link.isConnected ? link : [...document.links].find((one) => one.href === link.href))?.click();
  const send = (form, button) => {
    if (form.isConnected) form.requestSubmit(button);
    else [...document.querySelectorAll("#sign form")].find((one) => one.action === form.action)?.requestSubmit();
  };
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (link.target === "_blank" || link.getAttribute("href").startsWith("#") || link.closest("[data-refused], dialog")) return;
      if (!waits(event, () => leave(link))) stays(event);
    },
    true,
  );
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (!form.matches("form:not([hx-trigger], dialog form)")) return;
      if (!waits(event, () => send(form, event.submitter))) stays(event);
    },
    true,
  );
  document.addEventListener("click", (event) => event.target.closest?.("[data-refused] a") && stays(event), true);
})();
