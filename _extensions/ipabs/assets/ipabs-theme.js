// Light or dark: the reader's choice is kept, else the system's holds. Runs before the page is drawn.
(function () {
  "use strict";
  var KEY = "ipabs-theme";
  var root = document.documentElement;
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function kept() {
    try {
      return window.localStorage.getItem(KEY);
    } catch (error) {
      return null; // storage may be closed to pages opened from a disk
    }
  }

  function keep(name) {
    try {
      window.localStorage.setItem(KEY, name);
    } catch (error) {
      // the choice then holds for this page only
    }
  }

  function current() {
    return root.dataset.theme || (dark.matches ? "dark" : "light");
  }

  function label(button) {
    var other = current() === "dark" ? "浅色" : "深色";
    button.textContent = other;
    button.setAttribute("aria-label", "切换到" + other);
  }

  function changed() {
    document.dispatchEvent(new CustomEvent("ipabs:theme"));
  }

  root.classList.add("js");
  var choice = kept();
  if (choice === "dark" || choice === "light") {
    root.dataset.theme = choice;
  }

  document.addEventListener("DOMContentLoaded", function () {
    var button = document.getElementById("theme-switch");
    if (!button) {
      return;
    }
    label(button);
    button.addEventListener("click", function () {
      root.dataset.theme = current() === "dark" ? "light" : "dark";
      keep(root.dataset.theme);
      label(button);
      changed();
    });
    dark.addEventListener("change", function () {
      label(button);
      changed();
    });
  });
})();
