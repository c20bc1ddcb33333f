// Typing a tick sheet fast; the page works without it.
//
// A digit that can only mean one thing goes on to the next box. Space goes on too; in a box that nobody typed in it
// clears what stood there: not written. Arrows move, Backspace in an empty box goes back, Enter saves.
(() => {
  "use strict";

  const form = document.getElementById("ticks");
  const way = document.getElementById("way");
  const save = document.getElementById("save");
  if (!form || !way || !save) return;
  way.hidden = false;
  const boxes = [...form.querySelectorAll("[data-counts]")];
  const days = new Set(boxes.map((box) => box.dataset.day)).size;
  const byRow = new Map();
  for (const box of boxes) {
    const row = box.name.slice(0, box.name.lastIndexOf("-"));
    byRow.set(row, [...(byRow.get(row) ?? []), box]);
  }
  const rows = [...byRow.values()].map((row) => row.sort((a, b) => a.dataset.day - b.dataset.day));
  const downDays = [...Array(days).keys()].flatMap((at) => rows.map((row) => row[at]));
  const order = () => (document.getElementById("way-day").checked ? downDays : boxes);

  const go = (box, step) => {
    const list = order();
    const next = list[list.indexOf(box) + step];
    if (next) next.focus();
    else if (step > 0) save.focus();
  };
  const whole = (box) => box.selectionStart === 0 && box.selectionEnd === box.value.length;

  form.addEventListener("focusin", (event) => {
    if (event.target.dataset.counts) event.target.select();
  });

  form.addEventListener("input", (event) => {
    const box = event.target;
    const sure = { tick: /^[01]$/, pain: /^([02-9]|10)$/ }[box.dataset.counts];
    if (sure?.test(box.value)) go(box, 1);
  });

  form.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!box.dataset.counts || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = rows.findIndex((row) => row.includes(box));
    const day = rows[at].indexOf(box);
    const moves = {
      ArrowUp: () => rows[at - 1]?.[day].focus(),
      ArrowDown: () => rows[at + 1]?.[day].focus(),
      ArrowLeft: () => whole(box) && rows[at][day - 1]?.focus(),
      ArrowRight: () => whole(box) && rows[at][day + 1]?.focus(),
      " ": () => {
        if (whole(box)) box.value = "";
        go(box, 1);
      },
      Backspace: () => !box.value && go(box, -1),
    };
    const tabs = event.key === "Tab" && order()[order().indexOf(box) + (event.shiftKey ? -1 : 1)];
    if (tabs) {
      event.preventDefault();
      tabs.focus();
    } else if (moves[event.key] && moves[event.key]() !== false) {
      event.preventDefault();
    }
  });
})();
