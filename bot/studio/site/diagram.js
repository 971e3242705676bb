// The diagram: steps that can be reached by mouse and keyboard, the current one lit and in sight.

const SMALLEST = 0.2, LARGEST = 2, MARGIN = 24;

export class Diagram {
  #frame;
  #svg = null;
  #width = 0;
  #zoom = 0;
  #whenChosen = () => {};

  constructor(frame) {
    this.#frame = frame;
    frame.addEventListener("click", (event) => this.#choose(event.target.closest(".block")));
    frame.addEventListener("keydown", (event) => this.#react(event));
  }

  react(whenChosen) {
    this.#whenChosen = whenChosen;
  }

  draw(source) {
    const svg = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
    this.#svg = document.importNode(svg, true);
    this.#width = svg.viewBox.baseVal.width;
    this.#frame.replaceChildren(this.#svg);
    for (const block of this.blocks) {
      block.setAttribute("role", "button");
      block.setAttribute("tabindex", "-1");
      const lines = block.querySelector("title").textContent.replaceAll("→ ", "leads to ").split("\n");
      block.setAttribute("aria-label", lines.join(". "));
    }
    this.blocks[0]?.setAttribute("tabindex", "0");
    this.#resize(this.#zoom || Math.max(this.#fitting, 0.85));
  }

  get blocks() {
    return this.#svg ? [...this.#svg.querySelectorAll(".block")] : [];
  }

  /** Light the steps: the one where the person stands, those that spoke, those with faults, the one that is marked. */
  light({ here, been, faulty, changed, marked }) {
    for (const block of this.blocks) {
      const { name } = block.dataset;
      block.classList.toggle("here", name === here);
      block.classList.toggle("been", been.has(name));
      block.classList.toggle("faulty", faulty.has(name));
      block.classList.toggle("changed", changed.has(name));
      const told = [faulty.has(name) && "has faults", changed.has(name) && "differs", been.has(name) && "has spoken"];
      block.setAttribute("aria-description", told.filter(Boolean).join(", "));
      block.setAttribute("aria-pressed", String(name === marked));
      block.classList.toggle("marked", name === marked);
      if (name === here) block.setAttribute("aria-current", "step");
      else block.removeAttribute("aria-current");
    }
    this.bringIntoSight(marked || here);
  }

  bringIntoSight(name) {
    const block = this.blocks.find((each) => each.dataset.name === name);
    if (!block) return;
    const inside = block.getBoundingClientRect(), frame = this.#frame.getBoundingClientRect();
    const isSeen = inside.left >= frame.left && inside.right <= frame.right
      && inside.top >= frame.top && inside.bottom <= frame.bottom - MARGIN;
    if (isSeen) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#frame.scrollBy({
      left: inside.left + inside.width / 2 - frame.left - frame.width / 2,
      top: inside.top + inside.height / 2 - frame.top - frame.height / 2,
      behavior: calm ? "instant" : "smooth",
    });
  }

  zoom(factor) {
    this.#resize(factor ? this.#zoom * factor : this.#fitting);
  }

  get #fitting() {
    return Math.min(1, (this.#frame.clientWidth - 20) / this.#width);
  }

  #resize(zoom) {
    this.#zoom = Math.min(LARGEST, Math.max(SMALLEST, zoom));
    this.#svg.setAttribute("width", this.#width * this.#zoom);
    this.#svg.removeAttribute("height");
  }

  #choose(block) {
    if (block) this.#whenChosen(block.dataset.name);
  }

  #react(event) {
    const block = event.target.closest(".block");
    if (!block) return;
    const all = this.blocks;
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#choose(block);
    } else if (event.key in steps) {
      event.preventDefault();
      const next = all[(all.indexOf(block) + steps[event.key] + all.length) % all.length];
      block.setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus({ preventScroll: true });
      this.bringIntoSight(next.dataset.name);
    }
  }
}
