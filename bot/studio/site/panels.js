// What lies behind the conversation: stored values, and what the linter says.

function make(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text ?? "";
  if (className) element.className = className;
  return element;
}

function group(title, pairs) {
  const section = make("div", "", "group");
  const list = document.createElement("dl");
  for (const [name, value, mark] of pairs) {
    const term = make("dt", name);
    if (mark) term.append(" ", make("span", mark, "mark"));
    list.append(term, make("dd", value));
  }
  section.append(make("h3", title), list);
  return section;
}

function listValues(values) {
  return values.map((each) => [each.name, each.value, each.is_sensitive ? "sensitive" : ""]);
}

export function showValues(target, view) {
  const { frames, kept, timers, answers } = view.values;
  const place = view.place.map(({ dialog, step }) => `${dialog}.${step}`).join(" › ") || "nothing open";
  const now = new Date(view.now).toLocaleString([], { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const groups = [group("Where", [["step", place], ["time", `${now} UTC`]])];
  const named = [
    ...frames.map(({ dialog, values }) => [`Until ${dialog} ends`, listValues(values)]),
    ["Kept with the person", listValues(kept)],
    ["Will happen by itself", timers.map((timer) => [timer.what, timer.at])],
    ["Answers", answers.map(({ step, name, code }) => [step, code ? `${name} = ${code}` : `${name} (words)`])],
  ];
  for (const [title, pairs] of named) if (pairs.length) groups.push(group(title, pairs));
  target.replaceChildren(...groups);
}

function describe({ severity, rule, message, place }) {
  return [make("b", `${severity} ${rule}`), ` ${message} `, make("code", place)];
}

function draw(fault, isExplained, whenChosen, whenAsked) {
  const line = make("li", "", fault.severity), head = make("div", "", "row");
  const told = make(fault.dialog ? "button" : "span", "", "told");
  told.append(...describe(fault));
  if (fault.dialog) {
    told.type = "button";
    told.addEventListener("click", () => whenChosen(fault));
  }
  head.append(told);
  if (isExplained) {
    const why = make("button", "Why?", "why");
    why.type = "button";
    why.ariaLabel = `Why? ${fault.rule}`;
    why.addEventListener("click", () => whenAsked(fault.rule));
    head.append(why);
  }
  line.append(head);
  if (fault.path.length) line.append(make("pre", fault.path.join("\n"), "path"));
  return line;
}

/** What the check has found. What an earlier look at the rules found stays until they are looked at again. */
export function showFaults(title, list, contents, whenChosen, whenAsked) {
  const { faults, explained, is_checked: isChecked } = contents;
  const errors = faults.filter(({ severity }) => severity === "error").length;
  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  list.setAttribute("aria-busy", String(!isChecked));
  if (!isChecked && !errors) {
    title.textContent = "Check: reading…";
    return;
  }
  title.textContent = faults.length
    ? `Check: ${count(errors, "error")}, ${count(faults.length - errors, "warning")}`
    : "Check: no faults";
  list.replaceChildren(...faults.map((fault) => draw(fault, explained.includes(fault.rule), whenChosen, whenAsked)));
}

/** The steps that differ from the version to compare with. */
export function showDifferences(target, dialog, against, whenChosen) {
  const steps = (dialog?.changed ?? []).map((name) => {
    const button = make("button", name);
    button.type = "button";
    button.addEventListener("click", () => whenChosen(name));
    return button;
  });
  const gone = dialog?.gone?.length ? make("span", `gone: ${dialog.gone.join(", ")}`) : "";
  const head = make("span", steps.length || gone ? `Other than in ${against}:` : `Every step is as in ${against}.`);
  target.replaceChildren(head, ...steps, gone);
}
