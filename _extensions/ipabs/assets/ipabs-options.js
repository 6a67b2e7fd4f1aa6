// Makes a chart's stored option live: names of colours and formatters become what they stand for.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";
  var FEW = 8;
  var LONG = 12;
  var CLOSE = 3;
  var TALLER = 1.25;

  function fixed(places) {
    return function (value) {
      return value === null || value === undefined ? "--" : Number(value).toFixed(places).replace("-", "−");
    };
  }

  var formatters = {
    "@printed": function (value) {
      return value;
    },
    "@integer": fixed(0),
    "@percent": function (value) {
      return fixed(2)(value) + "%";
    },
  };

  ipabs.formatter = function (name) {
    var places = /^@fixed(\d)$/.exec(name);
    return places ? fixed(Number(places[1])) : formatters[name];
  };

  ipabs.colour = function (role) {
    return window.getComputedStyle(document.documentElement).getPropertyValue("--" + role).trim();
  };

  // Keeps the role beside the colour, so that a tooltip can draw the mark of a series by class.
  function resolve(value, key) {
    if (typeof value === "string" && value.charAt(0) === "@") {
      if (key === "formatter" || key === "valueFormatter") {
        return ipabs.formatter(value) || value;
      }
      return ipabs.colour(value.slice(1)) || value;
    }
    if (Array.isArray(value)) {
      return value.map(function (entry) {
        return resolve(entry, key);
      });
    }
    if (value && typeof value === "object") {
      var made = {};
      Object.keys(value).forEach(function (name) {
        made[name] = resolve(value[name], name);
      });
      return made;
    }
    return value;
  }

  function fonts(option) {
    var family = window.getComputedStyle(document.documentElement).getPropertyValue("--hei").trim();
    option.textStyle = Object.assign({}, option.textStyle, { fontFamily: family });
    return option;
  }

  // A year of one quarter beside the next: blanks move their centred names from one another.
  function leanApart(names) {
    names.forEach(function (name, index) {
      if (/\n\d{4}$/.test(name) && /\n\d{4}$/.test(names[index + 1])) {
        names[index] = name + "\u2003";
        names[index + 1] = names[index + 1].replace("\n", "\n\u2003");
      }
    });
  }

  // On a phone the labels of six columns would touch: 2023年 loses its 年, and among many quarters Q1 its Q.
  function shorten(option) {
    var few = [].concat(option.xAxis || []).every(function (axis) {
      return !axis.data || axis.data.length <= FEW;
    });
    [].concat(option.xAxis || []).forEach(function (axis) {
      if (axis.type === "category" && Array.isArray(axis.data)) {
        axis.axisLabel = Object.assign({}, axis.axisLabel, { fontSize: 11 });
        var many = axis.data.length > FEW;
        axis.data = axis.data.map(function (name) {
          var short = String(name).replace(/^(\d{4})年(?=\n|$)/, "$1");
          return many ? short.replace(/^Q(?=\d(\n|$))/, "").replace(/\n(\d{4})年$/, "\n$1") : short;
        });
        leanApart(axis.data);
      }
    });
    [].concat(option.grid || []).forEach(function (grid) {
      ["left", "right"].forEach(function (side) {
        if (few && typeof grid[side] === "number" && grid[side] > 26) {
          grid[side] = 26;
        }
      });
    });
    [].concat(option.series || []).forEach(function (series) {
      if (series.label && series.label.fontSize > 12) {
        series.label.fontSize = 12;
      }
      var rich = (series.label || {}).rich || {};
      Object.keys(rich).forEach(function (name) {
        rich[name] = Object.assign({}, rich[name], { fontSize: Math.min(rich[name].fontSize || 12, 13) - 1 });
        if (rich[name].padding) {
          rich[name].padding = [0, 0, 0, 6];
        }
      });
    });
    return option;
  }

  // How many places a shared axis has; a chart of many can be zoomed.
  ipabs.places = function (stored) {
    return [].concat(stored.xAxis || []).reduce(function (most, axis) {
      return axis.type === "category" ? Math.max(most, (axis.data || []).length) : most;
    }, 0);
  };

  ipabs.isLong = function (stored) {
    return ipabs.places(stored) > LONG;
  };

  // A year is written once, under its first quarter: where that one is out of sight, under the first that is not.
  function withYear(option, first) {
    [].concat(option.xAxis || []).forEach(function (axis) {
      var shown = (axis.axisLabel || {}).show !== false && Array.isArray(axis.data) && axis.data[first];
      if (axis.type !== "category" || !shown || String(shown).indexOf("\n") >= 0) {
        return;
      }
      for (var index = first - 1; index >= 0; index -= 1) {
        var year = String(axis.data[index]).split("\n")[1];
        if (year) {
          axis.data = axis.data.slice();
          axis.data[first] = shown + "\n" + year;
          return;
        }
      }
    });
  }

  // Only the last `span` places; with few of them every value is labelled, as in a short chart.
  function zoom(option, span, narrow) {
    var many = ipabs.places(option);
    withYear(option, many - span);
    option.dataZoom = [
      {
        type: "inside",
        xAxisIndex: "all",
        startValue: many - span,
        endValue: many - 1,
        filterMode: "none",
        // The wheel scrolls the page, and a finger too.
        zoomOnMouseWheel: "ctrl",
        moveOnMouseWheel: false,
        moveOnMouseMove: !narrow,
        disabled: narrow,
        minValueSpan: 3,
      },
    ];
    [].concat(option.series || []).forEach(function (series) {
      series.clip = true; // or what lies outside would be drawn over the axis
      (series.data || []).forEach(function (item, index) {
        if (item && item.label && index < many - span) {
          item.label = Object.assign({}, item.label, { show: false });
        } else if (item && item.label && span <= FEW) {
          item.label = Object.assign({}, item.label, { show: item.value !== null, position: "top" });
        }
      });
    });
    return option;
  }

  // Whether a first or last bar's label, moved inwards, would lie on the bar beside it.
  function hidden(series, index) {
    var beside = series.data[index ? index - 1 : 1];
    return series.type === "bar" && Boolean(beside) && beside.value > TALLER * series.data[index].value;
  }

  // On a phone two labels a few of many columns apart would lie over each other: they lean away from one another,
  // and the first and last from their axis.
  function part(option) {
    [].concat(option.series || []).forEach(function (series) {
      var shown = (series.data || []).reduce(function (found, item, index) {
        return item && item.label && item.label.show ? found.concat(index) : found;
      }, []);
      shown.forEach(function (index, place) {
        var item = series.data[index];
        var near = function (other) {
          var same = other !== undefined && series.data[other].label.position === item.label.position;
          return same && Math.abs(other - index) <= CLOSE;
        };
        var right = near(shown[place + 1]);
        // A line's axis is at the right, that of bars at the left: over its digits no label leans.
        var outwards = right ? !index && series.type === "bar" : index === series.data.length - 1 && series.type === "line";
        if (right !== near(shown[place - 1]) && !outwards) {
          item.label = Object.assign({}, item.label, { align: right ? "right" : "left" });
        } else if ((!index || index === series.data.length - 1) && !hidden(series, index)) {
          var inwards = index ? [1, 14, 1, 0] : [1, 0, 1, 14];
          item.label = Object.assign({}, item.label, { backgroundColor: "transparent", padding: inwards });
        }
      });
    });
    return option;
  }

  ipabs.live = function (stored, narrow, span) {
    var option = fonts(resolve(stored, ""));
    delete option.behind; // for the tooltip
    option = narrow ? shorten(option) : option;
    var shown = ipabs.places(stored);
    if (ipabs.isLong(stored)) {
      shown = span || shown;
      option = zoom(option, shown, narrow);
    }
    return narrow && shown > FEW ? part(option) : option;
  };
})(window.ipabs);
