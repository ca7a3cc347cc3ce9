"use strict";
document.documentElement.classList.add("js");
addEventListener("DOMContentLoaded", () => {
  // What is wider than its box can be reached by keyboard and shows that it goes on.
  const mark = box => {
    const wide = box.scrollWidth > box.clientWidth + 1;
    if (wide || box.hasAttribute("data-steps")) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    box.toggleAttribute("data-wide", wide);
    box.toggleAttribute("data-more", box.scrollLeft + box.clientWidth < box.scrollWidth - 2);
  };
  const watch = new ResizeObserver(entries => entries.forEach(entry => mark(entry.target)));
  for (const box of document.querySelectorAll(".scroll")) {
    watch.observe(box);
    box.addEventListener("scroll", () => mark(box), { passive: true });
  }

  // What belongs together is lit together: rows, captions, areas and bands of one data-about.
  const all = what => document.querySelectorAll(`[data-about="${CSS.escape(what)}"]`);
  const at = target => target.closest?.("[data-about]")?.dataset.about || "";
  let shown = "", held = "";
  const light = what => {
    if (what === shown) return;
    shown = what;
    document.querySelectorAll(".lit").forEach(element => element.classList.remove("lit"));
    document.querySelectorAll(".halo").forEach(element => element.remove());
    if (what) all(what).forEach(element => { element.classList.add("lit"); surround(element); });
  };
  const surround = element => {
    const path = element.matches("path") ? element : element.querySelector(":scope > path");
    if (!path) return;
    // A copy on top: the neighbours drawn later would hide half of an outline.
    const halo = path.cloneNode();
    for (const { name } of [...halo.attributes]) {
      if (!["d", "clip-path", "transform"].includes(name)) halo.removeAttribute(name);
    }
    halo.setAttribute("class", "halo");
    element.parentNode.append(halo);
  };
  const hold = what => { held = held === what ? "" : what; light(held || what); };
  addEventListener("pointerover", event => light(at(event.target) || held));
  addEventListener("focusin", event => light(at(event.target) || held));
  addEventListener("click", event => {
    if (!event.target.closest?.("a, button, input, label, summary")) hold(at(event.target));
  });
  addEventListener("keydown", event => {
    if (event.key === "Escape") { held = ""; light(""); }
  });
  document.addEventListener("wheel", event => {
    if (event.target.closest?.(".live")) light("");
  }, { passive: true });

  // One stop of the tab key for each table or picture; the arrow keys go on from there.
  const next = (event, list, now) => {
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: list.length - 1 }[event.key];
    if (list[to] === undefined) return -1;
    event.preventDefault();
    return to;
  };
  const help = element => element.setAttribute("aria-describedby", "verknuepft");
  for (const table of document.querySelectorAll("table:has(tr[data-about])")) {
    const heads = [...table.querySelectorAll("tr[data-about] > th")];
    if (heads.some(head => head.querySelector("a"))) continue;
    heads.forEach((head, place) => { head.tabIndex = place ? -1 : 0; });
    help(heads[0]);
    table.addEventListener("keydown", event => {
      const list = heads.filter(head => !head.parentNode.hidden), now = list.indexOf(event.target);
      if (now < 0) return;
      if (event.key === "Enter") hold(at(event.target));
      const to = next(event, list, now);
      if (to < 0) return;
      heads.forEach(head => { head.tabIndex = head === list[to] ? 0 : -1; });
      list[to].focus();
    });
  }
  for (const box of document.querySelectorAll("figure:not(.map) > .still:has([data-about])")) {
    const names = new Map([...box.querySelectorAll("[data-about]")].map(
      element => [element.dataset.about, element.dataset.name]));
    const list = [...names.keys()].sort((one, other) =>
      box.querySelector(".band") ? 0 : names.get(one).localeCompare(names.get(other), "de"));
    let now = -1;
    box.setAttribute("data-steps", "");
    help(box);
    box.addEventListener("keydown", event => {
      if (event.key === "Enter" && now >= 0) hold(list[now]);
      const to = next(event, list, now);
      if (to < 0) return;
      now = to;
      light(list[now]);
      document.getElementById("gezeigt").textContent = names.get(list[now]);
    });
  }
});
