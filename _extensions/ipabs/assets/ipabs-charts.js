// Draws the charts in place of their print drawings; switch between chart and table; download as SVG.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";
  var narrow = window.matchMedia("(max-width: 699px)");
  var drawn = new Map(); // container → {chart, stored, sample}

  // The library writes some styles through setAttribute, which the page's policy forbids; the style object
  // is allowed and says the same.
  SVGElement.prototype.setAttribute = function (name, value) {
    if (name === "style") {
      this.style.cssText = value;
    } else {
      Element.prototype.setAttribute.call(this, name, value);
    }
  };

  function paint(entry) {
    var option = ipabs.live(entry.stored, narrow.matches);
    option.animation = false;
    // The container carries the text alternative; hatching hangs on this component all the same.
    option.aria = Object.assign({ enabled: true }, option.aria, { label: { enabled: false } });
    option.tooltip = Object.assign({}, option.tooltip, {
      appendTo: entry.live,
      renderMode: "html",
      confine: false,
      enterable: false,
      padding: 0,
      borderWidth: 0,
      backgroundColor: "transparent",
      extraCssText: "box-shadow:none",
      transitionDuration: 0,
      formatter: ipabs.tooltip(entry.stored, entry.sample),
      position: ipabs.tooltipPlace(entry.chart, entry.stored),
    });
    entry.chart.setOption(option, true);
  }

  function start(container) {
    var script = container.querySelector("script.ipabs-option");
    if (!script || !window.echarts) {
      return;
    }
    var still = container.querySelector(".ipabs-static");
    var picture = still.querySelector("[aria-label]");
    var live = document.createElement("div");
    live.className = "ipabs-live";
    live.setAttribute("role", "img");
    live.setAttribute("aria-label", picture ? picture.getAttribute("aria-label") : "");
    still.hidden = true;
    still.after(live);
    var figure = container.closest("figure");
    var entry = {
      chart: window.echarts.init(live, null, { renderer: "svg" }),
      live: live,
      stored: JSON.parse(script.textContent),
      sample: Boolean(figure && figure.querySelector(".exhibit-source .sample-tag")),
    };
    drawn.set(container, entry);
    paint(entry);
    new ResizeObserver(function () {
      if (live.clientWidth > 0) {
        entry.chart.resize();
      }
    }).observe(live);
  }

  function repaint() {
    drawn.forEach(paint);
  }

  function view(figure, name) {
    var container = figure.querySelector(".ipabs-chart");
    var table = container.querySelector(".ipabs-chart-table");
    var entry = drawn.get(container);
    var picture = entry ? entry.live : container.querySelector(".ipabs-static");
    picture.hidden = name === "table";
    table.hidden = name !== "table";
    figure.querySelectorAll("[data-view]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.view === name));
    });
    if (entry && name !== "table") {
      entry.chart.resize();
    }
  }

  // A copy that stands alone: colours that come from the page's style sheet are written out.
  function standalone(svg) {
    var copy = svg.cloneNode(true);
    var sources = svg.querySelectorAll("*");
    copy.querySelectorAll("*").forEach(function (node, index) {
      var style = window.getComputedStyle(sources[index]);
      if (node.hasAttribute("class")) {
        ["fill", "stroke"].forEach(function (name) {
          if (style[name] !== "none") {
            node.setAttribute(name, style[name]);
          }
        });
        node.removeAttribute("class");
      }
      if (node.tagName === "text" && !node.hasAttribute("font-family")) {
        node.setAttribute("font-family", style.fontFamily);
      }
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    return new XMLSerializer().serializeToString(copy);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest(".exhibit-tools button");
    var figure = button && button.closest("figure");
    if (!figure) {
      return;
    }
    if (button.dataset.view) {
      view(figure, button.dataset.view);
    } else if (button.dataset.do === "svg") {
      var shown = drawn.has(figure.querySelector(".ipabs-chart"));
      var svg = figure.querySelector(shown ? ".ipabs-live svg" : ".ipabs-static svg");
      ipabs.save(standalone(svg), document.body.dataset.edition + "-" + figure.id + ".svg", "image/svg+xml");
    }
  });

  document.querySelectorAll(".ipabs-chart").forEach(start);
  document.addEventListener("ipabs:theme", repaint);
  narrow.addEventListener("change", repaint);
  window.addEventListener("beforeprint", function () {
    drawn.forEach(function (entry) {
      entry.chart.resize({ width: 649 });
    });
  });
  window.addEventListener("afterprint", function () {
    drawn.forEach(function (entry) {
      entry.chart.resize({ width: "auto" });
    });
  });
})(window.ipabs);
