/* Draws one map from data. Every text reaches the page as text, never as markup. */
function sozialraumKarte(map, data) {
  "use strict";
  const box = map.getContainer();
  const root = box.closest(".sr-map");
  const groups = new Map();
  const lists = [];
  let layer = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", data.name);

  function words(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    return element;
  }

  function card(title, lines) {
    const element = document.createElement("div");
    element.append(words("strong", title), ...lines.map(line => words("div", line)));
    return element;
  }

  /* One stop of the tab key for many elements: arrow keys go on from there. */
  function settle() {
    lists.forEach(list => {
      const all = list();
      const first = all.find(element => element === document.activeElement) || all[0];
      all.forEach(element => { element.tabIndex = element === first ? 0 : -1; });
    });
  }

  function step(event) {
    const all = lists.map(list => list()).find(list => list.includes(event.target));
    if (!all) { return; }
    const at = all.indexOf(event.target);
    const to = {
      ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1,
      Home: 0, End: all.length - 1
    }[event.key];
    if (to === undefined) { return; }
    event.preventDefault();
    event.stopPropagation();
    all[(to + all.length) % all.length].focus();
    settle();
  }

  function hatch(name, shape) {
    const svg = box.querySelector(".leaflet-overlay-pane svg");
    const make = (tag, values) => {
      const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
      Object.entries(values).forEach(([key, value]) => element.setAttribute(key, value));
      return element;
    };
    const pattern = make("pattern", {
      id: box.id + "_" + name, width: 6, height: 6, patternUnits: "userSpaceOnUse"
    });
    pattern.append(
      make("rect", { width: 6, height: 6, fill: "#fff" }),
      make("path", { d: shape, stroke: "#8a949c", "stroke-linecap": "round" })
    );
    svg.prepend(pattern);
  }

  function style(feature) {
    const [colour, pattern] = feature.properties.fills[layer];
    return {
      fillColor: pattern ? `url(#${box.id}_${pattern})` : colour,
      fillOpacity: 1,
      color: pattern ? "#a9b4bd" : "#ffffff",
      weight: 1
    };
  }

  function prepareArea(area, shape) {
    shape.bindTooltip(card(area.name, area.lines), { sticky: true });
    shape.on("add", () => {
      const path = shape.getElement();
      path.setAttribute("role", area.link ? "link" : "img");
      path.setAttribute("aria-label", [area.name, ...area.lines].join(", "));
      path.dataset.about = area.about;
      path.addEventListener("focus", () => {
        const middle = shape.getBounds().getCenter();
        if (!map.getBounds().contains(middle)) { map.panTo(middle, { animate: false }); }
      });
      path.addEventListener("keydown", event => {
        if (area.link && event.key === "Enter") { location.href = area.link; }
      });
    });
    if (area.link) { shape.on("click", () => { location.href = area.link; }); }
  }

  function outline(color, weight) {
    L.geoJSON(data.highlight, {
      interactive: false,
      style: { fill: false, color: color, weight: weight }
    }).addTo(map);
  }

  function drawMark(mark) {
    const sign = words("span", mark.letter);
    sign.style[mark.look === "pin" ? "color" : "backgroundColor"] = mark.colour;
    const marker = L.marker(mark.at, {
      icon: L.divIcon({
        className: "sr-mark sr-mark-" + mark.look,
        html: sign,
        iconSize: [22, 22],
        iconAnchor: [11 - 20 * mark.shift[0], 11 + 20 * mark.shift[1]],
        popupAnchor: [20 * mark.shift[0], -10 - 20 * mark.shift[1]]
      }),
      riseOnHover: true
    });
    marker.bindPopup(card(mark.name, mark.lines), { maxWidth: 240 });
    marker.on("add", () => {
      marker.getElement().setAttribute("aria-label", [mark.name, ...mark.lines].join(", "));
    });
    if (!groups.has(mark.group)) { groups.set(mark.group, L.layerGroup().addTo(map)); }
    groups.get(mark.group).addLayer(marker);
    return marker;
  }

  function choose(event) {
    const field = event.target;
    if (field.type === "radio") {
      layer = Number(field.value);
      areas.setStyle(style);
      root.querySelectorAll(".sr-legend-of").forEach(legend => {
        legend.hidden = legend.dataset.layer !== field.value;
      });
    } else {
      const group = groups.get(field.value);
      if (field.checked) { group.addTo(map); } else { group.remove(); }
      settle();
    }
  }

  L.control.zoom({ zoomInTitle: "Vergrößern", zoomOutTitle: "Verkleinern" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  if (L.Browser.mobile) { map.dragging.disable(); }
  map.on("popupopen", event => {
    const close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) { close.setAttribute("aria-label", "Schließen"); }
  });
  box.addEventListener("keydown", event => {
    if (event.key === "Escape") { map.closePopup(); }
  });

  map.fitBounds(data.view, { animate: false });
  const areas = L.geoJSON({ type: "FeatureCollection", features: data.areas }, {
    style: style,
    onEachFeature: (feature, shape) => prepareArea(feature.properties, shape)
  }).addTo(map);
  hatch("missing", "M0 6 L6 0");
  hatch("suppressed", "M0 6 L6 0 M0 0 L6 6");
  if (data.highlight) {
    outline("#ffffff", 6);
    outline("#1f2933", 3);
  }
  const markers = data.marks.map(drawMark);
  const byName = areas.getLayers().sort((one, other) =>
    one.feature.properties.name.localeCompare(other.feature.properties.name, "de"));
  lists.push(
    () => byName.map(shape => shape.getElement()),
    () => markers.map(marker => marker.getElement()).filter(Boolean)
  );
  settle();
  box.addEventListener("keydown", step);
  root.addEventListener("change", choose);
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(box);
}
