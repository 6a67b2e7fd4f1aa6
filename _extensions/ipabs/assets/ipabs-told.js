// What is told of a number, as elements: its name and value, definition, formula and rounding, the rows behind it.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";
  var BASIS = { published: "公开", reconstructed: "重构", mixed: "公开与重构", illustrative: "示意", other: "重构或示意" };
  var TABLES = {
    deals: "项目", tranches: "分层证券", parties: "参与机构", enhancements: "增信措施", policies: "政策",
    rating_events: "评级变动", credit_events: "信用事件", market_totals: "资产证券化全市场", ip_stock: "知识产权存量",
  };

  function make(name, className, text) {
    var element = document.createElement(name);
    if (className) {
      element.className = className;
    }
    if (text !== undefined) {
      element.textContent = text;
    }
    return element;
  }

  function detail(fact) {
    var total = ipabs.basis.rowsOf(fact).reduce(function (sum, entry) {
      return sum + entry.keys.length + entry.more;
    }, 0);
    var holder = make("dd");
    holder.append(make("strong", "", total + "行"));
    var parts = total ? ipabs.basis.counts(fact, total) : null;
    if (parts) {
      var other = BASIS[ipabs.basis.other(fact)] || "重构";
      var words = [parts.published ? "公开" + parts.published + "行" : "", parts.other ? other + parts.other + "行" : ""];
      holder.append("　" + words.filter(Boolean).join("，"), ipabs.basis.bar(parts, total));
    } else if (total) {
      holder.append("　" + (BASIS[fact.basis] || fact.basis));
    }
    return { holder: holder, total: total };
  }

  function list(fact) {
    var box = make("div", "provenance-rows");
    box.hidden = true;
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", "明细");
    var whole = make("a", "", "在明细页只看这些行 ›");
    whole.href = "rows.html#fact=" + encodeURIComponent(fact.id);
    box.append(whole);
    ipabs.basis.rowsOf(fact).forEach(function (entry) {
      var items = make("ul");
      entry.keys.forEach(function (key) {
        var item = make("li", "");
        var basis = ipabs.basis.of(entry.table, key);
        if (basis) {
          var link = make("a", "", key || "--");
          link.href = "rows.html#" + encodeURIComponent(entry.table + ":" + key);
          item.append(link, make("span", "row-basis", BASIS[basis] || basis));
        } else {
          item.append(key || "--");
        }
        items.append(item);
      });
      if (entry.more) {
        items.append(make("li", "", "另有" + entry.more + "行"));
      }
      var number = entry.keys.length + entry.more;
      box.append(make("h3", "", (TABLES[entry.table] || entry.table) + " " + number + "行"), items);
    });
    return box;
  }

  function heading(fact, button) {
    var name = make("h2", "", fact.name || fact.id);
    name.id = "provenance-name";
    var shown = button ? button.textContent.trim() : fact.display;
    var match = /^(\D*?)([\d.]+%?)(.*)$/.exec(fact.display || shown);
    var value = make("p", match ? "provenance-value" : "provenance-value phrase");
    if (match) {
      var unit = match[3] || "";
      value.append(match[1] + match[2].replace("%", ""), make("small", "", match[2].endsWith("%") ? "%" : unit));
    } else {
      value.textContent = fact.display || shown;
    }
    return [name, value];
  }

  function entries(fact, rows) {
    var dl = make("dl");
    var add = function (term, content) {
      var dd = content instanceof Element ? content : make("dd", "", content);
      dl.append(make("dt", "", term), dd);
    };
    var id = make("dd");
    id.append(make("code", "", fact.id));
    add("编号", id);
    if (fact.definition) {
      add("定义", fact.definition);
    }
    if (fact.formula) {
      add("公式", make("dd", "formula", fact.formula));
    }
    if (fact.rounding) {
      add("取整", fact.rounding);
    }
    add("明细", rows.holder);
    return dl;
  }

  ipabs.told = { element: make, heading: heading, entries: entries, detail: detail, list: list };
})(window.ipabs);
