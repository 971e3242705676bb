// Holds the conversation (how it began, and what was done since) and shows it wherever it is to be seen.

import { Chat } from "/site/chat.js";
import { Diagram } from "/site/diagram.js";
import { listenForKeys, listKeys } from "/site/keys.js";
import { showDifferences, showFaults, showValues } from "/site/panels.js";
import { getContents, getDiagram, getRule, listen, post, Refused } from "/site/server.js";

const at = (id) => document.getElementById(id);
const chat = new Chat(at("chat")), other = new Chat(at("other"), { isQuiet: true }), diagram = new Diagram(at("diagram"));
const THEMES = { system: "as the system", light: "light", dark: "dark" };
const PAUSE = 900;
const GONE = "The studio does not answer. Is it still running?";

let contents = null;
let opening = { dialog: "", step: null, language: "en", values: {}, at: "" };
let acts = [];
let view = null;
let drawn = null;
let picture = { isMap: false, dialog: "" };
let marked = "";
let isCompared = false;
let playing = null;
let toastTimer = 0;
let queue = Promise.resolve();

/** One thing after the other; what the program refuses is shown. */
function inTurn(work) {
  queue = queue.then(work).catch((error) => {
    if (!(error instanceof Refused)) console.error(error);
    stopPlaying();
    notify(error instanceof Refused ? error.message : GONE);
  });
  return queue;
}

/** Tell something above all else; once, so that screen readers do not say it again with each turn. */
function notify(text, { isBroken = false } = {}) {
  at("notice").classList.toggle("broken", isBroken);
  if (at("notice").textContent === text) return;
  at("notice").textContent = text;
  at("notice").hidden = !text;
}

/** What stops the files from being played, and that the version before them still is. */
function describeErrors() {
  const [first, ...others] = contents.obstacles;
  if (!first) return "";
  const more = others.length ? ` (and ${others.length} more, below)` : "";
  return `⚠ The files have errors, so this still plays what was there before.\n${first}${more}`;
}

function option(value, text) {
  return new Option(text ?? value, value);
}

function findDialog(name) {
  return contents.dialogs.find((each) => each.name === name);
}

// -- where to begin

function fillOpening() {
  const chosen = at("dialog").value || opening.dialog;
  const named = contents.dialogs.map((each) => option(each.name, each.command ? `${each.name}  /${each.command}` : each.name));
  at("dialog").replaceChildren(option("", "(from the first word)"), ...named);
  at("dialog").value = findDialog(chosen) ? chosen : "";
  at("language").replaceChildren(...contents.languages.map(({ code, name }) => option(code, name)));
  at("language").value = opening.language;
  const persona = at("persona").value;
  at("persona").replaceChildren(...contents.personas.map((name) => option(name)));
  if (persona) at("persona").value = persona;
  at("compare").hidden = !contents.against;
  at("compare").textContent = `Compare with ${contents.against}`;
  at("other-name").textContent = contents.against;
  fillSteps();
}

function fillSteps() {
  const dialog = findDialog(at("dialog").value);
  const step = at("step").value;
  at("step").replaceChildren(option("", "(first)"), ...(dialog?.steps ?? []).map(({ name }) => option(name)));
  if (dialog?.steps.some(({ name }) => name === step)) at("step").value = step;
  const fields = (dialog?.values ?? []).map(({ name, kind, codes }) => {
    const label = document.createElement("label");
    const few = Object.entries(codes);
    const input = document.createElement(few.length ? "select" : "input");
    input.name = name;
    if (few.length) input.append(option("", "(unknown)"), ...few.map(([code, text]) => option(code, `${code}: ${text}`)));
    else input.placeholder = kind;
    input.value = opening.dialog === dialog.name ? opening.values[name] ?? "" : "";
    label.append(name, input);
    return label;
  });
  at("given-fields").replaceChildren(...fields);
  at("values-button").disabled = !fields.length;
}

function begin() {
  const filled = [...at("given-fields").querySelectorAll("input, select")].filter((input) => input.value);
  opening = {
    dialog: at("dialog").value,
    step: at("step").value || null,
    language: at("language").value,
    values: Object.fromEntries(filled.map((input) => [input.name, input.value])),
    at: contents.at,
  };
  acts = [];
  marked = "";
  picture = { isMap: !opening.dialog, dialog: opening.dialog };
  return inTurn(() => play());
}

// -- the conversation

async function play(more = {}) {
  view = await post("/play", { opening, acts, compare: isCompared, ...more });
  acts = view.turns.map(({ act }) => act).filter(Boolean);
  notify([describeErrors(), view.stopped].filter(Boolean).join("\n"), { isBroken: contents.obstacles.length > 0 });
  await show();
}

function act(what) {
  return inTurn(() => {
    acts = [...acts, what];
    marked = "";
    picture = { isMap: false, dialog: picture.dialog };
    return play();
  });
}

async function show() {
  const lostFocus = chat.show(view);
  if (view.other) other.show(view.other);
  at("undo").disabled = !acts.length;
  showNextTimer();
  describeStep();
  showValues(at("stored-values"), view);
  showToast(view.toast);
  const top = view.place.at(-1);
  if (top && !picture.isMap && !marked) picture.dialog = top.dialog;
  if (lostFocus && !chat.focus()) at("words").focus();
  await showPicture();
}

function showNextTimer() {
  const [next] = view.values.timers;
  const button = at("skip-time");
  button.disabled = !next;
  button.textContent = next ? `Until ${next.at.slice(-5)}` : "Until …";
  button.ariaLabel = next ? `${button.textContent}, ${next.at.slice(0, -6)}: ${next.what}` : "Until something happens by itself";
  button.title = `${button.ariaLabel} (t)`;
}

function showToast(text) {
  clearTimeout(toastTimer);
  at("toast").textContent = text;
  if (text) toastTimer = setTimeout(() => { at("toast").textContent = ""; }, 4000);
}

// -- the diagram

async function showPicture() {
  const dialog = picture.isMap ? "" : picture.dialog;
  const wanted = `${contents.version} ${opening.language} ${dialog}`;
  at("show-map").setAttribute("aria-pressed", String(!dialog));
  at("show-dialog").setAttribute("aria-pressed", String(Boolean(dialog)));
  if (drawn !== wanted) {
    diagram.draw(await getDiagram(dialog, opening.language));
    drawn = wanted;
  }
  const frames = view?.place ?? [];
  at("changes").hidden = !isCompared || !dialog;
  showDifferences(at("changes"), findDialog(dialog), contents.against, (name) => mark(dialog, name));
  const faulty = contents.faults.filter((fault) => !dialog || fault.dialog === dialog);
  const spoken = (view?.chat ?? []).filter((message) => !dialog || message.dialog === dialog);
  diagram.light({
    here: dialog ? frames.findLast((frame) => frame.dialog === dialog)?.step : frames.at(-1)?.dialog,
    been: new Set(spoken.map((message) => (dialog ? message.step : message.dialog))),
    faulty: new Set(faulty.map((fault) => (dialog ? fault.step : fault.dialog))),
    changed: new Set(isCompared ? listChanged(dialog) : []),
    marked,
  });
}

function listChanged(dialog) {
  if (dialog) return findDialog(dialog)?.changed ?? [];
  return contents.dialogs.filter(({ changed, gone }) => changed.length || gone.length).map(({ name }) => name);
}

function mark(dialog, step) {
  picture = { isMap: false, dialog };
  marked = step;
  describeStep();
  return inTurn(showPicture);
}

function describeStep() {
  const dialog = findDialog(picture.dialog);
  const step = dialog?.steps.find(({ name }) => name === marked);
  if (!step) return at("about-step").replaceChildren();
  const name = document.createElement("b"), place = document.createElement("code"), from = document.createElement("button");
  name.textContent = step.mi ? `${step.name} · ${step.mi}` : step.name;
  place.textContent = step.place;
  from.type = "button";
  from.textContent = "Play from here";
  from.addEventListener("click", () => {
    at("dialog").value = dialog.name;
    fillSteps();
    at("step").value = step.name;
    begin();
  });
  const count = step.ways > 1 ? `${step.ways} ways to say it` : "";
  at("about-step").replaceChildren(name, place, count, from);
}

function choose(name) {
  if (!picture.isMap) return mark(picture.dialog, name === marked ? "" : name);
  if (!findDialog(name)) return null;
  at("dialog").value = name;
  fillSteps();
  return mark(name, "");
}

// -- personas

async function playOn() {
  const before = acts.length;
  marked = "";
  await play({ persona: at("persona").value, seed: Number(at("seed").value) || 1 });
  if (acts.length === before || view.stopped) stopPlaying();
}

function stopPlaying() {
  clearInterval(playing);
  playing = null;
  at("auto").setAttribute("aria-pressed", "false");
  at("auto").textContent = "Play by itself";
}

function togglePlaying() {
  if (playing) return stopPlaying();
  at("auto").setAttribute("aria-pressed", "true");
  at("auto").textContent = "Pause";
  playing = setInterval(() => inTurn(playOn), PAUSE);
  return inTurn(playOn);
}

// -- saving

async function save() {
  const order = { opening, acts, name: at("save-name").value, replace: at("save-replace").checked };
  try {
    at("save-result").textContent = `Saved: ${(await post("/save", order)).saved}`;
  } catch (error) {
    at("save-result").textContent = error.message;
  }
}

// -- why there is a rule

async function explain(rule) {
  at("rule-page").textContent = await getRule(rule);
  at("rule").showModal();
  at("rule-page").scrollTop = 0;
}

// -- looks

function setTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  at("theme").textContent = `Theme: ${THEMES[theme]}`;
  localStorage.setItem("theme", theme);
}

function nextTheme() {
  const names = Object.keys(THEMES);
  setTheme(names[(names.indexOf(localStorage.getItem("theme") ?? "system") + 1) % names.length]);
}

// -- all together

async function reload() {
  contents = await getContents();
  fillOpening();
  const { activeElement: before } = document;
  showFaults(at("check-name"), at("faults"), contents, (fault) => mark(fault.dialog, fault.step), (rule) => inTurn(() => explain(rule)));
  if (!before.isConnected) at("check").focus();
  describeStep();
  if (!contents.dialogs.length) return notify("These dialogs have errors, so there is nothing to play yet.");
  if (view) return play();
  opening.at = contents.at;
  picture = { isMap: true, dialog: "" };
  return play();
}

function connect() {
  const on = (id, event, work) => at(id).addEventListener(event, (happened) => {
    if (event === "submit") happened.preventDefault();
    work(happened);
  });
  on("opening", "submit", begin);
  on("dialog", "change", () => { fillSteps(); begin(); });
  on("step", "change", begin);
  on("language", "change", () => { opening = { ...opening, language: at("language").value }; inTurn(() => play()); });
  on("values-button", "click", () => {
    at("given").hidden = !at("given").hidden;
    at("values-button").setAttribute("aria-expanded", String(!at("given").hidden));
  });
  on("composer", "submit", () => {
    const text = at("words").value.trim();
    at("words").value = "";
    if (text) act({ kind: "write", text });
  });
  on("photo", "click", () => act({ kind: "photo" }));
  on("undo", "click", () => inTurn(() => { acts = acts.slice(0, -1); return play(); }));
  on("wait", "change", () => {
    const seconds = Number(at("wait").value);
    at("wait").value = "";
    if (seconds) act({ kind: "wait", seconds });
  });
  on("skip-time", "click", () => {
    const [next] = view?.values.timers ?? [];
    if (next) act({ kind: "wait", seconds: Math.max(1, next.seconds) });
  });
  on("next", "click", () => inTurn(playOn));
  on("auto", "click", togglePlaying);
  on("compare", "click", () => {
    isCompared = !isCompared;
    at("compare").setAttribute("aria-pressed", String(isCompared));
    document.querySelector("main").classList.toggle("compared", isCompared);
    at("other-side").hidden = at("chat-name").hidden = !isCompared;
    inTurn(() => play());
  });
  on("show-map", "click", () => { marked = ""; picture.isMap = true; describeStep(); inTurn(showPicture); });
  on("show-dialog", "click", () => { picture.isMap = !picture.dialog; inTurn(showPicture); });
  on("smaller", "click", () => diagram.zoom(0.8));
  on("larger", "click", () => diagram.zoom(1.25));
  on("fit", "click", () => diagram.zoom(0));
  on("theme", "click", nextTheme);
  on("save-button", "click", () => { at("save-result").textContent = ""; at("save").showModal(); });
  on("save-close", "click", () => at("save").close());
  on("save-form", "submit", save);
  on("keys-button", "click", () => at("keys").showModal());
  on("keys-close", "click", () => at("keys").close());
  on("keys-on", "change", () => localStorage.setItem("keys", at("keys-on").checked ? "on" : "off"));
  on("rule-close", "click", () => at("rule").close());
  chat.react((token, label) => act({ kind: "tap", token, label }), mark);
  other.react(() => {}, mark);
  diagram.react(choose);
}

setTheme(localStorage.getItem("theme") ?? "system");
at("keys-on").checked = localStorage.getItem("keys") !== "off";
connect();
listKeys(at("keys-list"));
listenForKeys({ isOn: () => at("keys-on").checked, tap: (number) => chat.tap(number), write: () => at("words").focus() });
listen((version) => inTurn(async () => {
  if (at("notice").textContent === GONE) notify("");
  if (contents?.version !== version) await reload();
}), () => notify(GONE));
