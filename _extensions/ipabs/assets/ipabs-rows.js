// The page of rows: a box that filters them, and addresses that show the rows behind a number (#fact=…) or behind a
// place of a chart (#in=…: a table and conditions on its columns). Works from a disk: the rows are in the page.
(function () {
  "use strict";
  var field = document.getElementById("filter");
  var said = document.getElementById("rows-said");
  var all = document.getElementById("rows-all");
  var WAIT = 120; // milliseconds of quiet before a filter
  var timer;

  var tables = Array.from(document.querySelectorAll(".rows section")).map(function (section) {
    return {
      section: section,
      titles: Array.from(section.querySelectorAll("thead th")).map(function (title) {
        return title.textContent.replace(/（.*$/, "");
      }),
      rows: Array.from(section.querySelectorAll("tbody tr")),
    };
  });

  function key(row) {
    return row.cells[0].textContent;
  }

  // Shows the rows that `keep` takes, and of the tables those that have one.
  function show(keep) {
    return tables.reduce(function (sum, table) {
      var shown = table.rows.filter(function (row) {
        row.hidden = !keep(table, row);
        return !row.hidden;
      }).length;
      table.section.hidden = !shown;
      return sum + shown;
    }, 0);
  }

  function everything() {
    show(function () {
      return true;
    });
    said.textContent = "";
    all.hidden = true;
  }

  function tell(text) {
    said.textContent = text;
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

  function meets(cell, wanted) {
    var ends = wanted.split("..");
    return ends.length === 2 ? cell >= ends[0] && cell <= ends[1] : cell === wanted;
  }

  function where(text) {
    var parts = text.split("&");
    var name = parts.shift();
    var stated = 0;
    var conditions = parts.reduce(function (made, part) {
      var pair = part.split("=");
      if (pair[0] === "rows") {
        stated = Number(pair[1]);
        return made;
      }
      return made.concat([pair]);
    }, []);
    var found = show(function (table, row) {
      return (
        table.section.id === name &&
        conditions.every(function (pair) {
          var cell = row.cells[table.titles.indexOf(pair[0])];
          return Boolean(cell) && meets(cell.textContent, pair[1]);
        })
      );
    });
    var words = conditions.map(function (pair) {
      return pair[0] + " " + pair[1].replace("..", "至");
    });
    tell(words.join("，") + "：" + number(found, stated));
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
