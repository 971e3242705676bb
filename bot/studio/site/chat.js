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

/** Who speaks, and what: all of it but the buttons. */
function drawLine(item) {
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
  return line;
}

function hasKeys(item) {
  return Boolean(item.buttons?.length || item.chosen);
}

export class Chat {
  #list;
  #frame;
  #drawn = [];
  #isQuiet;
  #isAtEnd = true;
  #size = "";

  /** `isQuiet`: it is only looked at. */
  constructor(list, { isQuiet = false } = {}) {
    this.#list = list;
    this.#frame = list.parentElement;
    this.#isQuiet = isQuiet;
    list.addEventListener("keydown", (event) => this.#moveFocus(event));
    this.#frame.addEventListener("scroll", () => {
      const size = `${this.#frame.clientWidth} ${this.#frame.clientHeight}`;
      // a browser that has just laid out anew scrolls a little by itself: that says nothing about the person's wish
      if (size === this.#size) this.#isAtEnd = this.#frame.scrollHeight - this.#frame.scrollTop - this.#frame.clientHeight < 40;
    });
    new ResizeObserver(() => {
      this.#size = `${this.#frame.clientWidth} ${this.#frame.clientHeight}`;
      if (this.#isAtEnd) this.#scrollToEnd();
    }).observe(this.#frame);
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
    const items = listItems(view);
    const forms = items.map(({ buttons, chosen, ...said }) => [JSON.stringify(said), JSON.stringify([buttons, chosen])]);
    const lines = this.#list.children;
    items.forEach((item, place) => {
      const [said, keys] = forms[place], [saidBefore, keysBefore] = this.#drawn[place] ?? [];
      if (said !== saidBefore) {
        const line = drawLine(item);
        if (lines[place]) lines[place].replaceWith(line);
        else this.#list.append(line);
      }
      if (said !== saidBefore || keys !== keysBefore) this.#drawKeys(lines[place], item);
    });
    while (lines.length > items.length) this.#list.lastElementChild.remove();
    const more = items.length !== this.#drawn.length;
    this.#drawn = forms;
    if (more || this.#isAtEnd) this.#scrollToEnd();
    return Boolean(had) && !this.#list.contains(document.activeElement);
  }

  /** Focus on the first button of the newest question; whether there is one. */
  focus() {
    const [button] = this.#listAnswers();
    button?.focus();
    return Boolean(button);
  }

  /** Tap the button of this number below the newest question, if there is one. */
  tap(number) {
    this.#listAnswers()[number - 1]?.click();
  }

  #listAnswers() {
    const keys = [...this.#list.querySelectorAll(".keys")].filter((each) => each.querySelector("button"));
    return [...(keys.at(-1)?.querySelectorAll("button") ?? [])];
  }

  #drawKeys(line, item) {
    line.querySelector(".keys")?.remove();
    if (!hasKeys(item)) return;
    const keys = drawKeys(item);
    if (this.#isQuiet) keys.querySelectorAll("button").forEach((button) => { button.disabled = true; });
    line.append(keys);
  }

  #scrollToEnd() {
    this.#frame.scrollTop = this.#frame.scrollHeight;
    this.#isAtEnd = true;
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
