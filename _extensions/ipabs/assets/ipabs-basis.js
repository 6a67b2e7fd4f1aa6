// What the rows behind a number are: published, reconstructed, illustrative; counted, and drawn as a bar of two parts.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";

  function rowsOf(fact) {
    return Object.keys(fact.rows || {}).map(function (table) {
      var more = Number((fact.omitted || {})[table] || 0);
      return { table: table, keys: fact.rows[table], more: more };
    });
  }

  function basisOf(table, key) {
    return ((window.ipabsRows || {})[table] || {})[key] || "";
  }

  // How many rows of each basis; of a fact whose rows are not all listed, only whether they are of one kind.
  function counts(fact, total) {
    var known = rowsOf(fact).every(function (entry) {
      return !entry.more && entry.keys.every(function (key) {
        return basisOf(entry.table, key);
      });
    });
    if (known) {
      var published = 0;
      rowsOf(fact).forEach(function (entry) {
        published += entry.keys.filter(function (key) {
          return basisOf(entry.table, key) === "published";
        }).length;
      });
      return { published: published, other: total - published };
    }
    if (fact.basis === "published") {
      return { published: total, other: 0 };
    }
    return fact.basis === "mixed" ? null : { published: 0, other: total };
  }

  function rectangle(className, x, width) {
    var rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", className);
    rect.setAttribute("x", String(x));
    rect.setAttribute("y", "0.5");
    rect.setAttribute("width", String(Math.max(width, 0)));
    rect.setAttribute("height", "8");
    if (className === "basis-other") {
      rect.setAttribute("fill", "url(#ipabs-hatch-warn)");
    }
    return rect;
  }

  function bar(parts, total) {
    var width = 292;
    var svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "basis");
    svg.setAttribute("viewBox", "0 0 " + width + " 9");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    var first = (width * parts.published) / total;
    if (parts.published) {
      svg.append(rectangle("basis-published", 0, first));
    }
    if (parts.other) {
      svg.append(rectangle("basis-other", first + 0.5, width - first - 1));
    }
    return svg;
  }

  // 重构, 示意, or both.
  function otherBasis(fact) {
    var found = new Set();
    rowsOf(fact).forEach(function (entry) {
      entry.keys.forEach(function (key) {
        found.add(basisOf(entry.table, key) || fact.basis);
      });
    });
    found.delete("published");
    return found.size === 1 ? Array.from(found)[0] : "other";
  }

  ipabs.basis = { rowsOf: rowsOf, of: basisOf, counts: counts, bar: bar, other: otherBasis };
})(window.ipabs);
