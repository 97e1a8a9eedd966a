// A table of a few dozen rows whose numbers lead to their rows.
// A text longer than this may take several lines, so that long names do not push the figures out of sight.
const LONG = 12;
export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const data = JSON.parse(new TextDecoder().decode(component.data));
  let frame = parentElement.querySelector(".frame");
  if (!frame) { frame = make("div", "frame"); frame.dataset.words = "own"; parentElement.append(frame); }
  frame.style.maxHeight = data.height ? `${data.height / 16}rem` : "";
  frame.style.minHeight = data.height && data.steady ? `${data.height / 16}rem` : "";
  const table = make("table", data.style);
  const head = make("tr");
  data.columns.forEach((column) => {
    const cell = make("th", `${column.kind} ${column.name.length < 4 ? "short" : ""}`.trim(), column.name);
    cell.scope = "col";
    if (column.help) cell.title = column.help;
    head.append(cell);
  });
  const thead = make("thead");
  thead.append(head);
  const body = make("tbody");
  const most = data.paper || Infinity;
  data.rows.forEach((row, place) => {
    const line = make("tr", `${row.style || ""} ${place < most ? "" : "beyond"}`.trim());
    row.cells.forEach((said, index) => {
      const cell = make("td", [data.columns[index].kind, said.tone || ""].join(" ").trim());
      if (said.text.length > LONG && data.columns[index].kind === "text" && row.style !== "group") cell.classList.add("long");
      if (row.style === "group") cell.colSpan = data.columns.length;
      if (said.ground) { cell.style.background = said.ground; cell.style.color = said.ink; }
      if (said.go) {
        const link = make("a", "", said.text);
        link.href = kept(said.go);
        link.addEventListener("click", (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          setTriggerValue("go", said.go);
        });
        cell.append(link);
      } else cell.textContent = said.text;
      if (said.bar !== undefined && said.bar !== null) {
        cell.classList.add("bar");
        const bar = make("i");
        bar.style.width = `${Math.max(0, Math.min(1, said.bar)) * 100}%`;
        cell.append(bar);
      }
      line.append(cell);
    });
    body.append(line);
  });
  table.append(thead, body);
  frame.replaceChildren(table);
  if (data.rows.length > most) {
    const count = data.rows.length.toLocaleString("zh-CN");
    frame.append(make("p", "rest", `打印前 ${most} 行，这里列出 ${count} 行；完整清单请下载表格。`));
  }
}
