// 汇报模式 and paper. The address says whether 汇报模式 is on, so that a link opens it, before anything is drawn.
(() => {
  const root = document.documentElement;
  const written = new URL(location.href);
  if (written.searchParams.get("present") === "1") {
    written.searchParams.set("present", "true"); // what people write by hand, as Streamlit understands it
    history.replaceState(history.state, "", written);
  }
  const asked = () => new URLSearchParams(location.search).get("present") === "true";
  const turn = (on) => {
    if (root.classList.contains("presenting") === on) return;
    root.classList.toggle("presenting", on);
    window.dispatchEvent(new Event("resize"));
  };
  // A click in the menu takes the parameters out of the address for a moment: on at once, off only when it lasts.
  let leaving = 0;
  const look = () => {
    clearTimeout(leaving);
    if (asked()) turn(true); else leaving = setTimeout(() => turn(asked()), 700);
  };
  for (const name of ["pushState", "replaceState"]) {
    const change = history[name].bind(history);
    history[name] = (...said) => { change(...said); look(); };
  }
  window.addEventListener("popstate", look);
  turn(asked());
  const control = () => document.querySelector(".st-key-present input");
  document.addEventListener("change", (event) => { if (event.target === control()) turn(event.target.checked); });
  const busy = "dialog[open], [role=dialog], [role=listbox], [data-baseweb=popover], .ask[aria-expanded=true]";
  const open = (at) => at.querySelector(busy) || [...at.querySelectorAll("*")].some((e) => e.shadowRoot && open(e.shadowRoot));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !root.classList.contains("presenting") || open(document)) return;
    if (event.composedPath()[0].matches?.("textarea, input:not([type=checkbox])")) return;
    control()?.click();
  }, true);

  // Paper. A chart is drawn for the width of its place on screen: on paper it is scaled as a picture.
  const foot = document.createElement("style");
  const prepare = () => {
    root.style.setProperty("--chart-text", `${parseFloat(getComputedStyle(root).fontSize) * 0.875}px`);
    document.querySelectorAll(".js-plotly-plot .svg-container").forEach((box) => {
      const { width, height } = box.getBoundingClientRect();
      if (!width || !height) return;
      box.style.setProperty("--shape", `${width} / ${height}`);
      box.querySelectorAll(".main-svg").forEach((svg) => svg.setAttribute("viewBox", `0 0 ${width} ${height}`));
    });
    const said = document.querySelector(".page-foot")?.dataset.foot ?? "";
    foot.textContent = `@page { @bottom-left { content: "${said}"; } }`;
    document.head.append(foot);
  };
  const restore = () => {
    foot.remove();
    document.querySelectorAll(".js-plotly-plot .main-svg").forEach((svg) => svg.removeAttribute("viewBox"));
  };
  window.addEventListener("beforeprint", prepare);
  window.addEventListener("afterprint", restore);
  document.addEventListener("click", (event) => { if (event.target.closest?.(".print-page")) window.print(); });
})();
