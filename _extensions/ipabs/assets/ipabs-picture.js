// A table or figure as a picture: what stands on the page, painted on a canvas with caption, note and source.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";
  var SCALE = 2;
  var PAD = 24;

  function colour(text) {
    return text && text !== "none" && !/^rgba\(.*, 0\)$/.test(text) && text !== "transparent" ? text : null;
  }

  // A line of text at a time: where the browser broke it, and with the browser's own letters.
  function write(context, node, from) {
    var style = window.getComputedStyle(node.parentElement);
    var range = document.createRange();
    var lines = [];
    for (var index = 0; index < node.length; index += 1) {
      range.setStart(node, index);
      range.setEnd(node, index + 1);
      var box = range.getBoundingClientRect();
      var last = lines[lines.length - 1];
      if (!box.width) {
        continue;
      }
      // Beside a digit a Han character keeps the distance that the browser gave it.
      var wide = node.data.charCodeAt(index) > 0x2e80;
      if (last && Math.abs(last.top - box.top) < 3 && last.wide === wide) {
        last.text += node.data[index];
      } else {
        lines.push({ text: node.data[index], left: box.left, top: box.top, bottom: box.bottom, wide: wide });
      }
    }
    context.font = style.fontWeight + " " + style.fontSize + " " + style.fontFamily;
    context.fillStyle = style.color;
    context.textBaseline = "middle";
    lines.forEach(function (line) {
      context.fillText(line.text, line.left - from.left, (line.top + line.bottom) / 2 - from.top);
    });
  }

  function rules(context, element, from) {
    var style = window.getComputedStyle(element);
    var box = element.getBoundingClientRect();
    [
      ["Top", box.top],
      ["Bottom", box.bottom],
    ].forEach(function (side) {
      var width = parseFloat(style["border" + side[0] + "Width"]);
      var ink = colour(style["border" + side[0] + "Color"]);
      if (width && ink && style["border" + side[0] + "Style"] !== "none") {
        context.fillStyle = ink;
        context.fillRect(box.left - from.left, side[1] - from.top - (side[0] === "Bottom" ? width : 0), box.width, width);
      }
    });
  }

  function paint(context, root, from) {
    root.querySelectorAll("table, th, td").forEach(function (element) {
      if (element.getClientRects().length) {
        rules(context, element, from);
      }
    });
    root.querySelectorAll("th.group").forEach(function (element) {
      var box = element.getBoundingClientRect();
      context.fillStyle = window.getComputedStyle(element).color;
      context.fillRect(box.left + 4 - from.left, box.bottom - 1 - from.top, box.width - 8, 1);
    });
    root.querySelectorAll(".sample-tag").forEach(function (element) {
      var box = element.getBoundingClientRect();
      context.strokeStyle = window.getComputedStyle(element).color;
      context.strokeRect(box.left - from.left, box.top - from.top, box.width, box.height);
    });
    root.querySelectorAll("td svg rect").forEach(function (element) {
      var box = element.getBoundingClientRect();
      context.fillStyle = colour(window.getComputedStyle(element).fill) || "transparent";
      context.fillRect(box.left - from.left, box.top - from.top, box.width, box.height);
    });
    var walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, function (node) {
      var out = node.parentElement.closest(".exhibit-tools, .periods, .ipabs-chart, svg, script");
      return out || !node.data.trim() ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
    });
    while (walk.nextNode()) {
      write(context, walk.currentNode, from);
    }
  }

  function image(text) {
    return new Promise(function (resolve, reject) {
      var made = new Image();
      made.onload = function () {
        resolve(made);
      };
      made.onerror = reject;
      made.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
    });
  }

  // Printed matter is light: so is the picture, whatever the page's theme is.
  function light(action) {
    var root = document.documentElement;
    var before = root.dataset.theme;
    root.dataset.theme = "light";
    try {
      return action();
    } finally {
      if (before) {
        root.dataset.theme = before;
      } else {
        delete root.dataset.theme;
      }
    }
  }

  // Resolves to a PNG.
  ipabs.picture = function (figure) {
    var chart = figure.querySelector(".ipabs-chart");
    var drawn = chart ? image(ipabs.drawing(figure)) : Promise.resolve(null);
    return drawn.then(function (plot) {
      var canvas = document.createElement("canvas");
      light(function () {
        var tools = figure.querySelector(".exhibit-tools");
        var hidden = figure.querySelectorAll(".exhibit-tools, .periods");
        hidden.forEach(function (element) {
          element.classList.add("unpainted");
        });
        var box = figure.getBoundingClientRect();
        var table = figure.querySelector(".exhibit-scroll table");
        var across = table ? Math.max(box.width, table.getBoundingClientRect().width) : box.width;
        var place = chart ? chart.getBoundingClientRect() : null;
        var tall = plot ? (place.width / plot.width) * plot.height : 0;
        var more = plot ? tall - place.height : 0;
        canvas.width = (across + 2 * PAD) * SCALE;
        canvas.height = (box.height + more + 2 * PAD) * SCALE;
        var context = canvas.getContext("2d");
        context.scale(SCALE, SCALE);
        context.fillStyle = ipabs.colour("bg");
        context.fillRect(0, 0, canvas.width, canvas.height);
        if (plot) {
          context.drawImage(plot, PAD, PAD, place.width, tall);
        }
        // Below a drawing that is taller or flatter in print than on screen the words move with it.
        paint(context, figure, { left: box.left - PAD, top: box.top - PAD - more });
        hidden.forEach(function (element) {
          element.classList.remove("unpainted");
        });
        return tools;
      });
      return new Promise(function (resolve, reject) {
        canvas.toBlob(function (blob) {
          return blob ? resolve(blob) : reject(new Error("empty"));
        }, "image/png");
      });
    });
  };
})(window.ipabs);
