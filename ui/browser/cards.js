// The wall of figures: name, value, change, twelve weeks, definition; a click leads to the rows.
const SVG = "http://www.w3.org/2000/svg";
const spark = (values, colour) => {
  const known = values.filter((v) => v !== null);
  if (known.length < 2) return null;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 28");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const low = Math.min(...known), high = Math.max(...known), span = high - low || 1;
  const at = values.map((v, i) => (v === null ? null : [(i / (values.length - 1)) * 98 + 1, 25 - ((v - low) / span) * 22]));
  const line = document.createElementNS(SVG, "polyline");
  line.setAttribute("points", at.filter(Boolean).map((p) => p.join(",")).join(" "));
  line.setAttribute("fill", "none");
  line.setAttribute("stroke", colour);
  line.setAttribute("vector-effect", "non-scaling-stroke");
  svg.append(line);
  return svg;
};
export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const data = JSON.parse(new TextDecoder().decode(component.data));
  let wall = parentElement.querySelector(".wall");
  if (!wall) { wall = make("div", "wall"); parentElement.append(wall); }
  wall.dataset.words = "own";
  const closeAll = () => wall.querySelectorAll(".ask").forEach((ask) => {
    ask.setAttribute("aria-expanded", "false");
    ask.closest(".card").querySelector(".note").hidden = true;
    ask.closest(".card").style.zIndex = "";
  });
  wall.replaceChildren(...data.cards.map((card) => {
    const box = make("div", "card");
    box.style.setProperty("--tone", card.colour);
    box.style.setProperty("--tone-text", card.value_colour);
    box.dataset.key = card.key;
    const go = make("a", "go");
    go.href = kept(card.go);
    go.setAttribute("aria-label", `${card.name} ${card.value} ${card.unit}，查看清单`);
    go.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      setTriggerValue("go", card.go);
    });
    const top = make("div", "top");
    top.append(make("span", "mark", card.mark), make("span", "name", card.name));
    const ask = make("button", "ask", "口径");
    ask.type = "button";
    ask.setAttribute("aria-expanded", "false");
    const note = make("div", "note", card.definition);
    note.hidden = true;
    ask.addEventListener("click", () => {
      const opening = note.hidden;
      closeAll();
      note.hidden = !opening;
      ask.setAttribute("aria-expanded", String(opening));
      box.style.zIndex = opening ? "6" : "";
    });
    top.append(ask);
    const line = make("div", "line");
    line.append(make("span", "value", card.value), make("span", "unit", card.unit));
    const drawn = spark(card.history, card.colour);
    if (drawn) line.append(drawn);
    box.append(top, line, make("div", `change ${card.change_tone}`, card.change), note, go);
    if (card.aside) note.before(make("div", "aside", card.aside));
    return box;
  }));
  const escape = (event) => { if (event.key === "Escape") closeAll(); };
  window.addEventListener("keydown", escape);
  return () => window.removeEventListener("keydown", escape);
}
