// Filters the archive: all editions, those of a full year, those of a quarter.
(function () {
  "use strict";
  var buttons = Array.from(document.querySelectorAll("[data-show]"));

  function show(kind) {
    document.querySelectorAll("[data-kind]").forEach(function (entry) {
      entry.hidden = kind !== "all" && entry.dataset.kind !== kind;
    });
    document.querySelectorAll(".archive-year").forEach(function (year) {
      year.hidden = !year.querySelector(".archive-row:not([hidden])");
    });
    buttons.forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.show === kind));
    });
  }

  buttons.forEach(function (button) {
    button.addEventListener("click", function () {
      show(button.dataset.show);
    });
  });
})();
