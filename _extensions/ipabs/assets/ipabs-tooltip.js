// A chart's tooltip, built of elements with classes: period, series with mark and unit, change on the year before.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";

  function element(name, className, text) {
    var made = document.createElement(name);
    made.className = className;
    if (text !== undefined) {
      made.textContent = text;
    }
    return made;
  }

  function row(mark, name, value, lesser) {
    var made = element("div", lesser ? "tip-row lesser" : "tip-row");
    made.append(mark || element("span", ""), element("span", "name", name), element("span", "value", value));
    return made;
  }

  function role(series) {
    var style = series.lineStyle || series.itemStyle || {};
    var found = /^@(s\d)$/.exec(style.color || "") || /^@(s\d)$/.exec((series.itemStyle || {}).borderColor || "");
    return found ? found[1] : "s1";
  }

  // 2023年 follows 2022年, 2024年1—3月 follows 2023年1—3月.
  function yearBefore(name) {
    return name.replace(/^\d{4}/, function (year) {
      return String(Number(year) - 1);
    });
  }

  function printed(item) {
    return item && typeof item === "object" ? item.printed : item;
  }

  function value(item) {
    return item && typeof item === "object" ? item.value : item;
  }

  function withUnit(text, unit) {
    return text === "--" || !unit || String(text).endsWith(unit) ? String(text) : text + unit;
  }

  function decimals(text) {
    var found = /\.(\d+)/.exec(String(text));
    return found ? found[1].length : 0;
  }

  // Only for counts and amounts: the difference of two shares would have to be said in percentage points.
  function change(series, names, index) {
    var before = names.indexOf(yearBefore(names[index]));
    if (before < 0 || before === index || series.unit === "%") {
      return null;
    }
    var now = value(series.data[index]);
    var then = value(series.data[before]);
    if (typeof now !== "number" || typeof then !== "number") {
      return null;
    }
    var difference = (now - then).toFixed(decimals(printed(series.data[index])));
    var sign = Number(difference) > 0 ? "＋" : Number(difference) < 0 ? "−" : "";
    return sign + difference.replace("-", "") + (series.unit || "");
  }

  function axisNames(stored, key) {
    var axis = [].concat(stored[key] || [])[0] || {};
    return (axis.data || []).map(function (name) {
      return String(name).replace(/\n/g, "");
    });
  }

  // `stored` is the option as it stands in the page; `sample` tells whether its data are illustrative.
  ipabs.tooltip = function (stored, sample) {
    var across = [].concat(stored.yAxis || []).some(function (axis) {
      return axis.type === "category";
    });
    var names = axisNames(stored, across ? "yAxis" : "xAxis");
    return function (given) {
      var index = [].concat(given)[0].dataIndex;
      if (!names[index]) {
        return "";
      }
      var tip = element("div", "tip");
      var head = element("div", "tip-head");
      head.append(element("span", "", names[index]));
      if (sample) {
        head.append(element("span", "sample-tag", "示意数据"));
      }
      tip.append(head);
      var order = (stored.series || []).slice().sort(function (a, b) {
        return (a.type === "line") - (b.type === "line");
      });
      order.forEach(function (series) {
        var item = (series.data || [])[index];
        if (item === undefined || item === null) {
          return;
        }
        var shape = series.type === "line" ? "tip-mark line " : "tip-mark ";
        tip.append(row(element("span", shape + role(series)), series.name, withUnit(printed(item), series.unit)));
        if (item.size) {
          tip.append(row(null, "规模", withUnit(item.size, "亿元"), true));
        }
        if (item.share) {
          tip.append(row(null, "占比", item.share, true));
        }
        var difference = change(series, names, index);
        if (difference) {
          tip.append(row(null, /月$|季度$/.test(names[index]) ? "较上年同期" : "较上年", difference, true));
        }
      });
      return tip;
    };
  };

  // Beside the column, on the emptier side; never over it.
  ipabs.tooltipPlace = function (point, given, dom, rectangle, size) {
    var gap = 46;
    var width = size.contentSize[0];
    var right = point[0] + gap + width <= size.viewSize[0];
    var left = point[0] - gap - width >= 0;
    var x = right && (!left || point[0] < size.viewSize[0] * 0.62) ? point[0] + gap : point[0] - gap - width;
    x = Math.max(0, Math.min(x, size.viewSize[0] - width));
    return [x, Math.max(0, Math.min(size.viewSize[1] * 0.36, size.viewSize[1] - size.contentSize[1]))];
  };
})(window.ipabs);
