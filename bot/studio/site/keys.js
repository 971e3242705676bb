// Single keys for what is done most often. They can be turned off, and rest while someone types or chooses.

export const KEYS = [
  { keys: ["1", "9"], words: "tap that answer, 1 to 9" },
  { keys: ["/"], words: "write a message or a command" },
  { keys: ["u"], id: "undo", words: "step back" },
  { keys: ["t"], id: "skip-time", words: "let time pass until something happens" },
  { keys: ["n"], id: "next", words: "the persona's next act" },
  { keys: ["p"], id: "auto", words: "the persona plays by itself, or pauses" },
  { keys: ["b"], id: "begin", words: "begin again" },
  { keys: ["s"], id: "save-button", words: "save as a transcript" },
  { keys: ["d"], id: "show-dialog", words: "the diagram of this dialog" },
  { keys: ["a"], id: "show-map", words: "the map of all dialogs" },
  { keys: ["+"], id: "larger", words: "the diagram larger" },
  { keys: ["-"], id: "smaller", words: "the diagram smaller" },
  { keys: ["0"], id: "fit", words: "the whole width of the diagram" },
  { keys: ["?"], id: "keys-button", words: "this list" },
];

const at = (id) => document.getElementById(id);
const isBusy = (place) => Boolean(place?.closest?.("input, select, textarea, dialog[open]"));

/** Listens for keys. `isOn` tells whether they are wanted, `tap` gets the number of an answer, `write` begins to type. */
export function listenForKeys({ isOn, tap, write }) {
  for (const { keys: [key], id } of KEYS) {
    if (!id) continue;
    at(id).setAttribute("aria-keyshortcuts", key);
    at(id).title = `${at(id).ariaLabel || at(id).textContent} (${key})`;
  }
  document.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
    const found = KEYS.find(({ keys, id }) => id && keys.includes(event.key));
    if (found) at(found.id).click();
    else if (/^[1-9]$/.test(event.key)) tap(Number(event.key));
    else if (event.key === "/") write();
    else return;
    if (event.key !== "/") event.preventDefault();
  });
}

/** The list of keys, as a person reads it. */
export function listKeys(target) {
  const rows = KEYS.map(({ keys, words }) => {
    const row = document.createElement("tr"), name = document.createElement("th"), does = document.createElement("td");
    name.scope = "row";
    keys.forEach((key, place) => {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      name.append(place ? " – " : "", cap);
    });
    does.textContent = words;
    row.append(name, does);
    return row;
  });
  target.replaceChildren(...rows);
}
