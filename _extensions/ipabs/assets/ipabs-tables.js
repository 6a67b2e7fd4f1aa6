// On a phone a table of two periods shows one at a time, and a switch takes the place of their titles; a table of
// sentences becomes cards, whose cells say what their column is called.
(function () {
  "use strict";
  var narrow = window.matchMedia("(max-width: 699px)");

  function numbered(table) {
    return Array.from(table.querySelectorAll("th.group[data-group]"));
  }

  function choose(holder, table, chosen) {
    table.querySelectorAll("[data-group]").forEach(function (cell) {
      cell.classList.toggle("off", cell.dataset.group !== chosen);
    });
    holder.querySelectorAll(".periods button").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.period === chosen));
    });
  }

  function prepare(table) {
    var titles = numbered(table);
    var scroll = table.closest(".exhibit-scroll, .ipabs-chart-table");
    if (titles.length < 2 || !scroll) {
      return;
    }
    var bar = document.createElement("div");
    var row = document.createElement("div");
    bar.className = "periods";
    row.className = "switch";
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", "期间");
    titles.forEach(function (title) {
      var button = document.createElement("button");
      button.type = "button";
      button.dataset.period = title.dataset.group;
      button.textContent = title.textContent;
      button.addEventListener("click", function () {
        choose(scroll.parentElement, table, title.dataset.group);
      });
      row.append(button);
    });
    bar.append(row);
    var unit = scroll.previousElementSibling;
    (unit && unit.classList.contains("exhibit-unit") ? unit : scroll).before(bar);

    var adapt = function () {
      scroll.classList.toggle("one-period", narrow.matches);
    };
    choose(scroll.parentElement, table, titles[0].dataset.group);
    adapt();
    narrow.addEventListener("change", adapt);
  }

  // A line that holds a last character alone takes company.
  function keep(text) {
    if (text && text.nodeType === Node.TEXT_NODE && text.data.length > 8) {
      var end = document.createElement("span");
      end.className = "nb";
      text.after(end);
      end.append(text.splitText(text.data.length - 3));
    }
  }

  // Boxes instead of rows and cells would make it a table no longer for who does not see it.
  function say(table) {
    var titles = Array.from(table.querySelectorAll("thead tr:last-child th")).map(function (title) {
      return title.textContent.trim();
    });
    var roles = { thead: "rowgroup", tbody: "rowgroup", tr: "row", th: "columnheader", td: "cell" };
    table.setAttribute("role", "table");
    Object.keys(roles).forEach(function (name) {
      table.querySelectorAll(name).forEach(function (part) {
        part.setAttribute("role", roles[name]);
      });
    });
    table.querySelectorAll("tbody tr").forEach(function (row) {
      Array.from(row.cells).forEach(function (cell, index) {
        if (cell.colSpan === 1 && row.cells.length === titles.length && titles[index]) {
          cell.dataset.label = titles[index];
        }
        keep(cell.lastChild);
      });
    });
  }

  document.querySelectorAll("table.ipabs-table").forEach(prepare);
  document.querySelectorAll("table.layout-text").forEach(say);
})();
