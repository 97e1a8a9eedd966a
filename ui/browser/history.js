// A click that leads to another page changes the address twice: Streamlit first writes the new parameters behind the old
// page's path, without the filters, then the new path. Only the second is a place to which the back button may lead.
(() => {
  const push = history.pushState.bind(history);
  let path = location.pathname, halfway = 0;
  history.pushState = (state, title, url) => {
    const next = new URL(url ?? location.href, location.href).pathname;
    const samePath = next === location.pathname;
    if (!samePath && path === location.pathname && Date.now() - halfway < 2000) history.replaceState(state, title, url);
    else push(state, title, url);
    path = next;
    halfway = samePath ? Date.now() : 0;
  };
})();
