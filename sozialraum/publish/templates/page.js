"use strict";
document.documentElement.classList.add("js");
addEventListener("DOMContentLoaded", () => {
  // What is wider than its box can be reached by keyboard and shows that it goes on.
  const mark = box => {
    const wide = box.scrollWidth > box.clientWidth + 1;
    if (wide) box.tabIndex = 0; else box.removeAttribute("tabindex");
    box.toggleAttribute("data-wide", wide);
    box.toggleAttribute("data-more", box.scrollLeft + box.clientWidth < box.scrollWidth - 2);
  };
  const watch = new ResizeObserver(entries => entries.forEach(entry => mark(entry.target)));
  for (const box of document.querySelectorAll(".scroll")) {
    watch.observe(box);
    box.addEventListener("scroll", () => mark(box), { passive: true });
  }
});
