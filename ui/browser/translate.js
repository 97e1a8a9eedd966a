// Streamlit's own texts are English and cannot be set: they are replaced where they appear in the page.
(() => {
  const words = __WORDS__;
  const patterns = __PATTERNS__.map(([from, to]) => [new RegExp(from), to]);
  const attributes = ["title", "aria-label", "placeholder", "alt"];
  const translated = (text) => {
    const trimmed = text.trim();
    if (!trimmed || !/[A-Za-z]{2}/.test(trimmed)) return null;
    if (Object.prototype.hasOwnProperty.call(words, trimmed)) return text.replace(trimmed, words[trimmed]);
    for (const [from, to] of patterns) {
      if (from.test(trimmed)) return text.replace(trimmed, trimmed.replace(from, to));
    }
    // A word of Streamlit's before a label of ours: "Search: 问题清单", "month, 截至日".
    const labelled = /^([A-Za-z][A-Za-z /]*)(: |, )(.*[^\x00-\x7F].*)$/.exec(trimmed);
    if (labelled && Object.prototype.hasOwnProperty.call(words, labelled[1])) {
      return text.replace(trimmed, `${words[labelled[1]]}：${labelled[3]}`);
    }
    return null;
  };
  const texts = (node) => {
    const said = translated(node.data);
    if (said !== null && said !== node.data) node.data = said;
  };
  const element = (node) => {
    for (const name of attributes) {
      const value = node.getAttribute(name);
      const said = value && translated(value);
      if (said && said !== value) node.setAttribute(name, said);
    }
  };
  const skipped = (node) => {
    const at = node.nodeType === 1 ? node : node.parentElement;
    // Words of the office (a cell, an input) are never touched; only what Streamlit says itself is.
    return at && at.closest("[data-words='own'], textarea, script, style, code");
  };
  const walk = (root) => {
    if (root.nodeType === 3) { if (!skipped(root)) texts(root); return; }
    if (root.nodeType !== 1 || skipped(root)) return;
    element(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (skipped(node)) continue;
      if (node.nodeType === 3) texts(node); else element(node);
    }
  };
  const start = () => {
    walk(document.body);
    new MutationObserver((changes) => {
      for (const change of changes) {
        if (change.type === "childList") change.addedNodes.forEach(walk);
        else if (!skipped(change.target)) {
          if (change.type === "characterData") texts(change.target); else element(change.target);
        }
      }
    }).observe(document.documentElement, {
      childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: attributes,
    });
  };
  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})();
