addEventListener("DOMContentLoaded", () => {
  const MOST = 4;
  const field = document.getElementById("suche");
  const compare = document.getElementById("vergleich");
  const bar = document.querySelector(".chosen");
  const rows = [...document.querySelectorAll('tr[data-about^="gebiet:"]')];
  const tables = [...document.querySelectorAll("[data-finder] table")];
  const own = [...tables[0].querySelectorAll("tbody tr")];
  const plain = text => text.normalize("NFD").replace(/[\u0300-\u036f\u00ad]/g, "")
    .replace(/ß/g, "ss").toLowerCase().trim();
  const name = row => row.querySelector("th").textContent.replace(/\u00ad/g, "").trim();
  const words = (tag, text) => {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  };

  // The search: rows and areas that do not fit are put aside.
  const search = () => {
    const wanted = plain(field.value);
    rows.forEach(row => { row.hidden = !plain(name(row)).includes(wanted); });
    const left = own.filter(row => !row.hidden);
    const fits = new Set(left.map(row => row.dataset.about));
    document.querySelectorAll(".live path[data-about]").forEach(path =>
      path.classList.toggle("out", !fits.has(path.dataset.about)));
    document.getElementById("treffer").textContent = wanted
      ? `${left.length} von ${own.length} Gebieten` : `${own.length} Gebiete`;
  };
  field.addEventListener("input", search);
  field.addEventListener("keydown", event => {
    if (event.key === "Enter") own.find(row => !row.hidden)?.querySelector("a, input")?.focus();
    if (event.key === "Escape") { field.value = ""; search(); }
  });
  search();

  // The comparison: the figures of the chosen areas side by side, as the tables print them.
  const boxes = own.map(row => {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "pick";
    box.autocomplete = "off";
    box.setAttribute("aria-label", `${name(row)} vergleichen`);
    row.querySelector("th").prepend(box);
    box.addEventListener("change", show);
    return box;
  });
  function show() {
    const chosen = own.filter((row, place) => boxes[place].checked);
    boxes.forEach(box => { box.disabled = !box.checked && chosen.length >= MOST; });
    document.querySelectorAll(".live path[data-about]").forEach(path => {
      const picked = chosen.some(row => row.dataset.about === path.dataset.about);
      if (path.classList.toggle("picked", picked)) path.parentNode.append(path);
    });
    const names = chosen.map(name);
    compare.hidden = names.length < 2;
    bar.hidden = !names.length;
    bar.querySelector("a").hidden = names.length < 2;
    bar.querySelector("p").textContent = names.join(", ") + (
      names.length < 2 ? ": noch ein Gebiet ankreuzen" : names.length === MOST ? " (mehr geht nicht)" : "");
    if (!compare.hidden) fill(chosen, names);
  }
  function fill(chosen, names) {
    compare.querySelector("caption span").textContent = `Vergleich: ${names.join(", ")}`;
    const heads = document.createElement("tr");
    heads.append(...["Kennzahl", ...names].map((text, place) => {
      const head = words("th", text);
      head.scope = "col";
      if (place) head.className = "right";
      return head;
    }));
    compare.querySelector("thead").replaceChildren(heads);
    compare.querySelector("tbody").replaceChildren(...tables.flatMap(table =>
      [...table.querySelectorAll("thead th")].slice(1).map((head, place) => {
        const line = document.createElement("tr");
        const title = words("th", head.textContent);
        title.scope = "row";
        line.append(title, ...chosen.map(row => {
          const same = table.querySelector(`tr[data-about="${CSS.escape(row.dataset.about)}"]`);
          const cell = words("td", same ? same.cells[place + 1].textContent : "");
          cell.className = "right";
          return cell;
        }));
        return line;
      })));
  }
  bar.querySelector("button").addEventListener("click", () => {
    boxes.forEach(box => { box.checked = false; });
    show();
    field.focus();
  });
});
