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
  for (const [name, value] of pairs) list.append(make("dt", name), make("dd", value));
  section.append(make("h3", title), list);
  return section;
}

export function showValues(target, view) {
  const { here, kept, timers, answers } = view.values;
  const place = view.place.map(({ dialog, step }) => `${dialog}.${step}`).join(" › ") || "nothing open";
  const now = new Date(view.now).toLocaleString([], { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  const groups = [group("Where", [["step", place], ["time", `${now} UTC`]])];
  const named = [["In this dialog", here], ["Kept with the person", kept], ["Timers", timers]];
  for (const [title, values] of named) {
    if (Object.keys(values).length) groups.push(group(title, Object.entries(values)));
  }
  const rows = answers.map(({ step, name, code }) => [step, code ? `${name} = ${code}` : `${name} (words)`]);
  if (rows.length) groups.push(group("Answers", rows));
  target.replaceChildren(...groups);
}

export function showFaults(title, list, contents, whenChosen) {
  const { faults } = contents;
  const errors = faults.filter(({ severity }) => severity === "error").length;
  const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
  title.textContent = faults.length
    ? `Check: ${count(errors, "error")}, ${count(faults.length - errors, "warning")}`
    : "Check: no faults";
  const lines = faults.map((fault) => {
    const line = make("li", "", fault.severity);
    const button = document.createElement("button");
    button.type = "button";
    button.append(make("code", fault.place), " ", make("b", `${fault.severity} ${fault.rule}`), ` ${fault.message}`);
    button.addEventListener("click", () => whenChosen(fault));
    line.append(button);
    return line;
  });
  list.replaceChildren(...lines);
}
