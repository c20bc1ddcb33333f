// Two people on one visit: what somebody else recorded is shown, and what is typed here is neither lost nor sent over it.
//
// The answer to a save brings along what stands now: the hidden `was` of the exam (#exam-was), and parts of the page that
// are drawn anew (#flags, #missing ...). A box that this person has not touched takes the other's value, with a small
// sign that says whose it is. A box they have touched, or are typing in, keeps both what is typed and what it showed
// before: its next save is then a conflict, which the page tells.
// #exam-was [name=was][data-by][data-says]   {control: name of who recorded it last}, and the words of the sign
(() => {
  "use strict";

  const exam = document.getElementById("exam-form");
  if (!exam) return;
  const isTick = (box) => box.type === "radio" || box.type === "checkbox";
  const boxes = (form, name) => [...form.elements].filter((box) => box.name === name && box.type !== "hidden");
  const isSame = (a, b) => a.split(",").sort().join() === b.split(",").sort().join();
  const tidy = (value) => value.replace(/\r\n/g, "\n").normalize("NFC").trim();
  const valueOf = (form, name) =>
    boxes(form, name)
      .filter((box) => !isTick(box) || box.checked)
      .map((box) => tidy(box.value))
      .join(",");
  const typing = (form, name) => boxes(form, name).some((box) => box === document.activeElement && !isTick(box) && box.tagName !== "SELECT");

  let request = null; // {elt, formData} of the answer that is being taken in
  document.addEventListener("htmx:beforeSwap", (event) => (request = event.detail.requestConfig ?? null));
  const sentOf = (form, name) =>
    request?.elt === form && request.verb === "post" ? request.formData.getAll(name).map((value) => tidy(String(value))).join(",") : null;

  const ours = new Map(); // by control: how this page spelled what it has saved
  const left = new Map(); // by control: what another recorded while the focus was in the box
  const isTouched = (name, was) => {
    const value = valueOf(exam, name);
    return !isSame(value, was) && !(ours.has(name) && isSame(value, ours.get(name)));
  };
  const isTold = (name) => request?.elt === exam && document.querySelector(`[data-refused="${CSS.escape(name)}"]`);

  const unsign = (name) => document.getElementById(`by-${name}`)?.remove();
  const sign = (name, words) => {
    const box = boxes(exam, name)[0];
    if (!box) return;
    unsign(name);
    const note = Object.assign(document.createElement("span"), { id: `by-${name}`, className: "app-by", textContent: words });
    note.setAttribute("role", "status");
    const cell = box.closest("td:not([colspan='3']), fieldset");
    if (cell) cell.append(note);
    else box.after(note);
    for (let fold = box.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  const show = (name, value, words) => {
    const picked = value.split(",");
    for (const box of boxes(exam, name)) {
      if (box.type === "checkbox") box.checked = picked.includes(box.value);
      else if (box.type === "radio") box.checked = box.value === value;
      else box.value = value;
    }
    ours.delete(name);
    sign(name, words);
  };

  // What the exam's page takes as seen, once what another recorded has been shown or held back.
  const takeIn = (fresh) => {
    const state = document.querySelector("#exam-was [name=was]");
    if (!state || !fresh) return;
    const was = JSON.parse(state.value);
    const now = JSON.parse(fresh.value);
    const by = JSON.parse(fresh.dataset.by || "{}");
    for (const [name, value] of Object.entries(now)) {
      const before = was[name];
      if (before === undefined || before === value || isTold(name)) continue;
      const sent = sentOf(exam, name);
      if (sent !== null && !isSame(sent, before) && !(name in by)) {
        ours.set(name, sent);
        unsign(name);
      } else if (isTouched(name, before)) now[name] = before;
      else if (!boxes(exam, name).length || name.startsWith("why-")) continue;
      else {
        const words = (fresh.dataset.says ?? "").replace("{name}", by[name] ?? "");
        if (typing(exam, name)) {
          left.set(name, [value, words]);
          now[name] = before;
        } else show(name, value, words);
      }
    }
    fresh.setAttribute("value", JSON.stringify(now));
  };

  // The focus leaves a box in which nothing was typed after all: now it may follow.
  exam.addEventListener("focusout", (event) => {
    const name = event.target.name;
    if (!left.has(name)) return;
    const [value, words] = left.get(name);
    left.delete(name);
    const state = document.querySelector("#exam-was [name=was]");
    const was = JSON.parse(state.value);
    if (isTouched(name, was[name])) return;
    show(name, value, words);
    state.setAttribute("value", JSON.stringify({ ...was, [name]: value }));
  });
  exam.addEventListener("input", (event) => unsign(event.target.name));

  const isChanged = (box) => {
    if (isTick(box)) return box.checked !== box.defaultChecked;
    if (box.tagName !== "SELECT") return box.value !== box.defaultValue;
    return box.value !== ([...box.options].find((one) => one.defaultSelected) ?? box.options[0])?.value;
  };
  // A part is drawn anew while something in it is typed and not sent yet: it goes on in the new one, which still says
  // what was seen before.
  const keepTyped = (part, fragment) => {
    const held = new Set();
    for (const box of part.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      const again = box.id && fragment.getElementById(box.id);
      if (!again || !box.form || !isChanged(box)) continue;
      const sent = sentOf(box.form, box.name);
      if (sent !== null && isSame(sent, valueOf(box.form, box.name))) continue;
      if (isTick(box)) again.checked = box.checked;
      else again.value = box.value;
      held.add(box);
    }
    for (const box of held) {
      const again = fragment.getElementById(box.id).form;
      if (!again || box.form === exam) continue;
      const [before, after] = [box.form, again].map((form) => (name) => form.querySelector(`input[type=hidden][name=${name}]`));
      if (before("stood") && after("stood")) after("stood").value = before("stood").value;
      if (!before("was") || !after("was")) continue;
      const was = JSON.parse(before("was").value);
      const now = JSON.parse(after("was").value);
      if (box.name in was && box.name in now) after("was").value = JSON.stringify({ ...now, [box.name]: was[box.name] });
    }
  };

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { target, fragment } = event.detail;
    if (target.id === "exam-was") takeIn(fragment.querySelector("[name=was]"));
    else keepTyped(target, fragment);
  });
})();
