// The page of rows: a box that filters them, and addresses that show the rows behind a number (#fact=…) or behind a
// place of a chart (#in=…: a table and conditions on its columns, or on what another table says of the deal). Works
// from a disk: the rows are in the page.
(function () {
  "use strict";
  var field = document.getElementById("filter");
  var said = document.getElementById("rows-said");
  var all = document.getElementById("rows-all");
  var WAIT = 120; // milliseconds of quiet before a filter
  var DEAL = "项目编号"; // the column by which other tables name a deal
  var UNKNOWN = "未列明"; // adds nothing beside what is known
  var timer;

  var tables = Array.from(document.querySelectorAll(".rows section")).map(function (section) {
    var count = section.querySelector("h2 small");
    return {
      section: section,
      name: section.querySelector("h2").firstChild.textContent,
      count: count,
      whole: count.textContent,
      titles: Array.from(section.querySelectorAll("thead th")).map(function (title) {
        return title.textContent.replace(/（.*$/, "");
      }),
      rows: Array.from(section.querySelectorAll("tbody tr")),
    };
  });

  function key(row) {
    return row.cells[0].textContent;
  }

  function cell(table, row, title) {
    var found = row.cells[table.titles.indexOf(title)];
    return found ? found.textContent : "";
  }

  // Shows the rows that `keep` takes, and of the tables those that have one.
  function show(keep) {
    return tables.reduce(function (sum, table) {
      var shown = table.rows.filter(function (row) {
        row.hidden = !keep(table, row);
        return !row.hidden;
      }).length;
      table.section.hidden = !shown;
      table.count.textContent = shown < table.rows.length ? table.whole + "中的" + shown + "行" : table.whole;
      return sum + shown;
    }, 0);
  }

  // How many rows of which tables are shown, as their headings have it.
  function counts() {
    var parts = tables.filter(function (table) {
      return !table.section.hidden;
    }).map(function (table) {
      return table.name + table.count.textContent;
    });
    return parts.length ? "（" + parts.join("，") + "）" : "";
  }

  function everything() {
    show(function () {
      return true;
    });
    said.textContent = "";
    all.hidden = true;
  }

  function tell(text) {
    said.textContent = text + counts();
    all.hidden = false;
  }

  function search() {
    var words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) {
      everything();
      return;
    }
    var found = show(function (table, row) {
      var text = Array.from(row.cells, function (cell) {
        return cell.textContent;
      }).join("\n").toLowerCase();
      return words.every(function (word) {
        return text.indexOf(word) >= 0;
      });
    });
    tell(found ? "含“" + field.value.trim() + "”的有" + found + "行" : "没有含“" + field.value.trim() + "”的行");
  }

  function number(found, stated) {
    return found < stated ? "共" + stated + "行，本页列出" + found + "行" : "共" + found + "行";
  }

  function ofFact(id) {
    var script = document.createElement("script");
    script.src = "facts.js";
    script.onload = function () {
      var fact = (window.ipabsFacts.facts || []).find(function (each) {
        return each.id === id;
      });
      if (!fact) {
        return;
      }
      var wanted = {};
      var stated = 0;
      Object.keys(fact.rows).forEach(function (name) {
        wanted[name] = new Set(fact.rows[name]);
        stated += fact.rows[name].length + Number((fact.omitted || {})[name] || 0);
      });
      var found = show(function (table, row) {
        return Boolean(wanted[table.section.id]) && wanted[table.section.id].has(key(row).replace(/^--$/, ""));
      });
      tell("“" + fact.name + "”所依据的明细：" + number(found, stated));
    };
    document.head.append(script);
  }

  function meets(text, wanted) {
    var ends = wanted.split("..");
    return ends.length === 2 ? text >= ends[0] && text <= ends[1] : text === wanted;
  }

  function named(name) {
    return tables.find(function (table) {
      return table.section.id === name;
    });
  }

  // The deals of which the rows of `table` say just `wanted` in the column `title`: 担保公司、商业银行 means both.
  function dealsWith(table, title, wanted) {
    var told = new Map();
    table.rows.forEach(function (row) {
      var deal = cell(table, row, DEAL);
      told.set(deal, (told.get(deal) || new Set()).add(cell(table, row, title)));
    });
    var names = wanted.split("、");
    var found = new Set();
    told.forEach(function (known, deal) {
      known.delete(UNKNOWN);
      if (known.size === names.length && names.every(known.has, known)) {
        found.add(deal);
      }
    });
    return found;
  }

  // A condition: what tells whether a row meets it, and the other table that it asks.
  function condition(table, title, wanted) {
    var parts = title.split(".");
    var other = parts.length === 2 ? named(parts[0]) : null;
    if (!other) {
      return { title: title, wanted: wanted, met: function (row) { return meets(cell(table, row, title), wanted); } };
    }
    var deals = dealsWith(other, parts[1], wanted);
    return { title: parts[1], wanted: wanted, other: other, met: function (row) { return deals.has(key(row)); } };
  }

  function where(text) {
    var parts = text.split("&");
    var asked = named(parts.shift());
    var stated = 0;
    var conditions = [];
    if (!asked) {
      return;
    }
    parts.forEach(function (part) {
      var pair = part.split("=");
      if (pair[0] === "rows") {
        stated = Number(pair[1]);
      } else {
        conditions.push(condition(asked, pair[0], pair[1]));
      }
    });
    var found = asked.rows.filter(function (row) {
      return conditions.every(function (each) { return each.met(row); });
    });
    var deals = new Set(found.map(key));
    // With them, what the other tables say of them.
    var others = conditions.map(function (each) { return each.other; });
    show(function (table, row) {
      return table === asked ? found.indexOf(row) >= 0 : others.indexOf(table) >= 0 && deals.has(cell(table, row, DEAL));
    });
    var words = conditions.map(function (each) {
      return each.title + " " + each.wanted.replace("..", "至");
    });
    tell(words.join("，") + "：" + number(found.length, stated));
  }

  function fromAddress() {
    var hash = decodeURIComponent(window.location.hash.slice(1));
    if (hash.indexOf("fact=") === 0) {
      ofFact(hash.slice(5));
    } else if (hash.indexOf("in=") === 0) {
      where(hash.slice(3));
    } else if (hash && !all.hidden) {
      field.value = "";
      everything(); // the row asked for may be hidden
      var row = document.getElementById(hash);
      if (row) {
        row.scrollIntoView();
      }
    }
  }

  field.addEventListener("input", function () {
    window.clearTimeout(timer);
    timer = window.setTimeout(search, WAIT);
  });
  field.form.addEventListener("submit", function (event) {
    event.preventDefault();
    window.clearTimeout(timer);
    search();
  });
  all.addEventListener("click", function () {
    field.value = "";
    everything();
    window.history.replaceState(null, "", window.location.pathname);
    field.focus();
  });
  document.addEventListener("keydown", function (event) {
    var typing = event.target.closest && event.target.closest("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
})();
