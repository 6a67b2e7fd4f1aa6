// A number opens where it comes from: name, value, definition, formula, rows, citation, address.
window.ipabs = window.ipabs || {};
(function (ipabs) {
  "use strict";
  var narrow = window.matchMedia("(max-width: 699px)");
  var BASIS = { published: "公开", reconstructed: "重构", mixed: "公开与重构", illustrative: "示意", other: "重构或示意" };
  var TABLES = {
    deals: "项目", tranches: "分层证券", parties: "参与机构", enhancements: "增信措施", policies: "政策",
    rating_events: "评级变动", credit_events: "信用事件", market_totals: "资产证券化全市场", ip_stock: "知识产权存量",
  };
  var facts = null; // id → fact, once they are loaded
  var opened = null; // {box, button}

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

  // Where numbers come from is loaded when a number is first reached: by pointer, keyboard or address.
  var loading = {};
  function script(name) {
    if (!loading[name]) {
      loading[name] = new Promise(function (resolve) {
        var element = document.createElement("script");
        element.src = name;
        element.onload = element.onerror = resolve;
        document.head.append(element);
      });
    }
    return loading[name];
  }

  function whenKnown(action) {
    if (facts) {
      action();
      return;
    }
    script("facts.js").then(function () {
      if (!facts) {
        facts = new Map();
        ((window.ipabsFacts || {}).facts || []).forEach(function (fact) {
          facts.set(fact.id, fact);
        });
      }
      action();
    });
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

  function links(fact, rows, box) {
    var holder = make("div", "provenance-links");
    var hash = "#fact=" + fact.id;
    if (rows.total) {
      var show = make("button", "", "查看" + rows.total + "行明细");
      show.type = "button";
      show.setAttribute("aria-expanded", "false");
      show.addEventListener("click", function () {
        var keys = box.querySelector(".provenance-rows");
        keys.hidden = !keys.hidden;
        show.setAttribute("aria-expanded", String(!keys.hidden));
        place();
        if (!keys.hidden) {
          keys.scrollIntoView({ block: "nearest" });
        }
      });
      holder.append(show);
      box.append(holder, list(fact));
    } else {
      box.append(holder);
    }
    var cite = make("button", "", "复制引用");
    cite.type = "button";
    cite.addEventListener("click", function () {
      ipabs.copy(ipabs.citation(fact.name, hash), "已复制引用");
    });
    var address = make("a", "", "本数字链接");
    address.href = hash;
    address.addEventListener("click", function (event) {
      event.preventDefault();
      window.history.replaceState(null, "", hash);
      ipabs.copy(ipabs.address(hash), "已复制链接");
    });
    holder.append(cite, address);
  }

  function place() {
    if (!opened || narrow.matches) {
      return;
    }
    var box = opened.box;
    var lines = opened.button.getClientRects();
    var number = lines[lines.length - 1];
    var width = box.offsetWidth;
    var page = document.documentElement.clientWidth;
    var left = Math.min(Math.max(12, number.left + number.width / 2 - width * 0.24), page - width - 12);
    var below = number.bottom + 13;
    var above = lines[0].top - 13 - box.offsetHeight;
    var up = below + box.offsetHeight > window.innerHeight && above > 8;
    box.classList.toggle("above", up);
    box.style.left = left + window.scrollX + "px";
    box.style.top = (up ? above : below) + window.scrollY + "px";
    var middle = number.left + number.width / 2 - left - 8;
    box.querySelector(".provenance-arrow").style.left = Math.min(Math.max(14, middle), width - 34) + "px";
  }

  function close(focus) {
    if (!opened) {
      return;
    }
    var was = opened;
    opened = null;
    was.button.removeAttribute("aria-expanded");
    was.box.close();
    was.box.remove();
    if (focus) {
      was.button.focus({ preventScroll: true });
    }
  }

  function open(button) {
    whenKnown(function () {
      opening(button);
    });
  }

  // The box stands at once; counts and links follow when the rows are there, which is at once for all but the first.
  function opening(button) {
    var fact = facts.get(button.dataset.fact);
    var again = opened && opened.button === button;
    close(again);
    if (!fact || again) {
      return;
    }
    show(button, fact);
    if (!window.ipabsRows) {
      script("rows.js").then(function () {
        if (window.ipabsRows && opened && opened.button === button) {
          fill(opened.box, fact);
          place();
        }
      });
    }
  }

  // Replaces what rests on the rows; the focus stays where it is.
  function fill(box, fact) {
    var rows = detail(fact);
    box.querySelector("dl").replaceWith(entries(fact, rows));
    var old = box.querySelector(".provenance-rows");
    if (old) {
      var keys = list(fact);
      keys.hidden = old.hidden;
      old.replaceWith(keys);
    }
  }

  function show(button, fact) {
    var box = make("dialog", "provenance");
    var shut = make("button", "provenance-close");
    shut.type = "button";
    shut.setAttribute("aria-label", "关闭");
    shut.addEventListener("click", function () {
      close(true);
    });
    box.setAttribute("aria-labelledby", "provenance-name");
    var rows = detail(fact);
    box.append(make("span", "provenance-arrow"));
    heading(fact, button).forEach(function (part) {
      box.append(part);
    });
    box.append(entries(fact, rows));
    links(fact, rows, box);
    box.append(shut);
    box.addEventListener("cancel", function (event) {
      event.preventDefault();
      close(true);
    });
    document.body.append(box);
    opened = { box: box, button: button };
    button.setAttribute("aria-expanded", "true");
    if (narrow.matches) {
      box.showModal();
    } else {
      // Near the number before it is shown: what gets the focus is scrolled to.
      box.style.top = button.getBoundingClientRect().bottom + window.scrollY + "px";
      box.show();
    }
    place();
    shut.focus({ preventScroll: true });
  }

  function fromAddress() {
    var found = /^#fact=(.+)$/.exec(decodeURIComponent(window.location.hash));
    if (!found) {
      return;
    }
    var buttons = Array.from(document.querySelectorAll(".fact")).filter(function (button) {
      return button.dataset.fact === found[1];
    });
    // A number in the text rather than its copy at the head of the page.
    var chosen = buttons.find(function (button) {
      return button.closest(".body");
    }) || buttons[0];
    if (chosen) {
      chosen.scrollIntoView({ block: "center", behavior: "instant" });
      open(chosen);
    }
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest(".fact");
    if (button) {
      open(button);
    } else if (opened && (event.target === opened.box ? narrow.matches : !opened.box.contains(event.target))) {
      close(false);
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && opened) {
      event.preventDefault();
      close(true);
    } else if ((event.key === "Enter" || event.key === " ") && event.target.matches("span.fact")) {
      event.preventDefault();
      open(event.target);
    }
  });
  ["pointerover", "focusin"].forEach(function (reached) {
    document.addEventListener(reached, function (event) {
      if (event.target.closest && event.target.closest(".fact")) {
        whenKnown(function () {});
      }
    });
  });
  window.addEventListener("resize", place);
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
})(window.ipabs);
