// Draws the charts in place of their print drawings; switches series, zoom, and between chart and table.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";
  var narrow = window.matchMedia("(max-width: 699px)");
  var drawn = new Map(); // container → {chart, stored, sample}

  // The chart library is most of the page's weight: it comes when the first chart is near, and a chart that nobody
  // scrolls to stays the drawing that it is in print.
  var NEAR = "600px 0px";
  var library = null;
  var here = document.currentScript.src;

  function load() {
    if (!library) {
      library = new Promise(function (resolve) {
        var script = document.createElement("script");
        script.src = new URL("echarts.js", here).href;
        script.onload = resolve;
        document.head.append(script);
      });
    }
    return library;
  }

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
    var option = ipabs.live(entry.stored, narrow.matches, entry.span);
    option.animation = false;
    option.legend = { show: false, selected: entry.selected };
    headings(entry, option);
    // The container carries the text alternative; hatching hangs on this component all the same.
    option.aria = Object.assign({ enabled: true }, option.aria, { label: { enabled: false } });
    option.tooltip = Object.assign({}, option.tooltip, {
      appendTo: entry.live,
      renderMode: "html",
      confine: false,
      enterable: true, // its foot leads to the rows
      showDelay: 60,
      hideDelay: 320,
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

  // The name of a series is its switch: a button where the print has the heading, read out and reached by keyboard.
  function headings(entry, option) {
    var series = [].concat(option.series || []);
    var titles = [].concat(option.title || []);
    var marks = titles.filter(function (title) {
      return /^[●■] /.test(title.text || "");
    });
    if (marks.length !== series.length || series.length < 2) {
      return;
    }
    option.title = titles.filter(function (title) {
      return marks.indexOf(title) < 0;
    });
    if (entry.switches) {
      return;
    }
    entry.switches = document.createElement("div");
    entry.switches.className = "series-switches";
    entry.switches.setAttribute("role", "group");
    entry.switches.setAttribute("aria-label", "显示的数据");
    marks.forEach(function (title, index) {
      var button = document.createElement("button");
      var role = /^@(s\d)$/.exec((entry.stored.title[titles.indexOf(title)].textStyle || {}).color || "");
      button.type = "button";
      button.className = "series-switch " + (role ? role[1] : "s1");
      button.textContent = title.text;
      button.dataset.top = String(title.top);
      button.setAttribute("aria-pressed", "true");
      button.addEventListener("click", function () {
        var name = series[index].name;
        var on = entry.selected[name] === false;
        entry.selected[name] = on;
        button.setAttribute("aria-pressed", String(on));
        entry.chart.dispatchAction({ type: on ? "legendSelect" : "legendUnSelect", name: name });
      });
      button.style.top = title.top + "px";
      entry.switches.append(button);
    });
    entry.live.before(entry.switches);
  }

  function spans(entry, figure) {
    var tools = figure && figure.querySelector(".exhibit-tools");
    if (!tools || !ipabs.isLong(entry.stored)) {
      return;
    }
    var group = document.createElement("div");
    var many = ipabs.places(entry.stored);
    group.className = "switch spans";
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", "显示的期间");
    [many, 12, 8].forEach(function (span) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = span === many ? "全部" : "近" + span + "季";
      button.setAttribute("aria-pressed", String(span === many));
      button.addEventListener("click", function () {
        entry.span = span;
        Array.from(group.children).forEach(function (other) {
          other.setAttribute("aria-pressed", String(other === button));
        });
        paint(entry);
      });
      group.append(button);
    });
    tools.prepend(group);
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
    live.hidden = still.hidden; // the reader may have chosen the table meanwhile
    still.hidden = true;
    still.after(live);
    var figure = container.closest("figure");
    var entry = {
      chart: window.echarts.init(live, null, { renderer: "svg" }),
      live: live,
      stored: JSON.parse(script.textContent),
      sample: figure && figure.querySelector(".sample-tag") ? figure.querySelector(".sample-tag").textContent : "",
      selected: {},
      span: 0,
    };
    drawn.set(container, entry);
    paint(entry);
    spans(entry, figure);
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
    if (entry && entry.switches) {
      entry.switches.hidden = name === "table";
    }
    table.hidden = name !== "table";
    figure.querySelectorAll("[data-view]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.view === name));
    });
    if (entry && name !== "table") {
      entry.chart.resize();
    }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest(".exhibit-tools button");
    var figure = button && button.closest("figure");
    if (!figure) {
      return;
    }
    if (button.dataset.view) {
      view(figure, button.dataset.view);
    }
  });

  var near = new IntersectionObserver(
    function (seen) {
      seen.forEach(function (entry) {
        if (entry.isIntersecting) {
          near.unobserve(entry.target);
          load().then(function () {
            start(entry.target);
          });
        }
      });
    },
    { rootMargin: NEAR }
  );
  document.querySelectorAll(".ipabs-chart").forEach(function (container) {
    if (container.querySelector("script.ipabs-option")) {
      near.observe(container);
    }
  });
  document.addEventListener("ipabs:theme", repaint);
  narrow.addEventListener("change", repaint);
})(window.ipabs);
