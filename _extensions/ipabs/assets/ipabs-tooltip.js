// A chart's tooltip, built of elements with classes: period, series with mark and unit, change on the year before, and
// the ledger's rows behind them with a link to them.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";
  var GAP = 2; // so narrow that the pointer reaches the link without another column answering

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

  function foot(behind) {
    if (!behind || !behind.rows) {
      return "";
    }
    var made = element("div", "tip-foot");
    made.append(element("span", "", "依据" + behind.rows + "行明细"));
    if (behind.at) {
      var link = element("a", "", "查看明细 ›");
      link.href = "rows.html#in=" + encodeURIComponent(behind.at + "&rows=" + behind.rows);
      made.append(link);
    }
    return made;
  }

  // `stored` is the option as it stands in the page; `sample`: what the caption says of data that are not published.
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
        head.append(element("span", "sample-tag", sample));
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
      tip.append(foot((stored.behind || [])[index]));
      return tip;
    };
  };

  // How tall the marks are between two places on the axis, from 0 to 1.
  function fullness(chart, stored, from, to) {
    var highest = 0;
    (stored.series || []).forEach(function (series) {
      if (series.type !== "bar") {
        return;
      }
      var values = (series.data || []).map(function (item) {
        return Number(value(item)) || 0;
      });
      var top = Math.max.apply(null, values) || 1;
      values.forEach(function (each, index) {
        var x = chart.convertToPixel({ xAxisIndex: series.xAxisIndex || 0 }, index);
        if (x > from && x < to) {
          highest = Math.max(highest, each / top);
        }
      });
    });
    return highest;
  }

  function clamp(number, most) {
    return Math.max(0, Math.min(number, most));
  }

  // Beside the column in the emptier direction and below the line's band: neither is hidden.
  ipabs.tooltipPlace = function (chart, stored) {
    var rows = [].concat(stored.yAxis || []).some(function (axis) {
      return axis.type === "category";
    });
    return function (point, given, dom, rectangle, size) {
      var width = size.contentSize[0];
      var height = size.contentSize[1];
      var spare = [size.viewSize[0] - width, size.viewSize[1] - height];
      if (rows) {
        var below = point[1] + 22;
        return [clamp(point[0] - width / 2, spare[0]), below <= spare[1] ? below : clamp(point[1] - 22 - height, spare[1])];
      }
      var index = [].concat(given)[0].dataIndex;
      var axis = { xAxisIndex: 0 };
      var middle = chart.convertToPixel(axis, index);
      var half = Math.abs(chart.convertToPixel(axis, 1) - chart.convertToPixel(axis, 0)) / 2 || 24;
      var right = middle + half + GAP;
      var left = middle - half - GAP - width;
      var fits = { right: right <= spare[0], left: left >= 0 };
      var free = {
        right: fullness(chart, stored, middle + half, right + width),
        left: fullness(chart, stored, left, middle - half),
      };
      if (!fits.right && !fits.left) {
        return [clamp(middle - width / 2, spare[0]), size.viewSize[1] - 6]; // a phone: under the chart
      }
      var x = fits.right && (!fits.left || free.right <= free.left) ? right : left;
      var grids = [].concat(stored.grid || []);
      var y = grids.length > 1 ? Number(grids[1].top) - 44 || size.viewSize[1] * 0.36 : 24;
      return [clamp(x, spare[0]), clamp(y, spare[1])];
    };
  };
})(window.ipabs);
