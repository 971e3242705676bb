// A conversation as Telegram shows it: only what has changed is drawn anew, so that screen readers tell only that.

const UNITS = [["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function describeTime(seconds) {
  const [word, unit] = UNITS.find(([, unit]) => seconds % unit === 0);
  const count = seconds / unit;
  return `${count} ${word}${count > 1 ? "s" : ""} later`;
}

/** What is on the screen, in order: the messages, and between them what the person did. */
function listItems(view) {
  const items = [];
  let begin = 0;
  for (const { act, until } of view.turns) {
    if (act?.kind === "write") items.push({ kind: "you", text: act.text });
    if (act?.kind === "photo") items.push({ kind: "you", text: "(photo)" });
    if (act?.kind === "wait") items.push({ kind: "time", text: describeTime(act.seconds) });
    for (const message of view.chat.slice(begin, until)) items.push({ kind: "bot", ...message });
    begin = until;
  }
  return items;
}

function drawKeys(item) {
  const keys = make("div", "keys");
  for (const row of item.buttons) {
    const line = make("div");
    for (const { label, token } of row) {
      const button = make("button", "", label);
      button.type = "button";
      button.dataset.token = token;
      line.append(button);
    }
    keys.append(line);
  }
  if (item.chosen) {
    const line = make("div");
    line.append(make("span", "chosen", `✓ ${item.chosen}`));
    keys.append(line);
  }
  return keys;
}

function draw(item) {
  const line = make("li", item.kind + (item.differs ? " differs" : ""));
  if (item.kind === "time") {
    line.append(make("span", "", item.text));
    return line;
  }
  const bubble = make("div", "bubble");
  bubble.append(make("span", "hidden", item.kind === "you" ? "You: " : "Leeward: "), item.text);
  if (item.step) {
    line.dataset.dialog = item.dialog;
    line.dataset.step = item.step;
    bubble.append(make("span", "from", item.mi ? `${item.step} · ${item.mi}` : item.step));
  }
  line.append(bubble);
  if (item.buttons?.length || item.chosen) line.append(drawKeys(item));
  return line;
}

export class Chat {
  #list;
  #drawn = [];
  #isQuiet;

  /** `isQuiet`: it is only looked at. */
  constructor(list, { isQuiet = false } = {}) {
    this.#list = list;
    this.#isQuiet = isQuiet;
    list.addEventListener("keydown", (event) => this.#moveFocus(event));
  }

  /** `whenTapped` gets token and label of a button, `whenChosen` dialog and step of a bubble. */
  react(whenTapped, whenChosen) {
    this.#list.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      const line = event.target.closest("li");
      if (button) whenTapped(button.dataset.token, button.textContent);
      else if (line?.dataset.step) whenChosen(line.dataset.dialog, line.dataset.step);
    });
  }

  show(view) {
    const had = this.#list.contains(document.activeElement) && document.activeElement.closest("li");
    const items = listItems(view).map((item) => ({ item, form: JSON.stringify(item) }));
    const lines = this.#list.children;
    items.forEach(({ item, form }, place) => {
      if (this.#drawn[place] === form) return;
      const line = draw(item);
      if (this.#isQuiet) line.querySelectorAll("button").forEach((button) => { button.disabled = true; });
      if (lines[place]) lines[place].replaceWith(line);
      else this.#list.append(line);
    });
    while (lines.length > items.length) this.#list.lastElementChild.remove();
    const more = items.length !== this.#drawn.length;
    this.#drawn = items.map(({ form }) => form);
    if (more) this.#list.scrollTop = this.#list.scrollHeight;
    return Boolean(had) && !this.#list.contains(document.activeElement);
  }

  /** Focus on the first button of the newest question; whether there is one. */
  focus() {
    const keys = [...this.#list.querySelectorAll(".keys")].filter((each) => each.querySelector("button"));
    const button = keys.at(-1)?.querySelector("button");
    button?.focus();
    return Boolean(button);
  }

  #moveFocus(event) {
    const button = event.target.closest?.(".keys button");
    if (!button) return;
    const all = [...button.closest(".keys").querySelectorAll("button")];
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    let place = all.indexOf(button);
    if (event.key in steps) place = (place + steps[event.key] + all.length) % all.length;
    else if (event.key === "Home") place = 0;
    else if (event.key === "End") place = all.length - 1;
    else return;
    event.preventDefault();
    all[place].focus();
  }
}
