// Photos before and after, side by side; a click fills the screen with the pair, arrow keys go on to the next one.
const SIDES = ["before", "after"];
const image = (source, words) => {
  const img = make("img");
  img.src = source;
  img.alt = words;
  img.decoding = "async";
  return img;
};
const press = (text, act, label) => {
  const button = make("button", "", text);
  button.type = "button";
  if (label) { button.title = label; button.setAttribute("aria-label", label); }
  button.addEventListener("click", act);
  return button;
};

// The pair that fills the screen.
const theatre = (album, data) => {
  const dialog = make("dialog");
  dialog.dataset.words = "own";
  const at = { pair: 0, before: 0, after: 0 };
  const half = (side) => {
    const pair = data.pairs[at.pair], shots = pair[side];
    const box = make("div", "half"), head = make("h2"), view = make("div", "view");
    head.append(make("span", "", data.names[side]));
    const shot = shots[at[side]];
    if (shots.length > 1) {
      const more = make("span", "more");
      const turn = (step) => { at[side] = (at[side] + step + shots.length) % shots.length; draw(); };
      more.append(press("‹", () => turn(-1), "上一张"), make("span", "", `${at[side] + 1} / ${shots.length}`), press("›", () => turn(1), "下一张"));
      head.append(more);
    }
    if (shot) view.append(image(shot.large, `${data.names[side]}照片`));
    else view.append(make("span", "none", pair.lacking[side]));
    box.append(head, view, make("p", "", shot ? shot.caption : ""));
    return box;
  };
  const go = (step) => {
    const next = at.pair + step;
    if (next < 0 || next >= data.pairs.length) return;
    Object.assign(at, { pair: next, before: 0, after: 0 });
    draw();
  };
  const draw = () => {
    const pair = data.pairs[at.pair];
    dialog.style.setProperty("--tone", pair.tone);
    const bar = make("div", "bar"), said = make("div", "said"), turns = make("div", "turns");
    if (pair.standing) said.append(make("b", "", pair.standing));
    said.append(document.createTextNode(pair.title || ""));
    (pair.lines || []).forEach((line) => said.append(make("small", "", line)));
    if (data.pairs.length > 1) {
      const back = press("‹ 上一件", () => go(-1)), on = press("下一件 ›", () => go(1));
      back.disabled = at.pair === 0;
      on.disabled = at.pair === data.pairs.length - 1;
      turns.append(back, make("span", "", `${data.before + at.pair + 1} / ${data.total}`), on);
    }
    turns.append(press("关闭", () => dialog.close()));
    bar.append(said, turns);
    const stage = make("div", "stage");
    stage.append(...SIDES.map(half));
    dialog.replaceChildren(bar, stage);
  };
  dialog.tabIndex = -1;
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight" || event.key === "PageDown") go(1);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") go(-1);
    else return;
    event.preventDefault();
    dialog.focus();
  });
  album.append(dialog);
  return (pair, side, index) => {
    Object.assign(at, { pair, before: 0, after: 0, [side]: index });
    draw();
    dialog.showModal();
    dialog.focus();
  };
};

const side = (data, pair, place, name, open) => {
  const box = make("div", "side");
  box.append(make("div", "name", data.names[name] + (pair[name].length > 1 ? `（${pair[name].length} 张）` : "")));
  const button = (shot, index) => {
    const opener = press("", () => open(place, name, index), `放大${data.names[name]}照片`);
    opener.className = "open";
    opener.append(image(shot.small, `${data.names[name]}照片：${pair.title || shot.caption}`));
    return opener;
  };
  const figure = (shot, index) => {
    const frame = make("figure");
    frame.append(button(shot, index), make("figcaption", "", shot.caption));
    return frame;
  };
  const photos = make("div", "photos");
  if (!pair[name].length) {
    photos.append(make("div", `lacking${name === "after" && pair.standing && pair.late ? " overdue" : ""}`, pair.lacking[name]));
  } else if (data.alone) {
    photos.append(...pair[name].map(figure));
  } else {
    photos.append(figure(pair[name][0], 0));
    if (pair[name].length > 1) {
      const strip = make("div", "strip");
      strip.append(...pair[name].slice(1, 6).map((shot, index) => button(shot, index + 1)));
      photos.append(strip);
    }
  }
  box.append(photos);
  return box;
};

export default function (component) {
  const { parentElement, setTriggerValue } = component;
  const said = new TextDecoder().decode(component.data);
  let album = parentElement.querySelector(".album");
  if (!album) { album = make("div", "album"); album.dataset.words = "own"; parentElement.append(album); }
  if (album.said === said) return;
  album.said = said;
  const data = JSON.parse(said);
  album.className = data.alone ? "album alone" : "album";
  album.replaceChildren();
  const open = theatre(album, data);
  album.prepend(...data.pairs.slice(data.first, data.first + data.count).map((pair, number) => {
    const place = data.first + number;
    const box = make("div", "pair");
    box.style.setProperty("--tone", pair.tone || "");
    if (pair.title) {
      const head = make("div", "head"), link = make("a", "title", pair.title);
      link.href = kept(pair.go);
      link.title = pair.title;
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        setTriggerValue("go", pair.go);
      });
      head.append(link, make("span", "standing", pair.standing));
      const lines = make("div", "lines");
      lines.append(...pair.lines.map((line) => make("div", "", line)));
      box.append(head, lines);
    }
    const sides = make("div", "sides");
    sides.append(...SIDES.map((name) => side(data, pair, place, name, open)));
    box.append(sides);
    return box;
  }));
}
