/* Draws one map from data. Every text reaches the page as text, never as markup. */
function sozialraumKarte(map, data) {
  "use strict";
  var box = map.getContainer();
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", data.name);

  function words(tag, text) {
    var element = document.createElement(tag);
    element.textContent = text;
    return element;
  }

  function card(title, lines) {
    var element = document.createElement("div");
    element.appendChild(words("strong", title));
    lines.forEach(function (line) { element.appendChild(words("div", line)); });
    return element;
  }

  function follow(link) { window.location.href = link; }

  function drawArea(area, layer) {
    layer.bindTooltip(card(area.name, area.lines), { sticky: true });
    layer.on("add", function () {
      var path = layer.getElement();
      path.setAttribute("role", area.link ? "link" : "img");
      path.setAttribute("aria-label", [area.name].concat(area.lines).join(", "));
      if (!area.link) { return; }
      path.setAttribute("tabindex", "0");
      path.addEventListener("keydown", function (event) {
        if (event.key === "Enter") { follow(area.link); }
      });
    });
    if (area.link) { layer.on("click", function () { follow(area.link); }); }
  }

  function outline(color, weight) {
    L.geoJSON(data.highlight, {
      interactive: false,
      style: { fill: false, color: color, weight: weight }
    }).addTo(map);
  }

  function hatch(name, shape) {
    var svg = box.querySelector(".leaflet-overlay-pane svg");
    var space = "http://www.w3.org/2000/svg";
    var pattern = document.createElementNS(space, "pattern");
    pattern.setAttribute("id", box.id + "_" + name);
    pattern.setAttribute("width", "6");
    pattern.setAttribute("height", "6");
    pattern.setAttribute("patternUnits", "userSpaceOnUse");
    var ground = document.createElementNS(space, "rect");
    ground.setAttribute("width", "6");
    ground.setAttribute("height", "6");
    ground.setAttribute("fill", "#fff");
    var mark = document.createElementNS(space, "path");
    mark.setAttribute("d", shape);
    mark.setAttribute("stroke", "#8a949c");
    mark.setAttribute("stroke-linecap", "round");
    pattern.appendChild(ground);
    pattern.appendChild(mark);
    svg.insertBefore(pattern, svg.firstChild);
  }

  function drawPlace(place) {
    var mark = words("span", place.letter);
    mark.style.backgroundColor = place.colour;
    var marker = L.marker(place.at, {
      icon: L.divIcon({
        className: "sr-place",
        html: mark,
        iconSize: [22, 22],
        iconAnchor: [11 - 20 * place.shift[0], 11 + 20 * place.shift[1]],
        popupAnchor: [20 * place.shift[0], -10 - 20 * place.shift[1]]
      }),
      riseOnHover: true
    });
    marker.bindPopup(card(place.name, place.lines), { maxWidth: 240 }).addTo(map);
    marker.getElement().setAttribute("aria-label", [place.name].concat(place.lines).join(", "));
  }

  L.control.zoom({ zoomInTitle: "Vergrößern", zoomOutTitle: "Verkleinern" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  if (L.Browser.mobile) { map.dragging.disable(); }
  map.on("popupopen", function (event) {
    var close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) { close.setAttribute("aria-label", "Schließen"); }
  });

  map.fitBounds(data.view, { animate: false });
  L.geoJSON({ type: "FeatureCollection", features: data.areas }, {
    style: function (feature) {
      var area = feature.properties;
      return {
        fillColor: area.hatch ? "url(#" + box.id + "_" + area.hatch + ")" : area.colour,
        fillOpacity: 1,
        color: area.hatch ? "#a9b4bd" : "#ffffff",
        weight: 1
      };
    },
    onEachFeature: function (feature, layer) { drawArea(feature.properties, layer); }
  }).addTo(map);
  hatch("missing", "M0 6 L6 0");
  hatch("suppressed", "M0 6 L6 0 M0 0 L6 6");
  if (data.highlight) {
    outline("#ffffff", 6);
    outline("#1f2933", 3);
  }
  data.places.forEach(drawPlace);
  if (window.ResizeObserver) {
    new ResizeObserver(function () { map.invalidateSize({ animate: false }); }).observe(box);
  }
}
