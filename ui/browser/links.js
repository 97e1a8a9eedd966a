// What the scripts of all components share: how nodes are made and where their links lead.
const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};
const kept = (address) => {
  // A link opened in a new tab shows the same selection: the filters stand in this page's address.
  const [screen, query] = address.split("?");
  const params = new URLSearchParams(query || "");
  for (const [name, value] of new URLSearchParams(window.location.search)) {
    if (!["id", "unit", "figure", "on"].includes(name) && !name.startsWith("only_")) params.append(name, value);
  }
  return params.toString() ? `${screen}?${params}` : screen;
};
